import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** Places that start something for which ATT&CK has a name of its own, and the commands that switch a start on. */

const hook = { tactic: "persistence", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost };

export const plantsPythonHook: Indicator = {
  ...hook,
  id: "plants-python-hook",
  behaviour: "changes a file that every Python program reads at its start",
  meaning: "A line there runs inside every Python program of the machine, with whatever rights that has.",
  technique: "T1546.018",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1546/018/",
  keywords: [".pth", "customize.py"],
  match: writesFile(/\/(?:(?:sitecustomize|usercustomize)\.py|(?:site|dist)-packages\/[^/]{1,80}\.pth)$/),
  examples: {
    found: [
      opened("/usr/lib/python3/dist-packages/x.pth", "sh", written),
      ran("cp x.py /usr/lib/python3.11/sitecustomize.py", inContainer),
    ],
    ignored: [
      opened("/usr/lib/python3/dist-packages/x.pth", "python3 app.py", onHost),
      opened("/srv/model/weights.pth", "python3 train.py", written),
    ],
  },
};

export const changesUdevRules: Indicator = {
  ...hook,
  id: "changes-udev-rules",
  behaviour: "changes a udev rule",
  meaning: "udev runs a program as root whenever a device appears, also at every boot, and few look there.",
  technique: "T1546.017",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1546/017/",
  keywords: ["udev"],
  match: writesFile(/^\/(?:etc|run|(?:usr\/)?lib)\/udev\/rules\.d\/.{1,200}$/),
  examples: {
    found: [
      opened("/etc/udev/rules.d/99-x.rules", "sh", written),
      ran("sh -c echo 'RUN+=\"/opt/x\"' > /etc/udev/rules.d/75-net.rules", onHost),
    ],
    ignored: [
      opened("/etc/udev/rules.d/99-x.rules", "udevadm test", onHost),
      opened("/etc/udev/udev.conf", "vi", written),
    ],
  },
};

export const changesAutostart: Indicator = {
  ...hook,
  id: "changes-autostart",
  behaviour: "changes what a desktop starts by itself",
  meaning: "The program starts with the next person who logs in at the screen, with that person's rights.",
  technique: "T1547.013",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1547/013/",
  keywords: ["autostart"],
  match: writesFile(/\/(?:etc\/xdg|\.config)\/autostart\/[^/]{1,200}$/),
  examples: {
    found: [
      opened("/etc/xdg/autostart/x.desktop", "sh", written),
      ran("cp x.desktop /home/mira/.config/autostart/x.desktop", onHost),
    ],
    ignored: [
      opened("/etc/xdg/autostart/x.desktop", "gnome-session", onHost),
      opened("/srv/autostart/x.desktop", "sh", written),
    ],
  },
};

export const enablesService: Indicator = {
  ...hook,
  id: "enables-service",
  behaviour: "switches on that a service starts at boot",
  meaning: "Every installation ends so; a back door that is to come back does too.",
  technique: "T1543.002",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man1/systemctl.1.html",
  keywords: ["systemctl", "update-rc.d", "chkconfig", "rc-update"],
  match: calls(new Set(["systemctl", "update-rc.d", "chkconfig", "rc-update"]), (call) => {
    if (call.program === "systemctl") return hasWord(call, "enable", "link", "reenable") && operands(call).length > 1;
    if (call.program === "update-rc.d") return hasWord(call, "defaults", "enable");
    return call.program === "rc-update" ? hasWord(call, "add") : hasWord(call, "--add", "on");
  }),
  examples: {
    found: [
      ran("systemctl enable --now upd.service", onHost),
      ran("update-rc.d upd defaults", onHost),
      ran("rc-update add upd default", inContainer),
    ],
    ignored: [ran("systemctl is-enabled upd"), ran("systemctl disable upd"), ran("chkconfig --list")],
  },
};

export const schedulesWithTimer: Indicator = {
  ...hook,
  id: "schedules-with-timer",
  behaviour: "has systemd run a command later or again and again, without a unit file",
  meaning: "Such a timer lies in no file, so a search of the disk does not find what brings the program back.",
  technique: "T1053.006",
  alsoTechniques: ["T1053.002"],
  severity: "medium",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man1/systemd-run.1.html",
  keywords: ["systemd-run"],
  match: calls(new Set(["systemd-run"]), (call) =>
    wordWhere(call, (value) => /^--on-(?:active|calendar|boot|startup|unit-|clock)/.test(value)),
  ),
  examples: {
    found: [
      ran("systemd-run --on-calendar=*:0/5 /tmp/x", onHost),
      ran("systemd-run --user --on-boot=60 /home/mira/.x"),
    ],
    ignored: [ran("systemd-run --scope make -j4"), ran("cat systemd-run --on-calendar")],
  },
};
