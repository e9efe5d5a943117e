/**
 * Does work for each input, several at once, and gives the results in the inputs' order, each as soon as it is there.
 * Reads no further ahead than `atOnce`, so that a slow reader or a long input fills no memory.
 */
export async function* inOrder<Input, Output>(
  inputs: AsyncIterable<Input>,
  work: (input: Input) => Output | Promise<Output>,
  atOnce: number,
): AsyncGenerator<Output> {
  const iterator = inputs[Symbol.asyncIterator]();
  const running: Promise<Output>[] = [];
  let next: Promise<IteratorResult<Input>> | null = iterator.next();
  try {
    while (next !== null || running.length > 0) {
      const [front] = running;
      if (front !== undefined && (next === null || running.length >= atOnce || (await isFirst(front, next)))) {
        yield await front;
        running.shift();
      } else if (next !== null) {
        const read: IteratorResult<Input> = await next;
        if (!read.done) running.push(begun(work, read.value));
        next = read.done ? null : iterator.next();
      }
    }
  } finally {
    await iterator.return?.();
  }
}

function begun<Input, Output>(work: (input: Input) => Output | Promise<Output>, input: Input): Promise<Output> {
  const result = Promise.resolve(work(input));
  // Whoever waits for an earlier one hears of this one's failure in its turn.
  result.catch(() => undefined);
  return result;
}

/** True when the first settles no later than the second. */
async function isFirst(first: Promise<unknown>, second: Promise<unknown>): Promise<boolean> {
  const settled = (promise: Promise<unknown>, answer: boolean) =>
    promise.then(
      () => answer,
      () => answer,
    );
  return await Promise.race([settled(first, true), settled(second, false)]);
}
