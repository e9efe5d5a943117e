import { inspect } from "node:util";

/** A value that prints as `[secret]` however it is logged, serialised or joined; `reveal` is the only way to it. */
export interface Secret {
  readonly reveal: () => string;
  readonly toString: () => string;
  readonly toJSON: () => string;
}

const mask = "[secret]";

export function createSecret(value: string): Secret {
  const secret = { reveal: () => value, toString: () => mask, toJSON: () => mask };
  // Closures are not enumerable, but an inspector would print the function's source and scope names.
  Object.defineProperty(secret, inspect.custom, { value: () => mask, enumerable: false });
  return Object.freeze(secret);
}
