/**
 * How an output field enters the class: `text` in its canonical form, as anything that is not known better; `told` is told whole by
 * a part of its own; `classed` by a part that keeps its class only; `volatile` says nothing about risk; the others are read for what they are.
 */
export type Treatment =
  | "text"
  | "told"
  | "classed"
  | "volatile"
  | "group"
  | "command"
  | "image"
  | "tag"
  | "pid"
  | "result";

/** Of these a part has all. */
const told = setOf(`proc.name proc.exepath proc.cmdline proc.pname proc.pexepath proc.pcmdline evt.type
  container.name container.image.repository k8s.pod.name k8s.ns.name`);

const classed =
  setOf(`proc.tty proc.is_exe_writable proc.is_exe_upper_layer proc.is_exe_from_memfd user.name user.uid user.loginuid
  user.loginname container.privileged container.id container.full_id`);

/** Read as the connection, where there is one. */
const connectionFields = setOf(`fd.cip fd.cport fd.sip fd.sport fd.rip fd.rport fd.lip fd.lport`);

const volatile =
  setOf(`evt.num evt.count evt.cpu evt.time evt.rawtime evt.datetime jevt.time jevt.rawtime jevt.time.iso8601
  proc.pid proc.ppid proc.vpid proc.pvpid proc.sid proc.pgid proc.vpgid proc.duration proc.ppid.duration proc.pid.ts proc.ppid.ts
  proc.fdopencount proc.fdlimit proc.fdusage proc.vmsize proc.vmrss proc.vmswap proc.stdin.ino proc.nthreads proc.nchilds
  thread.tid thread.vtid thread.exectime thread.totexectime thread.cpu thread.cpu.user thread.cpu.system thread.vmsize thread.vmrss
  thread.pfmajor thread.pfminor fd.num fd.ino fd.dev fd.dev.major fd.dev.minor container.start_ts container.duration container.ip
  container.image.id container.image.digest k8s.pod.uid k8s.pod.id k8s.pod.ip k8s.pod.sandbox_id k8s.pod.full_sandbox_id
  k8smeta.pod.uid ka.auditid ka.stage.timestamp ct.id ct.time ct.request.id ct.eventid uuid`);

const volatileStart =
  /^(?:evt\.(?:time|reltime|datetime|latency|deltatime|abstime|delta)\b|proc\.(?:a?pid|p?exe_ino|apgid|asid|avpid)\b|proc\.pid\.|k8smeta\.[a-z]+\.uid$|okta\.(?:evt\.)?uuid$)/;

/** Arguments of a system call that are processes. */
const pids = setOf("pid tid ptid vtid vpid pgid sid pidfd");

const capabilities = setOf("thread.cap_effective thread.cap_permitted thread.cap_inheritable proc.cap_effective");

/** What to do with the field; `isConnection` where the event's ends are read from it. */
export function treatmentOf(name: string, isConnection: boolean): Treatment {
  if (told.has(name)) return "told";
  if (classed.has(name) || capabilities.has(name)) return "classed";
  if (isConnection && connectionFields.has(name)) return "classed";
  if (volatile.has(name) || volatileStart.test(name)) return "volatile";
  return other.get(name) ?? (name.startsWith("proc.acmdline") ? "command" : treatmentOfArgument(name));
}

const other: ReadonlyMap<string, Treatment> = new Map<string, Treatment>([
  ["proc.exeline", "command"],
  ["proc.args", "command"],
  ["group.gid", "group"],
  ["group.name", "group"],
  ["container.image", "image"],
  ["container.image.tag", "tag"],
  ["evt.rawres", "result"],
]);

function treatmentOfArgument(name: string): Treatment {
  const argument = /^evt\.(?:raw)?arg\.(.+)$/.exec(name)?.[1];
  if (argument === undefined) return "text";
  if (pids.has(argument)) return "pid";
  return argument === "res" || argument === "fd" ? "result" : "text";
}

/** Numbers, ids and times: letters up to F, which spell no sentence. */
const numeric = /^(?:sha256:)?[0-9a-fx.:+\-tz_ [\]]{1,128}$/i;
const words = /^(?:true|false|host|(?:CAP_[A-Z_]{1,30}[ ,|]{0,2}){1,64})$/;
const account = /^[\w.@$+\\-]{1,48}$/;
const version =
  /^(?:v?\d[\w.+-]{0,30}|[0-9a-f]{7,64}|(?:latest|main|master|stable|edge|develop|dev|prod|release|nightly)(?:-[\w.]{1,12})?)$/;

/**
 * True for a value that may be left out, or of which the class is enough. Somebody may have written another one into a line: what a
 * model reads must be in the class, or it would speak for others.
 */
export function isAsExpected(name: string, text: string, treatment: Treatment): boolean {
  if (treatment === "tag") return version.test(text);
  if (numeric.test(text) || words.test(text)) return true;
  return (name === "user.name" || name === "user.loginname") && account.test(text);
}

/** True for the name of an account or a group, which its class may stand for. */
export function isAccountName(text: string): boolean {
  return account.test(text);
}

/** An image's name without its tag and digest, as far as those say only which version it is. */
export function withoutVersion(image: string): string {
  const named = image.replace(/@sha256:[0-9a-f]{64}$/, "");
  const colon = named.lastIndexOf(":");
  return colon > named.lastIndexOf("/") && version.test(named.slice(colon + 1)) ? named.slice(0, colon) : named;
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
