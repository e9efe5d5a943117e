import { decodesToLogin } from "../encoded-name.ts";
import type { JsonMember, JsonPart, JsonString } from "../json-text.ts";
import type { NameRole } from "../name-roles.ts";
import { roleOfName } from "../name-roles.ts";
import { isLikelyLogin, isLogin, isPersonName, typeOfNamed } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

/** What objects that are persons or machines are called in the object that they are in. */
const personKeys =
  setOf(`actor user owner author committer sender assignee requester requestor reviewer creator member manager
  principal subject subjects target_user targetuser createdby updatedby modifiedby approver contact employee pusher initiator caller
  impersonator assignees users members owners maintainers maintainer people person identity useridentity sessionissuer account profile
  customer recipient operator invitee inviter grantee`);
const machineKeys = setOf(
  `host node computer device agent machine server vm workstation hypervisor observer asset virtualmachine`,
);
/** Keys that persons' records have and others do not. */
const personMarks =
  setOf(`login email mail emailaddress username loginname userprincipalname samaccountname preferred_username
  upn unique_name surname givenname familyname firstname lastname password department jobtitle useremail mailnickname employeeid preferredusername`);
const machineMarks = setOf(
  "machinetype hostname kernelversion osversion ostype operatingsystem macaddress vmsize cpuplatform provisioningstate",
);
const personTypes = /^(?:.*user|person|human|member|employee|service_?account|principal|owner|iamuser)$/i;
const machineTypes = /^(?:node|host|virtualmachine|vm|instance|device|computer|machine|server)$/i;
const nameKeys = setOf("name displayname fullname id value text label alternateid display_name full_name title");
const personNameKeys = setOf("displayname display_name fullname full_name realname");

/** Values in JSON by their keys, the record they belong to and the pairs of `name` and `value`. */
export const jsonValue: Recognizer = {
  name: "json-value",
  find(scan) {
    return scan.json().flatMap((part) => (part.isList ? ofList(scan, part) : ofObject(part)));
  },
  examples: {
    found: [
      ['{"actor":{"name":"Mira Kessler","login":"mk7"}}', "Mira Kessler"],
      ['[{"name":"DB_USER","value":"jonas"}]', "jonas"],
      ['[{"name":"DB_HOST","value":"orders-db"}]', "orders-db"],
      ['{"body":{"name":"jonas7","password":"x","host":"%"}}', "jonas7"],
      ['{"data":{"username":"am9uYXMua2Vzc2xlcg=="}}', "am9uYXMua2Vzc2xlcg=="],
      ['{"name":"nas7-ber","machineType":"zones/x/machineTypes/n2"}', "nas7-ber"],
      ['{"a":"{\\"env\\":[{\\"name\\":\\"DB_USER\\",\\"value\\":\\"jonas\\"}]}"}', "jonas"],
      ['{"kind":"ServiceAccount","name":"deployer-7","namespace":"x"}', "deployer-7"],
      ['{"users":["mira","jonas-k"]}', "jonas-k"],
      ['{"resource":"pods","namespace":"x","name":"orders-db-0"}', "orders-db-0"],
      ['{"claims":{"name":"Kessler, Mira","upn":"x"}}', "Kessler, Mira"],
      ['{"description":"for mkessler"}', "mkessler"],
      ['{"user":{"displayName":"Mira O\'Neill"}}', "Mira O'Neill"],
    ],
    ignored: [
      '{"metadata":{"name":"orders-api","labels":{"app":"orders"}}}',
      '[{"name":"LOG_FORMAT","value":"json"}]',
      '{"target":[{"type":"AppInstance","displayName":"Single Sign On"}]}',
      '{"kind":"ClusterRole","name":"view"}',
      '{"description":"for testing"}',
      '{"resource":"secrets","name":"db-login"}',
      '[{"displayName":"KeyDescription","newValue":"x"}]',
      '{"container":{"name":"orders","image":"x"}}',
      "{not json, name: x}",
    ],
  },
};

function ofObject(part: JsonPart): Span[] {
  const spans: Span[] = [];
  const kind = kindOfRecord(part);
  spans.push(...ofObjectReference(part));
  const named = namedValue(part);
  if (named !== null) spans.push(...ofRole(roleOfName(named.name), named.value));
  for (const { key, string } of part.members) {
    if (string === null || string.value === "" || named?.value === string) continue;
    const lower = key.toLowerCase();
    const role = roleOfName(key);
    if (lower === "cname" && /^(?:krb|kerb)/i.test(part.key)) spans.push(...ofRole("user", string));
    else if (
      role === "user" ||
      role === "maybe-user" ||
      role === "host" ||
      role === "dns-name" ||
      role === "maybe-host"
    )
      spans.push(...(isOtherKind(lower, kind) ? [] : ofRole(role, string)));
    else if (nameKeys.has(lower) && kind === "person") spans.push(...ofPerson(string));
    else if (nameKeys.has(lower) && kind === "machine") spans.push(...ofRole("host", string));
    else if (noteKeys.has(lower)) spans.push(...ofNote(string));
  }
  return spans;
}

/** A record that says it is a group or an application gives no person's name. */
function isOtherKind(key: string, kind: Kind): boolean {
  return personNameKeys.has(key) && kind === "other";
}

type Kind = "person" | "machine" | "other" | null;

function kindOfRecord(part: JsonPart): Kind {
  const type = part.members.find(({ key }) => /^(?:type|kind|objecttype|principaltype)$/i.test(key))?.string?.value;
  if (type !== undefined && type !== "") {
    if (personTypes.test(type)) return "person";
    if (machineTypes.test(type)) return "machine";
    return "other";
  }
  const keys = part.members.map(({ key }) => key.toLowerCase());
  // A setting that was changed.
  if (keys.some((key) => key === "newvalue" || key === "oldvalue")) return "other";
  if (keys.some((key) => machineMarks.has(key))) return "machine";
  if (keys.some((key) => personMarks.has(key)) || personKeys.has(part.key.toLowerCase())) return "person";
  return machineKeys.has(part.key.toLowerCase()) ? "machine" : null;
}

/** `{"name": "DB_USER", "value": "x"}`, as Kubernetes, AWS and Windows events write settings. */
function namedValue({ members }: JsonPart): { readonly name: string; readonly value: JsonString } | null {
  const value = stringOf(members, /^(?:value|#?text|content|data|stringvalue)$/i);
  const name = value === null ? null : stringOf(members, /^(?:name|key|field|attribute|param|parameter)$/i);
  return value === null || name === null ? null : { name: name.value, value };
}

const kindsOfResource: Readonly<Record<string, NameRole>> = {
  pods: "pod",
  nodes: "host",
  namespaces: "namespace",
  serviceaccounts: "user",
  users: "user",
};

/** `{"resource": "pods", "name": "orders-db-0"}` of Kubernetes' audit log. */
function ofObjectReference({ members }: JsonPart): Span[] {
  const resource = stringOf(members, /^resource$/)?.value ?? "";
  const name = stringOf(members, /^name$/);
  const role = Object.hasOwn(kindsOfResource, resource) ? (kindsOfResource[resource] ?? null) : null;
  return name === null ? [] : ofRole(role, name);
}

function stringOf(members: readonly JsonMember[], pattern: RegExp): JsonString | null {
  return members.find(({ key }) => pattern.test(key))?.string ?? null;
}

function ofRole(role: NameRole | null, string: JsonString): Span[] {
  if (role === null || string.value === "") return [];
  const { value } = string;
  // Keys of several words (`ssh-rsa AAAA... x`) are read by their own form.
  if (role === "maybe-secret" && /\s/.test(value)) return [];
  const type = typeOfNamed(role, value.includes("\\") ? value.slice(value.lastIndexOf("\\") + 1) : value);
  if (type !== null) return [spanOf(string, type, value.lastIndexOf("\\") + 1)];
  if (role !== "user") return [];
  const decoded = decodesToLogin(value);
  return decoded === null
    ? []
    : [{ start: string.start, end: string.end, type: "USER", value: decoded, byPlace: true }];
}

function spanOf({ start, end, value, at }: JsonString, type: Span["type"], from = 0): Span {
  if (at === null) return { start: start + from, end, type, byPlace: true };
  return { start: start + (at[from] ?? 0), end, type, value: value.slice(from), byPlace: true };
}

function ofPerson(string: JsonString): Span[] {
  const { value } = string;
  return isPersonName(value) || (!value.includes("@") && isLogin(value)) ? [spanOf(string, "USER")] : [];
}

function ofList({ context }: TextScan, { key, items }: JsonPart): Span[] {
  const role = roleOfName(key) ?? roleOfName(key.replace(/s$/, ""));
  if (role !== "user" && role !== "maybe-user" && role !== "host") return [];
  return items.filter(({ value }) => !context.plainValues.has(value)).flatMap((item) => ofRole(role, item));
}

const noteKeys = setOf(
  "description comment note notes reason purpose remark remarks message kubernetes.io/change-cause change-cause",
);
const note =
  /^(?:for|by|from|vpn|home|office|laptop|wifi|ssh|rdp|contact|owner|owned by|created by|requested by|added by|approved by|kubectl apply by|(?:temp(?:orary)?|ssh|vpn|home|remote) (?:access |rule )?for|ask|cc|ping) ([A-Za-z][\w.-]{2,63})$/di;

/** A short note that says whose something is: `for mkessler`. */
function ofNote(string: JsonString): Span[] {
  const range = note.exec(string.value.slice(0, 128))?.indices?.[1];
  if (!range || !isLikelyLogin(string.value.slice(range[0], range[1])) || string.at !== null) return [];
  return [{ start: string.start + range[0], end: string.start + range[1], type: "USER", byPlace: true }];
}

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
