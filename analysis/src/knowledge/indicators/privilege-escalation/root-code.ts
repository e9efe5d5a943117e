import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Code that makes its own process root. */

const interpreters = ["python", "python2", "python3", "perl", "ruby", "php", "node", "gdb", "lua"];
const versions = ["python2.7", ...[6, 7, 8, 9, 10, 11, 12, 13, 14].map((minor) => `python3.${minor}`)];
const becomes =
  /(?:set(?:re|res)?[ug]id(?:_t)?|setuid)\s?\(\s?0|\$[<>]\s?=\s?0\b|process\.setuid\(0|process::sys\.setuid\(0/;

export const interpreterBecomesRoot: Indicator = {
  id: "interpreter-becomes-root",
  behaviour: "has an interpreter make itself root (setuid(0))",
  meaning: "It works only where the interpreter was given that right, so somebody tries a way up, or has made one.",
  technique: "T1548.001",
  alsoTechniques: ["T1068"],
  tactic: "privilege-escalation",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://gtfobins.github.io/#+capabilities",
  keywords: ["setuid", "setreuid", "setresuid", "$<=0", "$>=0"],
  match: calls(new Set([...interpreters, ...versions]), (call) => becomes.test(argumentText(call))),
  examples: {
    found: [
      ran("python3 -c import os;os.setuid(0);os.system('/bin/sh')", {
        "user.name": "mira",
        "user.uid": 1000,
        ...onHost,
      }),
      ran("perl -e use POSIX; POSIX::setuid(0); exec '/bin/sh'", inContainer),
      ran("php -r posix_setuid(0); system('/bin/sh');"),
    ],
    ignored: [ran("python3 -c import os;os.setuid(1000)"), ran("grep -r setuid(0) src"), ran("python3 setuid.py 0")],
  },
};
