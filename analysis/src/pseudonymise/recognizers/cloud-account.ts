import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

const ofArn = /arn:aws[a-z-]{0,12}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(\d{12})(?!\d)/dg;
const ofRegistry = /(?<!\d)(\d{12})\.dkr\.ecr/dg;
const named = /account(?:_?id)?["']?\s?[=:]\s?["']?(\d{12})(?!\d)/dgi;

/** AWS account ids, where their place says so. */
export const cloudAccount: Recognizer = {
  name: "cloud-account",
  find(text) {
    const spans: Span[] = [];
    if (text.includes("arn:")) spans.push(...spansOf(text, ofArn, () => "ACCOUNT"));
    if (text.includes(".dkr.")) spans.push(...spansOf(text, ofRegistry, () => "ACCOUNT"));
    if (/account/i.test(text)) spans.push(...spansOf(text, named, () => "ACCOUNT"));
    return spans;
  },
  examples: {
    found: [
      ["arn:aws:iam::123456789012:role/x", "123456789012"],
      ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/x", "123456789012"],
      ['"accountId": "123456789012"', "123456789012"],
    ],
    ignored: ["123456789012", "accounts=12", "arn:aws:s3:::bucket"],
  },
};
