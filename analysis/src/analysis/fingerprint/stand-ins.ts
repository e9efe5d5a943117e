import { type AddressClass, classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";

/**
 * What stands for a value in a risk class: `‹private address 1›`, `‹user 2›`. The number only says which are the same, in the
 * order of the class, so that one user twice and two users are two classes.
 */
export interface StandIns {
  /** The stand-in of an address's class; null when the text is none. */
  readonly address: (text: string) => string | null;
  /** The stand-in of a value that privacy hides, by its kind. */
  readonly hidden: (type: EntityType, value: string) => string;
  /** What stands in the class for a hidden value; null when it does not stand there, or several values could be meant. */
  readonly known: (type: EntityType, value: string) => string | null;
  /** How many different ones of each kind were written: `private address 2, user 1`. */
  readonly counts: () => string;
}

/** No command line holds these by itself; where one does, they are escaped, so that nobody writes a stand-in. */
export const open = "‹";
export const close = "›";

/** A stand-in without a number: of a class in which it does not matter which one. */
export function standIn(kind: string): string {
  return `${open}${kind}${close}`;
}

/** Addresses of which there is but one, or of which none is more than another. */
const unnumbered: ReadonlySet<AddressClass> = new Set(["loopback", "unspecified", "metadata", "multicast"]);

const kindByType: Readonly<Partial<Record<EntityType, string>>> = {
  USER: "user",
  CONTAINER: "container",
  EMAIL: "email",
  POD: "pod",
  NAMESPACE: "namespace",
  ACCOUNT: "account",
  MAC: "mac",
  GROUP: "group",
  PATH: "path",
  IMAGE: "image",
  ARGUMENT: "argument",
  NAME: "name",
};

function isHost(type: EntityType): boolean {
  return kindByType[type] === undefined && !type.endsWith("-IP");
}

/** Names of machines that can only be inside: one label, or an ending that no public name server knows. */
const internalName = /^[^.]+$|\.(?:local|localdomain|internal|intranet|lan|corp|home|svc|private|localhost|arpa)\.?$/i;

/** `hostname` is the alert's own, which reads as `‹this host›`. */
export function createStandIns(hostname: string | null): StandIns {
  const numbers = new Map<string, Map<string, number>>();
  const own = hostname?.toLowerCase() ?? null;
  const named = (kind: string, value: string): string => {
    const known = numbers.get(kind) ?? new Map<string, number>();
    numbers.set(kind, known);
    const key = value.toLowerCase();
    const number = known.get(key) ?? known.size + 1;
    known.set(key, number);
    return standIn(`${kind} ${number}`);
  };
  const address = (text: string): string | null => {
    const found = classifyAddress(text);
    if (found === null) return null;
    return unnumbered.has(found) ? standIn(found) : named(`${found} address`, text);
  };
  const kindOf = (type: EntityType, value: string): string => {
    if (type.endsWith("-IP")) return `${classifyAddress(value) ?? type.slice(0, -3).toLowerCase()} address`;
    return kindByType[type] ?? (internalName.test(value) ? "internal host" : "host");
  };
  const isOwn = (type: EntityType, value: string) => isHost(type) && value.toLowerCase() === own;
  return {
    address,
    known(type, value) {
      if (isOwn(type, value)) return standIn("this host");
      const kind = kindOf(type, value);
      const number = numbers.get(kind)?.get(value.toLowerCase());
      return number === undefined ? null : standIn(`${kind} ${number}`);
    },
    hidden(type, value) {
      if (type === "REDACTED") return standIn("secret");
      if (type.endsWith("-IP")) return address(value) ?? named(kindOf(type, value), value);
      return isOwn(type, value) ? standIn("this host") : named(kindOf(type, value), value);
    },
    counts: () =>
      [...numbers]
        .map(([kind, known]) => `${kind} ${known.size}`)
        .sort()
        .join(", "),
  };
}
