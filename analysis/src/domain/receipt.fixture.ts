import type { Receipt } from "./receipt.ts";

/** The receipt of a dry run; a test states only what it is about. */
export function aReceipt(change: Partial<Receipt> = {}): Receipt {
  return {
    sent: false,
    analysis_id: null,
    time: "2026-03-14T02:00:00.000Z",
    provider: "builtin",
    model: null,
    level: "standard",
    bytes: 28,
    sha256: "0d2a6cc8a87d5d4b1f1ac0ef1f8b6f9c0b3a8b0d0a8f2b6a1c3d5e7f90a1b2c3",
    replaced: [{ type: "USER", count: 1 }],
    text: { system: "instructions", user: "ALERT [USER-1]" },
    body: null,
    earlier: [],
    ...change,
  };
}
