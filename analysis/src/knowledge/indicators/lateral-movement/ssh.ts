import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { readsFile } from "../credential-access/sensitive-files.ts";
import type { Call } from "../execution/calls.ts";
import { argumentText, calls, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { behind } from "../gates.ts";
import { lateral } from "./lateral-movement.ts";

/** Going on to other machines by SSH. */

const sshClients = new Set([
  "ssh",
  "dbclient",
  "plink",
  "sshpass",
  "pssh",
  "parallel-ssh",
  "clush",
  "pdsh",
  "mussh",
  "autossh",
]);

const knownHosts = /(?:\.ssh\/known_hosts|\/etc\/ssh\/ssh_known_hosts)(?![\w-])/;

const knownHostsOwners = new Set([
  "ssh",
  "sshd",
  "scp",
  "sftp",
  "ssh-keygen",
  "ssh-keyscan",
  "git",
  "rsync",
  "ansible",
  "ansible-playboo",
  "ansible-playbook",
]);

const sshCall = calls(sshClients, (call) =>
  call.program === "sshpass"
    ? call.args.length > 0
    : operands(call).length > 0 && !hasWord(call, "-V", "-Q") && !isGit(call),
);

const exportedAgent = calls(new Set(["export", "ssh", "env", "ssh-add"]), (call) =>
  wordWhere(call, (value) => /^SSH_AUTH_SOCK=\/tmp\//.test(value)),
);

export const sshFromContainer: Indicator = {
  ...lateral,
  id: "ssh-from-container",
  behaviour: "logs in to other machines by SSH from inside a container",
  meaning: "Workloads talk by their interfaces; SSH out of a container is somebody going on from it.",
  technique: "T1021.004",
  alsoTechniques: ["T1570"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1021/004/",
  match: behind({ ...sshCall.gate, needs: ["connection"] }, (facts) =>
    facts.container.where === "container" ? (sshCall(facts) ?? sshConnection(facts)) : null,
  ),
  examples: {
    found: [
      ran("ssh deploy@10.0.0.9", inContainer),
      connected("172.17.0.4:40000->10.0.0.9:22", "ssh deploy@10.0.0.9", inContainer),
    ],
    ignored: [
      ran("ssh -V", inContainer),
      ran("ssh -o SendEnv=GIT_PROTOCOL git@git.example.com git-upload-pack x", inContainer),
      ran("ssh-keygen -A", inContainer),
      ran("ssh deploy@10.0.0.9", onHost),
    ],
  },
};

export const sshToOtherHost: Indicator = {
  ...lateral,
  id: "ssh-to-other-host",
  behaviour: "logs in to another machine by SSH",
  meaning: "It is how administrators work, and how an intruder with a key or password goes on.",
  technique: "T1021.004",
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1021/004/",
  match: behind({ ...sshCall.gate, needs: ["connection"] }, (facts) =>
    facts.container.where === "container" ? null : (sshCall(facts) ?? sshConnection(facts)),
  ),
  examples: {
    found: [
      ran("ssh deploy@10.0.0.9 uptime", onHost),
      connected("10.0.0.4:40000->10.0.0.9:22", "ssh deploy@10.0.0.9", onHost),
    ],
    ignored: [ran("ssh -V"), ran("sshd -D"), ran("ssh-add -l")],
  },
};

export const sshWithGivenPassword: Indicator = {
  ...lateral,
  id: "ssh-with-given-password",
  behaviour: "logs in by SSH with a password from the command line, or without checking whom it talks to",
  meaning: "People type passwords and know their hosts; scripts that spread do neither.",
  technique: "T1021.004",
  alsoTechniques: ["T1110", "T1570"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1021/004/",
  match: calls(sshClients, (call) => {
    if (call.program === "sshpass") return call.args.length > 0;
    const text = argumentText(call);
    return (
      /stricthostkeychecking[= ](?:no|off)/.test(text) &&
      (text.includes("userknownhostsfile=/dev/null") || text.includes("batchmode=yes")) &&
      operands(call).length > 0
    );
  }),
  examples: {
    found: [
      ran("sshpass -p x ssh root@10.0.0.9 id", inContainer),
      ran("ssh -oStrictHostKeyChecking=no -oBatchMode=yes root@10.0.0.9 sh"),
    ],
    ignored: [
      ran("ssh -o StrictHostKeyChecking=yes h"),
      ran("ssh -o StrictHostKeyChecking=no deploy@h"),
      ran("man sshpass"),
    ],
  },
};

export const harvestsKnownHosts: Indicator = {
  ...lateral,
  id: "harvests-known-hosts",
  behaviour: "collects the addresses of hosts that this user has logged in to",
  meaning: "Together with the user's keys the list is the map for spreading.",
  technique: "T1021.004",
  alsoTechniques: ["T1018"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1021/004/",
  match: gated(["known_hosts"], readsFile(knownHosts, knownHostsOwners)),
  examples: {
    found: [
      ran("sh -c cat /root/.ssh/known_hosts | cut -d' ' -f1", inContainer),
      ran("grep -oE [0-9.]+ /home/anna/.ssh/known_hosts"),
    ],
    ignored: [
      ran("ssh-keygen -R host -f /root/.ssh/known_hosts", { "proc.name": "ssh-keygen" }),
      ran("ls -l /root/.ssh/known_hosts"),
      ran("ssh -o UserKnownHostsFile=/root/.ssh/known_hosts h", { "proc.name": "ssh" }),
    ],
  },
};

export const hijacksSshAgent: Indicator = {
  ...lateral,
  id: "hijacks-ssh-agent",
  behaviour: "uses another user's SSH agent or session",
  meaning: "The agent signs for whoever reaches its socket, so no key and no password is needed.",
  technique: "T1563.001",
  alsoTechniques: ["T1021.004"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1563/001/",
  match: gated(["ssh_auth_sock"], (facts) => {
    const { command } = facts.process;
    for (const { environment } of command.commands) {
      const word = environment.find(({ value }) => value.startsWith("SSH_AUTH_SOCK=/tmp/"));
      if (word) return command.text.slice(word.start, word.end);
    }
    return exportedAgent(facts);
  }),
  examples: {
    found: [
      ran("sh -c SSH_AUTH_SOCK=/tmp/ssh-abc123/agent.812 ssh root@10.0.0.9"),
      ran("bash -c export SSH_AUTH_SOCK=/tmp/ssh-abc123/agent.812; ssh-add -l"),
    ],
    ignored: [ran("ssh-agent -s"), ran("ls /tmp/ssh-abc123/agent.812")],
  },
};

function sshConnection(facts: Facts): string | null {
  const { connection, process, field } = facts;
  return connection !== null && connection.direction !== "inbound" && process.name === "ssh" ? field("fd.name") : null;
}

/** git over SSH: `ssh git@host git-upload-pack ...`. */
function isGit(call: Call): boolean {
  return /git-(?:upload|receive)-pack|git-lfs-authenticate/.test(argumentText(call));
}
