import { connect } from "node:net";
import type { Config } from "#config/load-config.ts";
import type { EventReader } from "#ports/alert-log.ts";

/** Where events are read, and why there. */
export interface ChosenStack {
  readonly name: EventReader["name"];
  /** The end of a sentence, such as `STACK=vm`. */
  readonly why: string;
}

const nearTimeoutMs = 300;
const readyTimeoutMs = 1000;

/** `storage.stack`; `auto` is Loki where its address is set, or where one is ready at the usual address. */
export async function chooseStack({ values, origins }: Config, fetch: typeof globalThis.fetch): Promise<ChosenStack> {
  const stack = values["storage.stack"];
  if (stack === "grafana") return { name: "loki", why: "STACK=grafana" };
  if (stack === "vm") return { name: "victorialogs", why: "STACK=vm" };
  if (stack === "embedded") return { name: "embedded", why: "STACK=embedded" };
  const url = values["storage.loki_url"];
  if (url === null) return { name: "embedded", why: "no log store is configured" };
  if (origins["storage.loki_url"] !== "default") return { name: "loki", why: "LOKI_URL is set" };
  return (await isReady(url, fetch))
    ? { name: "loki", why: `STACK is not set, and Loki is ready at ${url}` }
    : { name: "embedded", why: "STACK is not set, and there is no Loki on this machine" };
}

async function isReady(url: string, fetch: typeof globalThis.fetch): Promise<boolean> {
  if (!(await listens(new URL(url)))) return false;
  try {
    const response = await fetch(new URL("ready", `${url.replace(/\/+$/, "")}/`), {
      signal: AbortSignal.timeout(readyTimeoutMs),
      redirect: "manual",
    });
    return response.ok && /^ready\b/.test((await response.text()).slice(0, 100));
  } catch {
    return false;
  }
}

/** A quick look first: most machines have nothing there, and the start need not wait for more than that. */
function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || (protocol === "https:" ? 443 : 80)) });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(nearTimeoutMs, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
