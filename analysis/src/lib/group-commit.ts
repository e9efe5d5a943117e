/**
 * One disk flush for everybody who waits: what comes while a transaction runs goes into the next one. A transaction that
 * fails fails for all in it, so nothing is acknowledged that is not on disk.
 */
export function createGroupCommit<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  itemsMax = 2000,
): (items: readonly Item[]) => Promise<void> {
  interface Waiting {
    readonly items: readonly Item[];
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  let queue: Waiting[] = [];
  let running = false;

  const takeGroup = () => {
    let count = 0;
    let taken = 0;
    for (const { items } of queue) {
      if (taken > 0 && count + items.length > itemsMax) break;
      count += items.length;
      taken += 1;
    }
    const group = queue.slice(0, taken);
    queue = queue.slice(taken);
    return group;
  };

  const drain = async () => {
    running = true;
    while (queue.length > 0) {
      const group = takeGroup();
      try {
        await write(group.flatMap(({ items }) => items));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  };

  return (items) =>
    new Promise<void>((resolve, reject) => {
      queue.push({ items, resolve, reject });
      if (!running) void drain();
    });
}
