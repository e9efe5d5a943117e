import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { renderHtml } from "#lib/html.ts";
import { sendHtml, sendJson } from "../send.ts";
import type { RouteDependencies } from "./index.ts";

const styleFile = new URL("../style.css", import.meta.url);

/** The API's description for machines and for people, and the style sheet. Loaded when asked for: most processes never are. */
export function documentRoutes(app: FastifyInstance, { version }: RouteDependencies): void {
  const style = readFileSync(styleFile, "utf8");

  app.get("/style.css", async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "public, max-age=3600").send(style),
  );

  app.get("/openapi.json", async (_request, reply) => {
    const { openApiDocument } = await import("../openapi.ts");
    return sendJson(reply, openApiDocument(version));
  });

  app.get("/docs", async (request, reply) => {
    const [{ openApiDocument }, { documentsPage }] = await Promise.all([
      import("../openapi.ts"),
      import("../pages/documents.ts"),
    ]);
    return sendHtml(reply, renderHtml(documentsPage(openApiDocument(version), request.surroundings)));
  });
}
