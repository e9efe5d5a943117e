/** Work that is done again and again in the background, one at a time, until it is stopped. */
export interface Loop {
  readonly start: () => void;
  /** There may be something to do. */
  readonly wake: () => void;
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
}

export interface LoopOptions {
  /** Resolves to true when there is more to do at once. */
  readonly work: (signal: AbortSignal) => Promise<boolean>;
  /** Without being woken it is looked again after so long, in milliseconds. */
  readonly everyMs: number;
  /** After faults it is waited longer and longer, up to so long. */
  readonly faultMsMax: number;
  readonly onFault: (error: unknown) => void;
}

const firstFaultMs = 500;

export function createLoop({ work, everyMs, faultMsMax, onFault }: LoopOptions): Loop {
  const stopping = new AbortController();
  let wakeUp: () => void = () => undefined;
  let isWoken = false;
  let running: Promise<void> = Promise.resolve();

  const sleep = (ms: number, isWakeable: boolean) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      timer.unref();
      wakeUp = isWakeable ? end : () => undefined;
      stopping.signal.addEventListener("abort", end);
    });
  const run = async () => {
    let faults = 0;
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        const isMore = await work(stopping.signal);
        faults = 0;
        if (!isMore && !isWoken && !stopping.signal.aborted) await sleep(everyMs, true);
      } catch (error) {
        if (stopping.signal.aborted) return;
        onFault(error);
        faults += 1;
        await sleep(Math.min(firstFaultMs * 2 ** (faults - 1), faultMsMax), false);
      }
    }
  };
  return {
    start() {
      running = run();
    },
    wake() {
      isWoken = true;
      wakeUp();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
