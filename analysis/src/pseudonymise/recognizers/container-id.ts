import type { Recognizer } from "../recognizer.ts";
import { spansOf, standsAlone } from "../recognizer.ts";

const hex = /[0-9a-f]{12,64}/g;

/** Container ids: 64 or 12 hexadecimal digits that stand alone. Digests (`sha256:...`), git hashes (40) and trace ids (16, 32) stay. */
export const containerId: Recognizer = {
  name: "container-id",
  find: (text) =>
    spansOf(text, hex, (value, start, end) => {
      if (value.length !== 64 && value.length !== 12) return null;
      if (!standsAlone(text, start, end) || !/[a-f]/.test(value) || !/\d/.test(value)) return null;
      const before = text.slice(Math.max(0, start - 8), start).toLowerCase();
      if (/(?:sha256|sha512|md5)[:=-]$/.test(before) || /(?:commit|rev|git)[ =:-]$/.test(before)) return null;
      // A longer identifier with dashes (a UUID's last group) is none.
      return text.charAt(start - 1) === "-" && /[0-9a-f]/.test(text.charAt(start - 2)) && value.length === 12
        ? null
        : "CONTAINER";
    }),
  examples: {
    found: [
      ["container_id=4f2b8c1d9e07 x", "4f2b8c1d9e07"],
      [
        "docker-4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd.scope",
        "4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd",
      ],
    ],
    ignored: [
      "sha256:4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd",
      "123456789012",
      "abcdefabcdef",
      "4f2b8c1d-9e07-4f2b-8c1d-9e074f2b8c1d",
      "commit 4f2b8c1d9e07",
    ],
  },
};
