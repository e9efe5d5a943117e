import type { Recognizer } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

const pattern = /(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g;

/** Mail addresses, and logins that look like one. */
export const email: Recognizer = {
  name: "email",
  find: (text) =>
    text.includes("@")
      ? spansOf(text, pattern, (value) => (/^git@(?:github|gitlab|bitbucket)\./.test(value) ? null : "EMAIL"))
      : [],
  examples: {
    found: [
      ["gcp.user=mira.k@shop.example.com ok", "mira.k@shop.example.com"],
      ["<jonas+ci@example.net>", "jonas+ci@example.net"],
    ],
    ignored: ["a@b", "user@host", "git@github.com:x/y.git", "@decorator.name", "image@sha256:ab"],
  },
};
