import type { Recognizer } from "../recognizer.ts";
import { spansOf, standsAlone } from "../recognizer.ts";

const pattern = /[\da-fA-F]{2}(?:[:-][\da-fA-F]{2}){5}/g;

/** Hardware addresses. */
export const macAddress: Recognizer = {
  name: "mac-address",
  find: ({ text }) =>
    text.includes(":") || text.includes("-")
      ? spansOf(text, pattern, (value, start, end) =>
          standsAlone(text, start, end) && !/[:-]/.test(text.charAt(end)) && !/^[0:-]+$/.test(value) ? "MAC" : null,
        )
      : [],
  examples: {
    found: [
      ["ether 02:42:ac:11:00:05 up", "02:42:ac:11:00:05"],
      ["mac=AA-BB-CC-DD-EE-01", "AA-BB-CC-DD-EE-01"],
    ],
    ignored: ["00:00:00:00:00:00", "02:42:ac:11:00", "at 10:20:30", "aa:bb:cc:dd:ee:ff:00:11"],
  },
};
