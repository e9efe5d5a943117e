import type { Access } from "./access.ts";
import type { HttpSettings } from "./ports.ts";

/** What every page says around its content. */
export interface Surroundings {
  /** Leads from the page's address to the root ("" or "../"), so that a path prefix in front works. */
  readonly up: string;
  /** `server.auth: none`: every page says so. */
  readonly everybodyServed: boolean;
  /** `obfuscation.enabled: false`: every page says so in red. */
  readonly unprotected: boolean;
  /** Came with a session cookie, which can be ended. */
  readonly signedIn: boolean;
}

/** Who asks, as far as pages show it. */
export interface Reader {
  readonly settings: HttpSettings;
  readonly access: Access;
}

/** `reader` is null where a request failed before it was known who asks. */
export function surroundingsOf(url: string, reader: Reader | null): Surroundings {
  const depth = (url.split("?")[0] ?? "/").split("/").length - 2;
  return {
    up: "../".repeat(Math.max(0, depth)),
    everybodyServed: reader?.settings.auth === "none",
    unprotected: reader?.settings.obfuscation === false,
    signedIn: reader?.access.allowed === true && reader.access.via === "session",
  };
}
