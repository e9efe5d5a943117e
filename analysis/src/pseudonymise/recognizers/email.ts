import { alphabetOf } from "../char-runs.ts";
import { isHostLike } from "../host-shape.ts";
import { unit } from "../logins.ts";
import { identityPrefix } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isPublicName } from "../well-known.ts";

const local = alphabetOf("_.+-");
const domain = /@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/y;
const localCharsMax = 64;

/** Mail addresses, and logins that look like one. Where a path or port follows (`mira@db-1.shop.lan:/backup`) it is a login on a host. */
export const email: Recognizer = {
  name: "email",
  find({ text }) {
    if (!text.includes("@")) return [];
    const spans: Span[] = [];
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
      domain.lastIndex = at;
      const found = domain.exec(text);
      const index = found === null ? at : startOfLocal(text, at);
      if (found === null || index === at) continue;
      const end = at + found[0].length;
      const value = text.slice(index, end);
      const isPassword =
        text.charAt(index - 1) === ":" &&
        text.charAt(index - 2) !== " " &&
        !mayBeVouched(text.slice(Math.max(0, index - 24), index));
      if (
        !/^git@/.test(value) &&
        !isLoginOnHost(text, end) &&
        !isPassword &&
        !unit.test(value) &&
        isMailHost(value.slice(value.indexOf("@") + 1))
      )
        spans.push({ start: index, end, type: "EMAIL" });
    }
    return spans;
  },
  examples: {
    found: [
      ["gcp.user=mira.k@shop.example.com ok", "mira.k@shop.example.com"],
      ["<jonas+ci@example.net>", "jonas+ci@example.net"],
      ["author=4711+mira@users.noreply.github.com", "4711+mira@users.noreply.github.com"],
      ["subject=(oidc:mira@shop.example,x)", "mira@shop.example"],
    ],
    ignored: [
      "a@b",
      "user@host",
      "git@github.com:x/y.git",
      "@decorator.name",
      "image@sha256:ab",
      "scp f mira@db-1.shop.lan:/backup",
      "lodash@4.17.21",
      "systemctl restart postgresql@15-main.service",
      "https://x-access-token:tok@shop.example.com/x",
    ],
  },
};

const word = /(?:^|[\s"'(,=[;])((?:mailto|member|group|deleted|[a-z0-9-]{2,16}):)$/i;

/** `oidc:mira@shop.example`, `mailto:...`: what stands in front of the colon is no user with a password behind it. */
function mayBeVouched(before: string): boolean {
  const prefix = word.exec(before)?.[1] ?? "";
  return /^(?:mailto|member|group|deleted):$/i.test(prefix) || identityPrefix.test(`${prefix}a`);
}

/** Mail at a service known to all names a person as well. */
function isMailHost(host: string): boolean {
  return isHostLike(host) || (isPublicName(host) && /\.[a-z]{2,}$/i.test(host));
}

function startOfLocal(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < localCharsMax && local[text.charCodeAt(start - 1)] === 1) start -= 1;
  return start;
}

function isLoginOnHost(text: string, end: number): boolean {
  return /^:(?:[/~.\w])|^\//.test(text.slice(end, end + 2));
}
