import type { Indicator } from "../../indicator.ts";
import { calls, hasShortOption } from "../execution/calls.ts";
import { onHost, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";

/** Rights that a program has beyond those of who runs it. */

const shared = { tactic: "privilege-escalation", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const asMira = { "user.name": "mira", "user.uid": 1000, ...onHost };

export const setsSetuidBit: Indicator = {
  ...shared,
  id: "sets-setuid-bit",
  behaviour: "marks a program to run with its owner's rights (setuid)",
  meaning: "A copy of a shell with that mark makes anybody root, again and again.",
  technique: "T1548.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1548/001/",
  keywords: ["chmod", "install"],
  match(facts) {
    if (/^f?chmod/.test(facts.eventType ?? "")) {
      const mode = facts.field("evt.arg.mode") ?? "";
      if (/S_ISUID/.test(mode) || /^0?[46]\d{3}$/.test(mode)) return mode;
    }
    return chmodsSetuid(facts);
  },
  examples: {
    found: [
      ran("chmod u+s /tmp/rootbash"),
      ran("chmod 4755 /tmp/x"),
      ran("x", { "evt.type": "fchmodat", "evt.arg.mode": "S_ISUID|S_IXUSR" }),
      ran("install -m 4755 a b"),
    ],
    ignored: [
      ran("chmod g+s /srv/shared"),
      ran("chmod 755 /tmp/x"),
      ran("chmod +x x"),
      ran("x", { "evt.type": "fchmodat", "evt.arg.mode": "S_IXUSR" }),
    ],
  },
};

const setuidMode = /^(?:(?:[oa]{0,3}u[goa]{0,3}|a)?[+=][rwxXt]{0,5}s|(?:--mode=)?0?[46][0-7]{3}$)/;

const chmodsSetuid = calls(new Set(["chmod", "install"]), (call) =>
  call.args.some(({ value }) => setuidMode.test(value)),
);

const setsUserId = new Set(["setuid", "setreuid", "setresuid", "setuid32", "setreuid32", "setresuid32"]);

export const changesUserId: Indicator = {
  ...shared,
  id: "changes-user-id",
  behaviour: "changes its own user id without being root",
  meaning: "A program that becomes another user by itself has the rights to, or a fault that gives them.",
  technique: "T1548.001",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man2/setuid.2.html",
  keywords: ["uid"],
  match: behind({ events: setsUserId }, ({ eventType, user, process }) =>
    setsUserId.has(eventType ?? "") && user.kind !== "root" ? (process.name ?? eventType) : null,
  ),
  examples: {
    found: [
      ran("helper", { "evt.type": "setuid", ...asMira }),
      ran("x", { "evt.type": "setresuid", "user.name": "jonas", "user.uid": 1001 }),
    ],
    ignored: [ran("su", { "evt.type": "setuid", "user.name": "root", "user.uid": 0 }), ran("helper", asMira)],
  },
};

export const setsCapability: Indicator = {
  ...shared,
  id: "sets-capability",
  behaviour: "gives a program rights of root (file capabilities)",
  meaning: "Like setuid, and seen by fewer: an interpreter with cap_setuid makes anybody root.",
  technique: "T1548.001",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man8/setcap.8.html",
  keywords: ["setcap"],
  match: calls(
    new Set(["setcap"]),
    (call) => call.args.some(({ value }) => /cap_(?!net_bind_service)|all/.test(value)) && !hasShortOption(call, "rv"),
  ),
  examples: {
    found: [ran("setcap cap_setuid+ep /usr/bin/python3"), ran("setcap cap_net_raw=ep /tmp/x")],
    ignored: [ran("setcap -r /usr/bin/ping"), ran("getcap -r /")],
  },
};
