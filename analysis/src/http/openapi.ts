import * as z from "zod";
import type { Call, Parameter } from "./openapi-calls.ts";
import { calls, ofComponent, text } from "./openapi-calls.ts";
import { schemas } from "./openapi-schemas.ts";

/** The API as OpenAPI 3.1, from the same schemas that the answers are made of. `openapi.test.ts` compares it with the routes and with real answers. */

/** OpenAPI 3.1 of everything the service answers. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) {
    const path = paths[call.path] ?? {};
    paths[call.path] = path;
    path[call.method] = operation(call);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "SIB - SIEM in a Box",
      version,
      description:
        'Explains Falco alerts. Every error is {"error": {"code", "message", "hint"}}. HEAD is answered wherever GET is. A query string may have 64 KiB, a body 1 MiB for an analysis and 16 MiB for events.',
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "./", description: "Where this document lies" }],
    security: [{ bearer: [] }, { basic: [] }, { session: [] }, {}],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)])),
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "The API token. Without one set, only this machine is served",
        },
        basic: { type: "http", scheme: "basic", description: "The token as the password, any user name" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "sib_session",
          description: "What POST /sign-in gives a browser",
        },
      },
    },
  };
}

/** `input`: what is sent in may have keys that nobody reads. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return rest;
}

function operation({ method, path, summary, open, parameters = [], body, answers, errors = [] }: Call): object {
  const failures = [...errors, ...(open ? [] : [401, 403])].map(String);
  return {
    operationId: operationId(method, path),
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameter) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, types]) => [
          status,
          { description: meanings[status], ...content(types) },
        ]),
      ),
      ...Object.fromEntries(
        failures.map((status) => [
          status,
          { description: meanings[status], ...content({ "application/json": ofComponent("Error") }) },
        ]),
      ),
    },
  };
}

const meanings: Readonly<Record<string, string>> = {
  "200": "Done",
  "202": "Accepted: on disk",
  "204": "Done; there is nothing to say",
  "303": "Go on there",
  "400": "Not understood; the error says what",
  "401": "Needs the API token",
  "403": "From another web site, or under a host name that is not ours",
  "404": "There is none under this id, or no longer",
  "413": "The body is too large",
  "414": "The query string is too long",
  "415": "The content type is not understood",
  "500": "Something went wrong on our side",
  "503": "Not possible right now; Retry-After says when to come back",
};

function operationId(method: string, path: string): string {
  const words = path.split(/[/.{}-]+/).filter((word) => word !== "");
  return [method, ...(words.length === 0 ? ["events", "page"] : words)]
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
}

function parameter({ name, description, schema, in: place }: Parameter): object {
  const where = place === "path" ? { in: "path", required: true } : { in: "query" };
  return { name, ...where, description, schema: schema ?? text };
}

function content(types: Readonly<Record<string, object>>): object {
  return Object.keys(types).length === 0 ? {} : { content: contentOf(types) };
}

function contentOf(types: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
}
