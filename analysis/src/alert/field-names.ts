import { fieldWithUnderscores, isKnownField } from "./field-catalogue.ts";
import { infoId, infoName } from "./line-keys.ts";
import type { RuleTemplate } from "./rule-template.ts";

/** What decides which field a key of a text line stands for. */
export interface KeyContext {
  readonly template: RuleTemplate | undefined;
  /** `k8s_audit` events use the same short keys for other fields. */
  readonly isAudit: boolean;
  readonly source: string | null;
  readonly message: string;
}

/** Keys that rules use, and no ordinary command line: they end a command line even where no template is known. */
const strongKeys = tableOf(`user=user.name username=user.name user_name=user.name user_id=user.uid user_uid=user.uid
  user_loginuid=user.loginuid loginuid=user.loginuid login_uid=user.loginuid user_loginname=user.loginname loginname=user.loginname
  command=proc.cmdline cmdline=proc.cmdline cmd=proc.cmdline proc_cmdline=proc.cmdline pcmdline=proc.pcmdline
  proc_pcmdline=proc.pcmdline parent_cmdline=proc.pcmdline parent_command=proc.pcmdline pcommand=proc.pcmdline
  gcmdline=proc.acmdline[2] ggcmdline=proc.acmdline[3] process=proc.name process_name=proc.name procname=proc.name
  program=proc.name shell=proc.name child=proc.name parent=proc.pname parent_process=proc.pname parent_name=proc.pname
  pname=proc.pname web_server=proc.pname gparent=proc.aname[2] ggparent=proc.aname[3] gggparent=proc.aname[4]
  ggggparent=proc.aname[5] grandparent=proc.aname[2] exepath=proc.exepath exe_path=proc.exepath parent_exe=proc.pexe
  parent_exepath=proc.pexepath pexepath=proc.pexepath gexepath=proc.aexepath[2] cwd=proc.cwd sname=proc.sname pid=proc.pid
  process_id=proc.pid ppid=proc.ppid parent_pid=proc.ppid vpid=proc.vpid terminal=proc.tty tty=proc.tty exe_flags=evt.arg.flags
  evt_type=evt.type event_type=evt.type eventtype=evt.type evttype=evt.type evt_res=evt.res evt_args=evt.args evt_arg_flags=evt.arg.flags
  file=fd.name filename=evt.arg.filename fileraw=fd.nameraw fd_name=fd.name oldpath=evt.arg.oldpath newpath=evt.arg.newpath
  linkpath=evt.arg.linkpath connection=fd.name lport=fd.lport rport=fd.rport local_port=fd.lport remote_port=fd.rport
  lip=fd.lip rip=fd.rip local_ip=fd.lip remote_ip=fd.rip sip=fd.sip cip=fd.cip sport=fd.sport cport=fd.cport
  server_ip=fd.sip server_port=fd.sport client_ip=fd.cip client_port=fd.cport fd_type=fd.type fd_proto=fd.l4proto
  l4proto=fd.l4proto mounts=container.mounts container_id=container.id containerid=container.id container_name=container.name
  container=container.id container_image=container.image.repository container_image_repository=container.image.repository
  container_image_tag=container.image.tag image=container.image.repository image_tag=container.image.tag
  image_repository=container.image.repository container_privileged=container.privileged k8s.ns=k8s.ns.name k8s.pod=k8s.pod.name
  k8s_ns=k8s.ns.name k8s_pod=k8s.pod.name k8s_ns_name=k8s.ns.name k8s_pod_name=k8s.pod.name k8s_namespace=k8s.ns.name
  group_gid=group.gid group_name=group.name socket_info=evt.args cap_effective=thread.cap_effective
  cap_permitted=thread.cap_permitted cap_inheritable=thread.cap_inheritable bpf_cmd=evt.arg.cmd arg_uid=evt.arg.uid
  fd_rip_name=fd.rip.name fd_lip_name=fd.lip.name fd_cip_name=fd.cip.name fd_sip_name=fd.sip.name ${infoName}=container.name
  ${infoId}=container.id`);

/** Keys that stand in command lines too: they are keys only behind a value that ends by itself. */
const weakKeys =
  tableOf(`uid=user.uid gid=group.gid group=group.name env=proc.env args=proc.args module=proc.args flags=evt.arg.flags
  res=evt.res mode=evt.arg.mode directory=fd.directory path=fd.name device=fd.name ip=fd.rip proto=fd.l4proto protocol=fd.l4proto
  target=evt.arg.target ns=k8s.ns.name namespace=k8s.ns.name pod=k8s.pod.name exe=proc.exepath proc=proc.name operation=evt.type
  event=evt.type syscall=evt.type type=evt.type name=evt.arg.name id=container.id images=container.image.repository`);

const auditKeys =
  tableOf(`user=ka.user.name groups=ka.user.groups verb=ka.verb resource=ka.target.resource subresource=ka.target.subresource
  ns=ka.target.namespace namespace=ka.target.namespace pod=ka.resp.name target=ka.target.name name=ka.target.name
  action=ka.target.subresource command=ka.uri.param[command] uri=ka.uri resp=ka.response.code decision=ka.auth.decision
  reason=ka.auth.reason image=ka.req.pod.containers.image images=ka.req.pod.containers.image configmap=ka.target.name
  secret=ka.target.name service=ka.target.name deployment=ka.target.name serviceaccount=ka.target.name role=ka.target.name
  rolebinding=ka.target.name clusterrole=ka.target.name node=ka.target.name ingress=ka.target.name subject=ka.req.binding.subjects
  subjects=ka.req.binding.subjects rules=ka.req.role.rules ports=ka.req.service.ports config=ka.req.configmap.obj
  source=ka.sourceips sourceips=ka.sourceips source_ips=ka.sourceips useragent=ka.useragent impuser=ka.impuser.name
  target.name=ka.target.name target.namespace=ka.target.namespace target.resource=ka.target.resource mounts=ka.req.pod.volumes.hostpath`);

/** Keys that rules of cloud plugins use; only for events of that source. */
const pluginKeys: readonly (readonly [source: string, keys: ReadonlyMap<string, string>])[] = [
  [
    "gcp",
    tableOf(`user=gcp.user userIP=gcp.callerIP userAgent=gcp.userAgent project=gcp.projectId bindedDelta=gcp.policyDelta
    authorizationInfo=gcp.authorizationInfo bucketName=gcp.storage.bucket resource=gcp.resourceName`),
  ],
  [
    "aws",
    tableOf(`user=ct.user IP=ct.srcip region=ct.region bucket=s3.bucket arn=ct.user.arn account=ct.user.accountid`),
  ],
  [
    "okta",
    tableOf(`user=okta.actor.name app=okta.app ip=okta.client.ip reason=okta.reason target_user=okta.target.user.name`),
  ],
  [
    "github",
    tableOf(`user=github.user repo=github.repo repository=github.repo repo_url=github.repo.url org=github.org`),
  ],
];

/** Keys of which one shows that a line is about the Kubernetes API, and keys that no such line has. */
const auditMarks: ReadonlySet<string> = new Set([
  ...["verb", "ns", "resp", "decision", "subject", "resource", "target.namespace", "configmap", "serviceaccount"],
]);
const systemCallMarks: ReadonlySet<string> = new Set([
  ...[
    "process",
    "program",
    "parent",
    "pcmdline",
    "file",
    "connection",
    "evt_type",
    "user_uid",
    "user_loginuid",
    "terminal",
    "shell",
  ],
  ...[
    "container",
    "container_id",
    "container_name",
    "k8s.ns",
    "k8s.pod",
    "k8s_ns",
    "k8s_ns_name",
    "proc_exepath",
    infoId,
  ],
]);

/** True when a line with these keys speaks of a request to the Kubernetes API, whatever source it is said to be of. */
export function isAuditLine(source: string | null, keys: Iterable<string>): boolean {
  if (source !== null && /^k8s_?audit/i.test(source)) return true;
  if (source !== null && !/^syscalls?$/i.test(source)) return false;
  let marked = false;
  for (const key of keys) {
    if (systemCallMarks.has(key)) return false;
    marked ||= auditMarks.has(key);
  }
  return marked;
}

/** The field that a key stands for before its value is looked at; the key itself when nobody knows it. */
export function fieldOfKey(key: string, context: KeyContext): string {
  const told = context.template?.keys.find((entry) => entry.key === key)?.field;
  if (told !== undefined) return told;
  if (context.isAudit) return auditField(key, context.message) ?? usualField(key);
  return pluginField(key, context) ?? usualField(key);
}

/** True for `event=openat`, `operation=rename`: a word that is the name of a system call is no accident, even behind a command line. */
export function isEventKey(key: string, value: string): boolean {
  return eventKeys.includes(key) && systemCalls.has(value);
}

/** True for keys that end a command line: a rule's own, those of the table, and names of Falco fields. */
export function isStrongKey(key: string, context: KeyContext): boolean {
  if (strongKeys.has(key) || context.template?.keys.some((entry) => entry.key === key)) return true;
  if (context.isAudit && auditKeys.has(key)) return true;
  return (
    pluginField(key, context) !== undefined ||
    (key.includes(".") && isKnownField(key)) ||
    ancestorField(key) !== undefined ||
    fieldWithUnderscores(key) !== undefined
  );
}

/** True for a key whose meaning is known at all. */
export function isUsualKey(key: string, context: KeyContext): boolean {
  return weakKeys.has(key) || isStrongKey(key, context);
}

const eventKeys: readonly string[] = ["type", "event", "operation", "syscall"];

/** Keys whose field the value decides; the key itself where the value fits none. */
const byValue: ReadonlyMap<string, (value: string, field: string) => string> = new Map([
  ["container", (value: string) => (isContainerId(value) ? "container.id" : "container.name")],
  ["id", (value: string, field: string) => (isContainerId(value) ? field : "id")],
  ["exe", (value: string, field: string) => (value.startsWith("/") ? field : "proc.exe")],
  ["proc", (value: string, field: string) => (/\s/.test(value) ? "proc.cmdline" : field)],
  ["name", (value: string, field: string) => (isPathOrNothing(value) ? field : "name")],
  ["target", (value: string, field: string) => (isPathOrNothing(value) ? field : "target")],
  ["path", (value: string, field: string) => (isPathOrNothing(value) ? field : "path")],
  ["mode", (value: string, field: string) => (/^(?:S_|\d)/.test(value) ? field : "mode")],
  ...eventKeys.map((key) => [key, (value: string, field: string) => (systemCalls.has(value) ? field : key)] as const),
]);

/** The field once the value is known: `container=` is an id or a name, `proc=` a name or a command line. */
export function fieldOfValue(key: string, field: string, value: string, context: KeyContext): string {
  if (context.template?.keys.some((entry) => entry.key === key)) return field;
  if (context.isAudit) return auditFieldOfValue(key, field, value, context.message);
  return byValue.get(key)?.(value, field) ?? field;
}

function isContainerId(value: string): boolean {
  return value === "host" || /^[0-9a-f]{12,64}$/.test(value);
}

function isPathOrNothing(value: string): boolean {
  return value.startsWith("/") || value === "" || value === "<NA>";
}

function pluginField(key: string, { source, message }: KeyContext): string | undefined {
  const from = source?.toLowerCase() ?? (/\bokta\b/i.test(message) ? "okta" : "");
  return pluginKeys.find(([prefix]) => from.startsWith(prefix))?.[1].get(key);
}

function usualField(key: string): string {
  return strongKeys.get(key) ?? weakKeys.get(key) ?? ancestorField(key) ?? fieldWithUnderscores(key) ?? key;
}

/** `aname[4]=` of the rules, `proc_aname_2=` of some forwarders. */
function ancestorField(key: string): string | undefined {
  const found = /^(?:proc[_.])?(aname|acmdline|aexepath|aexe|apid)[_[](\d{1,2})\]?$/.exec(key);
  return found ? `proc.${found[1]}[${found[2]}]` : undefined;
}

function auditField(key: string, message: string): string | undefined {
  if (key === "pod" && /attach|exec|ephemeral/i.test(message)) return "ka.target.name";
  if (key === "ns" && /^disallowed namespace/i.test(message)) return "ka.target.name";
  return auditKeys.get(key);
}

function auditFieldOfValue(key: string, field: string, value: string, message: string): string {
  if (key === "action") return /^(?:attach|exec|portforward|proxy|log|<NA>)?$/.test(value) ? field : "ka.verb";
  if (key === "namespace" && /namespace (?:created|deleted)/i.test(message)) return "ka.target.name";
  return field;
}

/** Names of system calls that rules speak of, for keys that mean other things as well. */
const systemCalls: ReadonlySet<string> = new Set(
  `accept accept4 bind bpf brk capset chdir chmod chown chroot clone clone3 close connect creat dup dup2 dup3 execve execveat exit
  fchmod fchmodat fchown fchownat finit_module fork getdents getdents64 init_module ioctl kill lchown link linkat listen memfd_create
  mkdir mkdirat mknod mknodat mmap mount mprotect open openat openat2 open_by_handle_at pivot_root pread prctl procexit ptrace pwrite
  read readlink readv recvfrom recvmsg rename renameat renameat2 rmdir sendfile sendmmsg sendmsg sendto setgid setns setresuid setsid
  setuid shutdown socket socketpair stat symlink symlinkat truncate umount umount2 unlink unlinkat unshare userfaultfd vfork write writev
  container pluginevent asyncevent`.split(/\s+/),
);

function tableOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at), pair.slice(at + 1)] as const;
      }),
  );
}
