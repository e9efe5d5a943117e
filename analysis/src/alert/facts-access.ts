import type { CommandLine } from "./command-line.ts";
import { booleanOf, type Field } from "./facts-field.ts";
import { baseName } from "./paths.ts";

/** What was done to a file: by the event's type, its flags, the rule's message, and at last the command. */
export type Access = "read" | "write" | "create" | "delete" | "rename" | "link" | "execute" | "unknown";

const accessByEvent: ReadonlyMap<string, Access> = new Map<string, Access>([
  ["creat", "create"],
  ["mkdir", "create"],
  ["mkdirat", "create"],
  ["mknod", "create"],
  ["mknodat", "create"],
  ["rename", "rename"],
  ["renameat", "rename"],
  ["renameat2", "rename"],
  ["unlink", "delete"],
  ["unlinkat", "delete"],
  ["rmdir", "delete"],
  ["link", "link"],
  ["linkat", "link"],
  ["symlink", "link"],
  ["symlinkat", "link"],
  ["chmod", "write"],
  ["fchmod", "write"],
  ["fchmodat", "write"],
  ["fchmodat2", "write"],
  ["chown", "write"],
  ["lchown", "write"],
  ["fchown", "write"],
  ["fchownat", "write"],
  ["truncate", "write"],
  ["ftruncate", "write"],
  ["setxattr", "write"],
  ["lsetxattr", "write"],
  ["fsetxattr", "write"],
  ["utime", "write"],
  ["utimes", "write"],
  ["utimensat", "write"],
  ["futimesat", "write"],
  ["fallocate", "write"],
  ["write", "write"],
  ["writev", "write"],
  ["pwrite", "write"],
  ["pwrite64", "write"],
  ["pwritev", "write"],
  ["read", "read"],
  ["readv", "read"],
  ["pread", "read"],
  ["pread64", "read"],
  ["preadv", "read"],
  ["readlink", "read"],
  ["readlinkat", "read"],
  ["getdents", "read"],
  ["getdents64", "read"],
  ["stat", "read"],
  ["lstat", "read"],
  ["access", "read"],
  ["execve", "execute"],
  ["execveat", "execute"],
]);

/** Words of a rule's message, in the order in which they decide. */
const accessByMessage: readonly (readonly [string, Access])[] = [
  ["opened for writing", "write"],
  ["opened for reading", "read"],
  ["deleted or renamed", "delete"],
  ["renamed/removed", "rename"],
  ["hardlink", "link"],
  ["hard link", "link"],
  ["symlink", "link"],
  ["symbolic link", "link"],
  ["renamed", "rename"],
  ["removed", "delete"],
  ["deleted", "delete"],
  ["unlinked", "delete"],
  ["created", "create"],
  ["modified", "write"],
  ["tampered", "write"],
  ["overwritten", "write"],
  ["cleared", "write"],
  ["truncated", "write"],
  ["cron jobs were scheduled", "write"],
  ["adding ssh keys", "write"],
  ["executed from", "execute"],
  ["execution detected", "execute"],
  ["were retrieved from", "read"],
];

const openEvents: ReadonlySet<string> = new Set(["open", "openat", "openat2", "open_by_handle_at", "io_uring_enter"]);

/** How the event deals with its file; the message counts where neither event nor flags tell. */
export function accessOf(eventType: string | null, flags: ReadonlySet<string>, field: Field, message: string): Access {
  const byEvent = eventType === null ? undefined : accessByEvent.get(eventType);
  if (byEvent !== undefined) return byEvent;
  if (eventType === null || openEvents.has(eventType)) {
    const byFlags = accessByFlags(flags) ?? accessByFields(field);
    if (byFlags !== null) return byFlags;
  }
  const byMessage = accessByMessage.find(([words]) => message.includes(words));
  if (byMessage !== undefined) return byMessage[1];
  if (/\bwrit(?:e|es|ing|ten)\b/.test(message)) return "write";
  return /\bread(?:s|ing)?\b/.test(message) ? "read" : "unknown";
}

const readers: ReadonlySet<string> = new Set(
  "cat head tail less more grep egrep zgrep awk sort strings xxd od hexdump base64 md5sum sha256sum wc cut nl tac".split(
    " ",
  ),
);

/** The last resort for a file that was opened, nobody says how: what the command does with a file of that name. */
export function accessByCommand(path: string, { commands }: CommandLine, eventType: string | null): Access {
  if (eventType !== null && !openEvents.has(eventType)) return "unknown";
  const name = baseName(path);
  for (const { program, words, redirections } of commands) {
    if (redirections.some(({ operator, target }) => operator.includes(">") && baseName(target) === name))
      return "write";
    const isNamed = words.some(({ value }, index) => index > 0 && baseName(value) === name);
    if (isNamed && program === "tee") return "write";
    if (isNamed && readers.has(program)) return "read";
  }
  return "unknown";
}

/** O_CREAT alone does not say that the file is new; O_F_CREATED is Falco's word for that. */
function accessByFlags(flags: ReadonlySet<string>): Access | null {
  if (flags.has("O_F_CREATED") || (flags.has("O_CREAT") && flags.has("O_EXCL")) || flags.has("O_TMPFILE"))
    return "create";
  if (flags.has("O_WRONLY") || flags.has("O_RDWR") || flags.has("O_TRUNC") || flags.has("O_APPEND")) return "write";
  if (flags.has("O_CREAT")) return "create";
  return flags.has("O_RDONLY") ? "read" : null;
}

function accessByFields(field: Field): Access | null {
  if (booleanOf(field("evt.is_open_create"))) return "create";
  if (booleanOf(field("evt.is_open_write"))) return "write";
  return booleanOf(field("evt.is_open_read")) ? "read" : null;
}
