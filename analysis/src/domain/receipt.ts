import * as z from "zod";
import { entityTypes, levelsInForce } from "./pseudonymised.ts";

/** What left the network for one analysis, to the byte. Holds tokens, never what they stand for. */
export const receiptSchema = z.object({
  sent: z
    .boolean()
    .describe("False: nothing left (the built-in analyst answered, the gate held it back, or a dry run)"),
  analysis_id: z.string().nullable().describe("`meta.id` of the analysis; null in a dry run"),
  time: z.string(),
  provider: z.string().describe("Who was asked; in a dry run who is configured"),
  model: z.string().nullable(),
  level: z.enum(levelsInForce).describe("Obfuscation level; `off` where obfuscation.enabled is false"),
  bytes: z
    .int()
    .describe(
      "Size of `body`; in a dry run of `text.system`, a blank line and `text.user`, one after the other, in UTF-8",
    ),
  sha256: z.string().nullable().describe("Of the same bytes, in hexadecimal digits; null where there are none"),
  replaced: z
    .array(z.object({ type: z.enum(entityTypes), count: z.int() }))
    .describe("How many tokens of each kind stand in `text.user`"),
  text: z
    .object({ system: z.string(), user: z.string() })
    .nullable()
    .describe("The exact words, or null where there are none"),
  body: z.string().nullable().describe("The body of the request as it left, to the letter; null where nothing did"),
  earlier: z
    .array(z.object({ time: z.string(), bytes: z.int(), sha256: z.string(), body: z.string() }))
    .describe("Requests for the same analysis before that one, which had to be made again"),
});
export type Receipt = z.infer<typeof receiptSchema>;
