import { type CommandLine, emptyCommandLine, lexCommandLine } from "./command-line.ts";
import type { Field } from "./facts-field.ts";

/** What a Kubernetes audit event says. */
export interface KubernetesFacts {
  readonly verb: string | null;
  readonly resource: string | null;
  readonly subresource: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly user: string | null;
  /** What `exec` or `attach` runs, percent signs decoded. */
  readonly command: string | null;
  readonly decision: string | null;
  /** `command`, read. */
  readonly commandLine: CommandLine;
}

/** All null for an event that is no audit event. */
export function kubernetesOf(field: Field, isAudit: boolean, message: string): KubernetesFacts {
  const command = decoded(commandIn(field("ka.uri.param[command]")));
  return {
    verb: field("ka.verb")?.toLowerCase() ?? (isAudit ? verbInMessage(message) : null),
    resource: field("ka.target.resource")?.toLowerCase() ?? null,
    subresource: field("ka.target.subresource")?.toLowerCase() ?? null,
    namespace: field("ka.target.namespace"),
    name: field("ka.target.name") ?? field("ka.resp.name"),
    user: field("ka.user.name"),
    command,
    decision: field("ka.auth.decision")?.toLowerCase() ?? null,
    commandLine: command === null ? emptyCommandLine : lexCommandLine(command),
  };
}

/** Rules seldom print the verb; their message says it. */
function verbInMessage(message: string): string | null {
  if (message.includes("created") || message.includes("started") || message.includes("attach/exec")) return "create";
  if (message.includes("deleted")) return "delete";
  return message.includes("modified") || message.includes("updated") ? "update" : null;
}

const parameter = /^(?:command|container|stdin|stdout|stderr|tty|timeout)=/;

/** `sh&command=-c&command=id&stdin=true`: each argument is a parameter of its own. */
function commandIn(text: string | null): string | null {
  if (text === null || !text.includes("&")) return text;
  const [first = "", ...rest] = text.split("&");
  if (!rest.some((part) => parameter.test(part))) return text;
  const more = rest.filter((part) => part.startsWith("command=")).map((part) => part.slice("command=".length));
  return [first, ...more].join(" ");
}

/** `sh%20-c` as the API server logs it; a broken escape leaves the text as it is. */
function decoded(text: string | null): string | null {
  if (text === null || !text.includes("%")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
