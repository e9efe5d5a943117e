import type { HttpSettings } from "./ports.ts";

/** Headers of every answer: no script anywhere, no referrer, nothing kept by a browser or a proxy. */
export function securityHeaders({ trustedOrigins }: HttpSettings): Record<string, string> {
  const ancestors = ["'self'", ...trustedOrigins.map((origin) => new URL(origin).origin)].join(" ");
  return {
    "content-security-policy": `default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${ancestors}`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
    ...(trustedOrigins.length === 0 ? { "x-frame-options": "SAMEORIGIN" } : {}),
  };
}
