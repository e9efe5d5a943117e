import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import type { ErrorCode } from "#domain/errors.ts";
import type { Caller } from "./caller.ts";
import { isLoopbackAddress, isLoopbackName } from "./caller.ts";
import type { HttpSettings } from "./ports.ts";
import type { Sessions } from "./sessions.ts";
import { readCookie, sessionCookie } from "./sessions.ts";
import { isToken, tokenOf } from "./tokens.ts";

/** What is asked, as far as access depends on it. */
export interface AccessRequest {
  readonly method: string;
  /** The route's pattern, such as `/api/events`; "" for an unknown address. */
  readonly route: string;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
}

/** `via` says on what ground a caller is served: links may spend money only on some of them. */
export type Access =
  | { readonly allowed: true; readonly via: "open" | "loopback" | "everybody" | "header" | "session" | "scope" }
  | { readonly allowed: false; readonly code: ErrorCode; readonly wrongToken: boolean };

const openRoutes = new Set(["/health", "/sign-in", "/style.css"]);

/** The rules of "Who may call": cross-site first, then open addresses, then tokens, then loopback. */
export function decideAccess(request: AccessRequest, settings: HttpSettings, sessions: Sessions | null): Access {
  if (isCrossSite(request, settings)) return refused("CROSS_SITE");
  if (openRoutes.has(request.route)) return { allowed: true, via: "open" };
  const given = tokenOf(request.headers.authorization);
  if (isInScope(request, given, settings)) return { allowed: true, via: "scope" };
  if (settings.auth === "none") {
    return settings.apiToken !== null || isKnownHost(request.caller, settings)
      ? { allowed: true, via: "everybody" }
      : refused("HOST_NOT_ALLOWED");
  }
  if (settings.apiToken === null)
    return isLocal(request.caller, settings)
      ? { allowed: true, via: "loopback" }
      : refused("NO_TOKEN_SET", given !== null);
  if (isToken(given, settings.apiToken)) return { allowed: true, via: "header" };
  if (given === null && sessions?.isValid(readCookie(request.headers.cookie, sessionCookie)))
    return { allowed: true, via: "session" };
  return refused("UNAUTHORIZED", given !== null);
}

function refused(code: ErrorCode, wrongToken = false): Access {
  return { allowed: false, code, wrongToken };
}

/**
 * A web page of somebody else must not post into a service on localhost; curl sends neither header and passes. Under our own
 * `Referrer-Policy: no-referrer` a browser calls even our pages' origin `null`: then `Sec-Fetch-Site` vouches, which no page can set.
 */
function isCrossSite({ method, headers, caller }: AccessRequest, { publicUrl }: HttpSettings): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const { origin, "sec-fetch-site": site } = headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  if (origin === undefined || (origin === "null" && site === "same-origin")) return false;
  if (!URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  const own = [caller.host.toLowerCase(), ...(publicUrl === null ? [] : [new URL(publicUrl).host])];
  return !own.some((candidate) => withoutUsualPort(candidate) === withoutUsualPort(host));
}

function withoutUsualPort(host: string): string {
  return host.replace(/:(?:80|443)$/, "");
}

/** The intake token is good for handing in events, the metrics token for reading metrics; nothing else. */
function isInScope(
  { method, route }: AccessRequest,
  given: string | null,
  { intakeToken, metricsToken }: HttpSettings,
): boolean {
  if (route === "/api/events" && method === "POST") return isToken(given, intakeToken);
  return route === "/metrics" && (method === "GET" || method === "HEAD") && isToken(given, metricsToken);
}

function isLocal(caller: Caller, settings: HttpSettings): boolean {
  const hostFits = isLoopbackName(caller.hostname) || isConfiguredHost(caller.hostname, settings);
  return isLoopbackAddress(caller.address) && !caller.forwarded && hostFits;
}

/** A name that a hostile page could have pointed at us is refused; addresses cannot be rebound. */
function isKnownHost({ hostname }: Caller, settings: HttpSettings): boolean {
  return isLoopbackName(hostname) || isIP(hostname) !== 0 || isConfiguredHost(hostname, settings);
}

function isConfiguredHost(hostname: string, { allowedHosts, publicUrl }: HttpSettings): boolean {
  const ofPublicUrl = publicUrl === null ? "" : new URL(publicUrl).hostname.toLowerCase();
  return hostname !== "" && (hostname === ofPublicUrl || allowedHosts.some((name) => name.toLowerCase() === hostname));
}
