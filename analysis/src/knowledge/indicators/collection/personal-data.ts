import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { onHost, opened, ran } from "../execution/examples.ts";

/** What people write, see and say. */

const gathered = { tactic: "collection", platforms: ["Linux"], families: ["syscall"] } as const;

const mailPrograms = /^(?:dovecot|imap|pop3|lmtp|postfix|local|virtual|procmail|exim|master|sendmail|mutt|thunderbird)/;

export const readsMail: Indicator = {
  ...gathered,
  id: "reads-mail",
  behaviour: "reads a mailbox",
  meaning: "Mails hold passwords, links to reset them and what blackmail needs.",
  technique: "T1114",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1114/",
  keywords: ["/mail/", "/maildir/", "/vmail/", ".mbox"],
  match({ file, process }) {
    if (file === null || file.access !== "read" || mailPrograms.test(process.name ?? "")) return null;
    return /^\/var\/(?:spool\/)?(?:mail|vmail)\/|\/Maildir\/|\.mbox$/.test(file.path) ? file.path : null;
  },
  examples: {
    found: [
      opened("/var/mail/anna", "cat /var/mail/anna", { "evt.arg.flags": "O_RDONLY", ...onHost }),
      opened("/home/anna/Maildir/cur/1.x", "grep -r password", { "evt.arg.flags": "O_RDONLY" }),
    ],
    ignored: [
      opened("/var/mail/anna", "dovecot", { "evt.arg.flags": "O_RDONLY", "proc.name": "imap" }),
      opened("/etc/mail/sendmail.cf", "cat", { "evt.arg.flags": "O_RDONLY" }),
    ],
  },
};

export const capturesScreen: Indicator = {
  ...gathered,
  id: "captures-screen-or-sound",
  behaviour: "records the screen, the microphone, the camera or the clipboard",
  meaning: "On a machine that somebody works on it sees and hears what they see and say, passwords too.",
  technique: "T1113",
  alsoTechniques: ["T1123", "T1125", "T1115"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1113/",
  keywords: [
    "scrot",
    "xwd",
    "import",
    "screenshot",
    "x11grab",
    "v4l2",
    "arecord",
    "xclip",
    "xsel",
    "wl-paste",
    "fbgrab",
    "parec",
    "grim",
  ],
  match: calls(
    new Set([
      "scrot",
      "xwd",
      "import",
      "gnome-screenshot",
      "fbgrab",
      "grim",
      "arecord",
      "parec",
      "ffmpeg",
      "xclip",
      "xsel",
      "wl-paste",
      "spectacle",
    ]),
    (call) => {
      const text = argumentText(call);
      if (call.program === "ffmpeg") return /x11grab|v4l2|-f alsa|-f pulse|fbdev|kmsgrab/.test(text);
      if (call.program === "import") return /-window|root/.test(text);
      if (call.program === "xclip") return /-o|--out/.test(text);
      return call.program !== "xsel" || !/-i|--input/.test(text);
    },
  ),
  examples: {
    found: [
      ran("import -window root /tmp/s.png"),
      ran("ffmpeg -f x11grab -i :0 /tmp/o.mp4"),
      ran("arecord -d 60 /tmp/a.wav"),
    ],
    ignored: [ran("ffmpeg -i a.mp4 b.webm"), ran("sh -c echo x | xclip -i"), ran("python3 -c import os")],
  },
};
