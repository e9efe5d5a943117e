/** Slows down whoever guesses tokens: each wrong one waits, the more of them an address has sent the longer. A right one never waits. */
export function createDelay(): (address: string) => Promise<void> {
  const failures = new Map<string, number>();
  return async (address) => {
    const count = (failures.get(address) ?? 0) + 1;
    failures.delete(address);
    failures.set(address, count);
    if (failures.size > addressesMax) failures.delete(failures.keys().next().value ?? "");
    await new Promise((resolve) => setTimeout(resolve, Math.min(firstMs * 2 ** (count - 1), longestMs)));
  };
}

const firstMs = 100;
const longestMs = 2000;
const addressesMax = 10_000;
