import type { Receipt } from "#domain/receipt.ts";

/** The latest receipts, in memory, by the id of their analysis. */
export interface ReceiptStore {
  /** One of a dry run belongs to no analysis and is not kept. */
  readonly keep: (receipt: Receipt) => void;
  readonly find: (analysisId: string) => Receipt | undefined;
}

export interface ReceiptBounds {
  readonly countMax: number;
  readonly bytesMax: number;
}

export const receiptBounds: ReceiptBounds = { countMax: 1000, bytesMax: 32 * 2 ** 20 };

/** Of one receipt, for everything but its long texts. */
const fixedBytes = 1024;
const bytesOfCharacter = 2;

/** The oldest go when there are too many or they take too much; one that is too large by itself is not kept. */
export function createReceiptStore({ countMax, bytesMax }: ReceiptBounds = receiptBounds): ReceiptStore {
  const receipts = new Map<string, Receipt>();
  let bytes = 0;
  const drop = (id: string) => {
    const receipt = receipts.get(id);
    if (receipt === undefined) return;
    bytes -= sizeOf(receipt);
    receipts.delete(id);
  };
  return {
    keep(receipt) {
      const id = receipt.analysis_id;
      const size = sizeOf(receipt);
      if (id === null || size > bytesMax) return;
      drop(id);
      receipts.set(id, receipt);
      bytes += size;
      for (const oldest of receipts.keys()) {
        if (receipts.size <= countMax && bytes <= bytesMax) break;
        drop(oldest);
      }
    },
    find: (id) => receipts.get(id),
  };
}

/** An upper bound: each character as two bytes. */
function sizeOf({ text, body, earlier }: Receipt): number {
  const before = earlier.reduce((sum, request) => sum + request.body.length, 0);
  const characters = (text?.system.length ?? 0) + (text?.user.length ?? 0) + (body?.length ?? 0) + before;
  return fixedBytes + bytesOfCharacter * characters;
}
