import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#domain/errors.ts";
import { renderHtml } from "#lib/html.ts";
import { mediaType, textBody } from "../body.ts";
import { isLoopbackName } from "../caller.ts";
import { signInPage } from "../pages/sign-in.ts";
import type { HttpSettings } from "../ports.ts";
import { sendHtml } from "../send.ts";
import { readCookie, sessionCookie, setCookie } from "../sessions.ts";
import { isToken } from "../tokens.ts";
import type { RouteDependencies } from "./index.ts";

/** Sign-in takes the token once and gives a cookie; the way back is the address that was asked for. */
export function sessionRoutes(app: FastifyInstance, { settings, sessions, delay, repeats }: RouteDependencies): void {
  app.get("/sign-in", async (request, reply) => sendSignInPage(request, reply, settings, false, 200));

  app.post("/sign-in", async (request, reply) => {
    if (mediaType(request) !== "application/x-www-form-urlencoded")
      throw new AppError("MEDIA_TYPE_UNSUPPORTED", { hint: "This address takes the form of the sign-in page." });
    const form = new URLSearchParams(textBody(request));
    const target = safeTarget(form.get("target"));
    if (!sessions || !isToken(form.get("token")?.trim() ?? null, settings.apiToken)) {
      await delay(request.caller.address);
      return sendSignInPage(request, reply, settings, true, 401, target);
    }
    reply.header("set-cookie", setCookie(sessions.open(), isSecure(request, settings)));
    // Relative to /sign-in, so that a path prefix in front of us stays.
    return reply
      .status(303)
      .header("location", `.${headerSafe(target)}`)
      .send();
  });

  app.post("/sign-out", async (request, reply) => {
    sessions?.revoke(readCookie(request.headers.cookie, sessionCookie));
    repeats.forget();
    reply.header("set-cookie", setCookie("", isSecure(request, settings)));
    return reply.status(303).header("location", "./sign-in").send();
  });
}

/** The form at the very address that was asked for, so that nothing is lost. */
export function sendSignInPage(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: HttpSettings,
  failed: boolean,
  status = 401,
  target = request.url,
): FastifyReply {
  const page = signInPage({
    surroundings: request.surroundings,
    target: target.startsWith("/sign-in") ? "/" : target,
    failed,
    overPlainHttp: !isSecure(request, settings) && !isLoopbackName(request.caller.hostname),
    tokenIsSet: settings.apiToken !== null,
  });
  return sendHtml(reply.status(status), renderHtml(page));
}

/** Only a path of ours: no other host, by whatever spelling. */
function safeTarget(target: string | null): string {
  if (!target?.startsWith("/") || /^\/[/\\]/.test(target) || /[\u0000-\u001f]/.test(target)) return "/";
  const base = "http://sib.invalid";
  return URL.canParse(target, base) && new URL(target, base).origin === base ? target : "/";
}

/** A header takes ASCII only; browsers send addresses percent-encoded anyway. */
function headerSafe(target: string): string {
  return target.toWellFormed().replace(/[^\u0021-\u007e]+/g, encodeURIComponent);
}

function isSecure({ caller }: FastifyRequest, { publicUrl }: HttpSettings): boolean {
  return caller.https || (publicUrl?.startsWith("https:") ?? false);
}
