import type { EntityType } from "./pseudonymised.ts";

/**
 * One entry of the operator's lists `obfuscation.always` and `obfuscation.never`: a value, or a pattern of RE2 as it is written
 * (`/KES-\d+/i`). The type says which token hides it; entries of `never` have none.
 */
export type Listed = ({ readonly value: string } | { readonly pattern: string }) & { readonly type?: EntityType };
