import { hash } from "node:crypto";
import type { EntitySummary, EntityType, LevelInForce } from "#domain/pseudonymised.ts";
import type { Receipt } from "#domain/receipt.ts";
import { tokenForm } from "#pseudonymise/vault.ts";
import type { Prompt } from "./prompt.ts";

/** Receipts: what left for an analysis, what would leave, or that nothing did. Pure. */

/** What a receipt says besides the text. */
export interface ReceiptHead {
  /** Null in a dry run. */
  readonly analysisId: string | null;
  readonly time: string;
  readonly provider: string;
  readonly model: string | null;
  readonly level: LevelInForce;
}

/** A prompt with the tokens of its veil. */
export interface GuardedPrompt {
  readonly prompt: Prompt;
  readonly entities: readonly EntitySummary[];
}

/** Stands between the two parts where they are counted as one text. */
const between = "\n\n";

/** For an analysis that was made here. */
export function receiptOfNothing(head: ReceiptHead): Receipt {
  return { sent: false, ...headOf(head), bytes: 0, sha256: null, replaced: [], text: null, body: null, earlier: [] };
}

/** For a dry run: bytes and hash are of the instructions, a blank line and the question, in UTF-8. */
export function receiptOfDryRun(head: ReceiptHead, guarded: GuardedPrompt): Receipt {
  const { system, user } = guarded.prompt;
  const text = system + between + user;
  return {
    sent: false,
    ...headOf(head),
    bytes: Buffer.byteLength(text),
    sha256: hash("sha256", text),
    ...wordsOf(guarded),
    body: null,
    earlier: [],
  };
}

/** A request's body (JSON in UTF-8), the very bytes that were handed to the connection. */
export interface SentBody {
  readonly time: Date;
  readonly body: Uint8Array;
}

/** For a prompt that was sent, the last request first of all; `sent` has one at least. */
export function receiptOfSent(head: ReceiptHead, guarded: GuardedPrompt, sent: readonly SentBody[]): Receipt {
  const requests = sent.map(({ time, body }) => ({
    time: time.toISOString(),
    bytes: body.byteLength,
    sha256: hash("sha256", body),
    body: new TextDecoder("utf-8", { ignoreBOM: true }).decode(body),
  }));
  const last = requests.at(-1);
  if (last === undefined) return receiptOfNothing(head);
  return { sent: true, ...headOf(head), ...last, ...wordsOf(guarded), earlier: requests.slice(0, -1) };
}

/** Those of the entities whose token stands in the text, with how often it does. */
export function entitiesIn(text: string, entities: readonly EntitySummary[]): EntitySummary[] {
  const counts = new Map(entities.map(({ token }) => [token, 0]));
  for (const [token] of text.matchAll(tokenForm)) {
    const count = counts.get(token);
    // Where nothing is hidden, what looks like a token of ours is the alert's own.
    if (count !== undefined) counts.set(token, count + 1);
  }
  return entities.flatMap(({ token, type }) => {
    const count = counts.get(token) ?? 0;
    return count === 0 ? [] : [{ token, type, count }];
  });
}

function headOf({ analysisId, time, provider, model, level }: ReceiptHead) {
  return { analysis_id: analysisId, time, provider, model, level };
}

function wordsOf({ prompt, entities }: GuardedPrompt): Pick<Receipt, "replaced" | "text"> {
  const counts = new Map<EntityType, number>();
  for (const { type, count } of entitiesIn(prompt.user, entities)) counts.set(type, (counts.get(type) ?? 0) + count);
  return {
    replaced: Array.from(counts, ([type, count]) => ({ type, count })),
    text: { system: prompt.system, user: prompt.user },
  };
}
