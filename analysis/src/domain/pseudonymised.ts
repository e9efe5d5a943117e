declare const brand: unique symbol;

/** Text in which every sensitive value is a token such as `[USER-1]`. Made in `pseudonymise/` only; nothing else may leave. */
export type Pseudonymised = string & { readonly [brand]: true };

/** Obfuscation levels of the contract: secrets only; everything the specification names; also paths, arguments and images. */
export const obfuscationLevels = ["minimal", "standard", "paranoid"] as const;
export type ObfuscationLevel = (typeof obfuscationLevels)[number];

/** What holds for a text that goes: a level, or `off` where `obfuscation.enabled` is false. */
export const levelsInForce = [...obfuscationLevels, "off"] as const;
export type LevelInForce = (typeof levelsInForce)[number];

/** The kinds of value that get a token: `[<ENTITY>-n]`. `REDACTED` has no number and cannot be turned back. */
export const entityTypes = [
  "INTERNAL-IP",
  "EXTERNAL-IP",
  "CGNAT-IP",
  "LINK-LOCAL-IP",
  "DOCUMENTATION-IP",
  "USER",
  "HOST",
  "CONTAINER",
  "EMAIL",
  "POD",
  "NAMESPACE",
  "NODE",
  "ACCOUNT",
  "MAC",
  "GROUP",
  "PATH",
  "IMAGE",
  "ARGUMENT",
  "NAME",
  "REDACTED",
] as const;
export type EntityType = (typeof entityTypes)[number];

/** One hidden value as a reader may see it; `value` only in the mapping, for those allowed to read the alert. */
export interface EntitySummary {
  readonly token: string;
  readonly type: EntityType;
  readonly count: number;
}
