import type { Indicator } from "../../indicator.ts";
import { calls, hasShortOption, operands, wordWhere } from "../execution/calls.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";

/** Traces removed: logs, history, times. */

const shared = { tactic: "defense-evasion", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const truncated = { "evt.arg.flags": "O_TRUNC|O_WRONLY", ...onHost };

const logs =
  /^(?:\/var\/log\/(?!(?:apt|dpkg|installer)\/)(?!.{0,200}\.(?:\d{1,3}|gz|xz|old)$).{1,200}|\/run\/utmp|\/var\/run\/utmp)$|\/(?:syslog|auth\.log|secure|wtmp|btmp|lastlog|messages|audit\.log)$/;

const clearsByCommand = calls(new Set(["rm", "shred", "truncate", "unlink", "journalctl", "cp", "dmesg"]), (call) => {
  if (call.program === "journalctl")
    return wordWhere(
      call,
      (value) => value.startsWith("--vacuum-time=1") || value === "--rotate" || value.startsWith("--vacuum-size=1"),
    );
  if (call.program === "dmesg") return hasShortOption(call, "Cc");
  const target = call.program === "cp" ? operands(call).slice(-1) : operands(call);
  if (call.program === "cp" && operands(call)[0]?.value !== "/dev/null") return false;
  return target.find(({ value }) => logs.test(value)) ?? false;
});

export const clearsLogs: Indicator = {
  ...shared,
  id: "clears-logs",
  behaviour: "empties or removes log files",
  meaning: "Without the log nobody sees who came and what they did.",
  technique: "T1070.002",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/002/",
  match: behind({ ...clearsByCommand.gate, needs: ["file"] }, (facts) => {
    const { file, flags } = facts;
    if (
      file &&
      logs.test(file.path) &&
      (flags.has("O_TRUNC") || file.access === "delete" || /tampered|cleared|truncated/i.test(facts.alert.message))
    )
      return file.path;
    return clearsByCommand(facts);
  }),
  examples: {
    found: [
      opened("/var/log/auth.log", "truncate -s 0 /var/log/auth.log", truncated),
      ran("rm -f /var/log/wtmp"),
      ran("truncate -s 0 /var/log/syslog"),
      ran("journalctl --vacuum-time=1s"),
    ],
    ignored: [
      opened("/var/log/auth.log", "sshd", { "evt.arg.flags": "O_APPEND|O_WRONLY" }),
      ran("tail /var/log/syslog"),
      ran("rm /var/log/apt/x"),
    ],
  },
};

const history = /\/\.(?:bash|zsh|sh|ash|python|mysql|psql)_history$/;

export const clearsHistory: Indicator = {
  ...shared,
  id: "clears-history",
  behaviour: "removes or empties the shell's history",
  meaning: "The history shows what was typed; only somebody with a reason empties it.",
  technique: "T1070.003",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/003/",
  keywords: ["hist"],
  match(facts) {
    const { file } = facts;
    const named = ["evt.arg.name", "evt.arg.path", "evt.arg.oldpath"]
      .map((name) => facts.field(name))
      .find((path) => path !== null && history.test(path));
    if (named && /unlink|rename/.test(facts.eventType ?? "")) return named;
    if (
      file &&
      history.test(file.path) &&
      (file.access === "delete" || file.access === "rename" || facts.flags.has("O_TRUNC"))
    )
      return file.path;
    return clearsHistoryByCommand(facts);
  },
  examples: {
    found: [
      ran("rm -f /root/.bash_history"),
      ran("sh -c history -c"),
      ran("x", { "evt.type": "unlinkat", "evt.arg.name": "/root/.bash_history" }),
      ran("ln -sf /dev/null /root/.bash_history"),
    ],
    ignored: [opened("/root/.bash_history", "bash"), ran("tail /root/.bash_history"), ran("sh -c history")],
  },
};

const clearsHistoryByCommand = calls(
  new Set(["rm", "shred", "unlink", "truncate", "mv", "ln", "history", "unset"]),
  (call) => {
    if (call.program === "history") return hasShortOption(call, "c");
    if (call.program === "unset") return wordWhere(call, (value) => value.startsWith("HIST"));
    return wordWhere(call, (value) => history.test(value));
  },
);

export const changesTimes: Indicator = {
  ...shared,
  id: "changes-file-times",
  behaviour: "gives a file another time of change",
  meaning: "A new file with an old date is not seen among the system's own.",
  technique: "T1070.006",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/006/",
  keywords: ["touch"],
  match: calls(new Set(["touch"]), (call) =>
    call.args.some(
      ({ value }) => value === "-r" || value === "-t" || value === "-d" || /^--(?:reference|date)=/.test(value),
    ),
  ),
  examples: {
    found: [ran("touch -r /bin/ls /tmp/x"), ran("touch -d 2020-01-01 /usr/bin/x")],
    ignored: [ran("touch /tmp/x"), ran("touch -a x")],
  },
};
