import { type FieldType, familyRows, fieldRows } from "./field-table.ts";

/** What a Falco field holds: privacy hides by it, the parser checks the shape of values by it. */
export type FieldKind =
  | "ip"
  | "connection"
  | "path"
  | "command-line"
  | "process-name"
  | "user"
  | "uid"
  | "group"
  | "container-id"
  | "container-name"
  | "image"
  | "image-tag"
  | "k8s-namespace"
  | "k8s-pod"
  | "k8s-name"
  | "host"
  | "email"
  | "cloud-account"
  | "cloud-resource"
  | "environment"
  | "free-text"
  | "port"
  | "none";

export interface FieldDescription {
  readonly holds: FieldKind;
  readonly numeric: boolean;
  /** True or false, never text. */
  readonly logical: boolean;
  /** Somebody on the watched system may choose the text. */
  readonly attackerControlled: boolean;
  readonly description: string;
}

const unknownField: FieldDescription = {
  holds: "free-text",
  numeric: false,
  logical: false,
  attackerControlled: true,
  description: "A field that the catalogue does not know.",
};

const fields = new Map<string, FieldDescription>();
const byUnderscores = new Map<string, string>();
for (const [names, holds, type, chosenBy, description] of fieldRows) {
  const entry = describe(holds, type, chosenBy, description);
  for (const name of names.split(" ")) {
    fields.set(name, entry);
    byUnderscores.set(underscored(name), name);
  }
}

const families: readonly (readonly [prefix: string, FieldDescription])[] = familyRows.flatMap(
  ([prefixes, holds, type, chosenBy, description]) => {
    const entry = describe(holds, type, chosenBy, description);
    return prefixes.split(" ").map((prefix) => [prefix, entry] as const);
  },
);

/** What the field of that name holds; by its family where only that is known, as free text where nothing is. Never throws. */
export function describeField(name: string): FieldDescription {
  return fields.get(name) ?? families.find(([prefix]) => name.startsWith(prefix))?.[1] ?? unknownField;
}

/** True for a field of Falco or one of its plugins, false for a name that somebody made up. */
export function isKnownField(name: string): boolean {
  return fields.has(name) || families.some(([prefix]) => name.startsWith(prefix));
}

/** As `isKnownField`, of names that stand in the catalogue themselves: whoever names a field of a family may call it anything. */
export function isListedField(name: string): boolean {
  return fields.has(name);
}

/** The field that a key such as `proc_exepath` or `container_image_tag` stands for, dots written as underscores; undefined for others. */
export function fieldWithUnderscores(key: string): string | undefined {
  return byUnderscores.get(key);
}

function describe(
  holds: FieldKind,
  type: FieldType,
  chosenBy: "falco" | "attacker",
  description: string,
): FieldDescription {
  return {
    holds,
    numeric: type === "integer",
    logical: type === "boolean",
    attackerControlled: chosenBy === "attacker",
    description,
  };
}

function underscored(name: string): string {
  return name.replaceAll(/[.[]/g, "_").replaceAll("]", "");
}
