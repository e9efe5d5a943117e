import { booleanOf, type Field } from "./facts-field.ts";

/** Where an event happened: container, pod, host. */
export interface ContainerFacts {
  readonly where: "container" | "host" | "unknown";
  readonly id: string | null;
  readonly name: string | null;
  readonly image: string | null;
  readonly tag: string | null;
  readonly namespace: string | null;
  readonly pod: string | null;
  readonly mounts: string | null;
  readonly capabilities: readonly string[];
  readonly privileged: boolean | null;
}

const capabilityFields = [
  "thread.cap_effective",
  "thread.cap_permitted",
  "thread.cap_inheritable",
  "proc.cap_effective",
] as const;

const insideWords = [
  "in a container",
  "in container",
  "inside container",
  "inside a container",
  "from container",
  "from a container",
  "in a privileged container",
];
const outsideWords = ["outside of container", "outside container", "on host", "on the host"];
const capabilitiesCharsMax = 4096;

/** Container and pod of the event. Where no field tells the place, the rule's message may. */
export function containerOf(field: Field, isSyscall: boolean, message: string): ContainerFacts {
  const id = field("container.id") ?? field("container.full_id");
  const name = field("container.name");
  const { image, tag } = imageOf(field);
  const pod = field("k8s.pod.name") ?? field("k8smeta.pod.name");
  return {
    where: isSyscall ? whereOf(id, name, image ?? pod, message) : "unknown",
    id: id === "host" ? null : id,
    name: name === "host" ? null : name,
    image,
    tag,
    namespace: field("k8s.ns.name") ?? field("k8smeta.ns.name"),
    pod,
    mounts: field("container.mounts") ?? field("container.mount"),
    capabilities: capabilitiesOf(field),
    privileged: booleanOf(field("container.privileged")),
  };
}

function whereOf(
  id: string | null,
  name: string | null,
  imageOrPod: string | null,
  message: string,
): ContainerFacts["where"] {
  if (id === "host" || (id === null && name === "host")) return "host";
  if (id !== null || name !== null || imageOrPod !== null) return "container";
  if (outsideWords.some((words) => message.includes(words))) return "host";
  return insideWords.some((words) => message.includes(words)) ? "container" : "unknown";
}

/** `repository:tag` in one field, or in two; a registry's port is no tag. */
function imageOf(field: Field): { readonly image: string | null; readonly tag: string | null } {
  const whole = field("container.image.repository") ?? field("container.image");
  const tag = field("container.image.tag");
  if (whole === null) return { image: null, tag };
  const digest = whole.indexOf("@");
  const named = digest < 0 ? whole : whole.slice(0, digest);
  const colon = named.lastIndexOf(":");
  if (colon < 0 || named.includes("/", colon)) return { image: named, tag };
  return { image: named.slice(0, colon), tag: tag ?? (named.slice(colon + 1) || null) };
}

function capabilitiesOf(field: Field): readonly string[] {
  const found = new Set<string>();
  for (const name of capabilityFields) {
    const text = field(name);
    if (text === null) continue;
    for (const word of text.slice(0, capabilitiesCharsMax).split(/[\s,|]+/))
      if (word.startsWith("CAP_")) found.add(word);
  }
  return [...found];
}
