import type { Config } from "#config/load-config.ts";
import type { ChosenStack } from "./choose-stack.ts";

/** What is known to everybody who starts it: where it is, who may call, where events go, who answers. */
export function startLines({ values }: Config, address: string, chosen: ChosenStack): string[] {
  const token = values["server.api_token"] !== null;
  const callers =
    values["server.auth"] === "none"
      ? "everybody is served"
      : token
        ? "callers need the API token"
        : "only callers on this machine are served; set ANALYSIS_API_TOKEN to let others in";
  const analyst =
    values["llm.provider"] === "builtin"
      ? "the built-in analyst answers"
      : `${values["llm.model"] ?? "no model"} (${values["llm.provider"]}) is asked, and the built-in analyst answers where it cannot`;
  return [`listening on ${address} (${callers})`, eventsLine(chosen, values), analyst];
}

function eventsLine({ name, why }: ChosenStack, values: Config["values"]): string {
  const place = placeOf(values["storage.state"]);
  if (name === "embedded") return `events are kept ${place} (${why})`;
  const url = values[name === "loki" ? "storage.loki_url" : "storage.victorialogs_url"] ?? "";
  return `events are read from ${name === "loki" ? "Loki" : "VictoriaLogs"} at ${withoutUser(url)} (${why}); what comes in is kept ${place} and handed on`;
}

function withoutUser(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname === "/" ? "" : url.pathname}`;
}

function placeOf(state: string): string {
  if (/^postgres(?:ql)?:/.test(state)) return "in PostgreSQL";
  return /^(?:memory:?|sqlite::memory:)$/.test(state)
    ? "in memory until the end"
    : `in ${state.replace(/^sqlite:/, "")}`;
}
