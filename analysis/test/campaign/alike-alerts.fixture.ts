/** Alerts that share a class, and families of them that do not: for storms. */

interface Family {
  readonly rule: string;
  readonly program: string;
  readonly command: string;
  readonly file: string;
}

const rules = [
  "Read sensitive file untrusted",
  "Search Private Keys or Passwords",
  "Read sensitive file trusted after startup",
];
const files = ["/etc/shadow", "/etc/sudoers", "/etc/pam.conf", "/root/.ssh/id_rsa"];
const firstNs = 1_773_446_400_000_000_000n;
const users = ["mara", "piotr", "olga", "igor", "lena", "tomas", "ines", "bruno", "carla", "dario"];

/** Its alerts share one class; those of another number have another. */
export function aFamily(number: number): Family {
  const program = `reader${letters(number)}`;
  const file = files[number % files.length] ?? "";
  return { rule: rules[number % rules.length] ?? "", program, command: `${program} --all ${file}`, file };
}

/** Another user, host, process, container and moment for each `index`. */
export function anAlikeAlert(family: Family, index: number): Record<string, unknown> {
  const { rule, program, command, file } = family;
  const user = `${users[index % users.length]}${letters(index)}`;
  const hostname = `node-${index % 97}`;
  const container = (0xabc000000000n + BigInt(index) * 7919n).toString(16);
  const ns = firstNs + BigInt(index) * 1_000_003n;
  const time = `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, -1)}${String(ns % 1_000_000n).padStart(6, "0")}Z`;
  const pid = 20_000 + index;
  return {
    hostname,
    priority: "Warning",
    rule,
    source: "syscall",
    time,
    output: `Sensitive file opened for reading | file=${file} user=${user} user_uid=${1100 + index} process=${program} proc_pid=${pid} command=${command} container_id=${container}`,
    output_fields: {
      "container.id": container,
      "evt.type": "openat",
      "fd.name": file,
      "proc.cmdline": command,
      "proc.name": program,
      "proc.pid": pid,
      "user.name": user,
      "user.uid": 1100 + index,
    },
  };
}

/** A word for a number: digits could be taken for what changes from repeat to repeat. */
function letters(number: number): string {
  return number.toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "");
}
