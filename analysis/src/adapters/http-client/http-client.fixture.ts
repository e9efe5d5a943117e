import type { HttpClient, HttpClientOptions } from "./http-client.ts";
import { createHttpClient } from "./http-client.ts";

/** A client for an address, without credentials unless a test is about them. */
export function clientFor(title: string, baseUrl: string, change: Partial<HttpClientOptions> = {}): HttpClient {
  return createHttpClient({ title, baseUrl, ...change });
}
