import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

const ofArn = /arn:aws[a-z-]{0,12}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(\d{12})(?!\d)/dg;
const ofRegistry = /(?<!\d)(\d{12})\.dkr\.ecr/dg;
const ofConsole = /(?<![\w.])(\d{12})\.signin\.aws/dg;
const ofProject = /@([a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com/dg;
const subscription = /\/subscriptions\/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/dg;

/** Accounts of clouds, where their place says so: AWS account ids, projects of Google, subscriptions of Azure. */
export const cloudAccount: Recognizer = {
  name: "cloud-account",
  find({ text, pairs }) {
    const spans: Span[] = [];
    if (text.includes("arn:")) spans.push(...spansOf(text, ofArn, () => "ACCOUNT"));
    if (text.includes(".dkr.")) spans.push(...spansOf(text, ofRegistry, () => "ACCOUNT"));
    if (text.includes(".signin.")) spans.push(...spansOf(text, ofConsole, () => "ACCOUNT"));
    if (text.includes(".iam.gserviceaccount.")) spans.push(...spansOf(text, ofProject, () => "ACCOUNT"));
    if (text.includes("/subscriptions/")) spans.push(...spansOf(text, subscription, () => "ACCOUNT"));
    for (const { role, start, end } of pairs())
      if (role === "account" && end - start === 12 && /^\d{12}$/.test(text.slice(start, end)))
        spans.push({ start, end, type: "ACCOUNT" });
    return spans;
  },
  examples: {
    found: [
      ["arn:aws:iam::123456789012:role/x", "123456789012"],
      ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/x", "123456789012"],
      ['"accountId": "123456789012"', "123456789012"],
      ["sts --account 123456789012 x", "123456789012"],
    ],
    ignored: ["123456789012", "accounts=12", "arn:aws:s3:::bucket"],
  },
};
