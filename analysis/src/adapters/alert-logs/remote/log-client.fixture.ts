import type { LogClient, LogClientOptions } from "./log-client.ts";
import { createLogClient } from "./log-client.ts";

/** A client for an address, without credentials unless a test is about them. */
export function clientFor(title: string, baseUrl: string, change: Partial<LogClientOptions> = {}): LogClient {
  return createLogClient({
    title,
    baseUrl,
    username: null,
    password: null,
    bearerToken: null,
    tenantHeaders: {},
    caFile: null,
    certFile: null,
    keyFile: null,
    ...change,
  });
}
