import type { Facts } from "#alert/facts.ts";
import { isSystemBinaryPath, sensitiveFile } from "#alert/paths.ts";
import { type Effect, effects, type Horizon, horizons } from "#domain/analysis.ts";
import type { Playbook, PlaybookStep } from "../playbook.ts";
import {
  block,
  type Command,
  deleteObject,
  describeObject,
  fileCopy,
  fileState,
  inspectPlace,
  isolate,
  lockAccount,
  logs,
  processes,
  remove,
  rightsOfActor,
} from "./commands.ts";
import {
  file,
  filePath,
  image,
  type Place,
  place,
  placeOf,
  process,
  remote,
  remoteAddress,
  shown,
  target,
  thing,
  who,
} from "./names.ts";

/** How playbooks are written down, and the steps that many of them share. */

type Text = string | ((facts: Facts) => string | null);

/** A step without its horizon. */
export interface Step {
  readonly effect: Effect;
  readonly text: Text;
  readonly command?: Command;
}

export interface PlaybookDraft {
  readonly id: string;
  readonly techniques: readonly string[];
  readonly immediate: readonly Step[];
  readonly shortTerm: readonly Step[];
  readonly longTerm: readonly Step[];
  readonly investigate: readonly string[];
}

/** Looks, changes nothing. */
export function look(text: Text, command?: Command): Step {
  return { effect: "read-only", text, ...(command ? { command } : {}) };
}

/** Can be undone. */
export function change(text: Text, command?: Command): Step {
  return { effect: "reversible", text, ...(command ? { command } : {}) };
}

/** Cannot be undone; the text says that evidence comes first. */
export function destroy(text: Text, command?: Command): Step {
  return { effect: "destructive", text, ...(command ? { command } : {}) };
}

/** The text for the place; of the others none is written. */
function byPlace(texts: Readonly<Record<Place, (facts: Facts) => string>>): (facts: Facts) => string {
  return (facts) => texts[placeOf(facts)](facts);
}

/** The playbook of a draft: horizons in order, and inside one what only looks comes first and what destroys last. */
export function playbook({ immediate, shortTerm, longTerm, ...rest }: PlaybookDraft): Playbook {
  const steps = [
    ...placed("immediate", immediate),
    ...placed("short_term", shortTerm),
    ...placed("long_term", longTerm),
  ];
  return { id: rest.id, techniques: rest.techniques, investigate: rest.investigate, steps: steps.toSorted(inOrder) };
}

/** Keeps what is known of the place before anything changes. */
export const keepEvidence = look(
  byPlace({
    pod: (facts) =>
      `Keep the evidence first: save the description and logs of ${thing(facts)}, and a snapshot of its disk if you can.`,
    container: (facts) =>
      `Keep the evidence first: save description, logs and file system of ${thing(facts)} (\`docker inspect\`, \`logs\`, \`export\`).`,
    host: (facts) =>
      `Keep the evidence first: the processes, connections and logs of ${thing(facts)}, and a memory image if you have the tool.`,
    cluster: (facts) =>
      `Keep the evidence first: save ${target(facts)} as it is now, and the audit log around the alert with source addresses and user agents.`,
    account: (facts) =>
      `Keep the evidence first: export the events of ${who(facts)} ${place(facts)} around the alert, with addresses and user agents.`,
    requests: (facts) =>
      `Keep the evidence first: save the requests around the alert ${place(facts)}, with client, path, status and size.`,
  }),
  inspectPlace,
);

/** What the process is and who started it. */
export const lookAtProcess = look(
  (facts) => {
    if (placeOf(facts) === "cluster") return `Look at ${target(facts)} and at what it has done since.`;
    if (placeOf(facts) === "account") return `Look at what else ${who(facts)} did ${place(facts)} in that hour.`;
    if (placeOf(facts) === "requests") return `See what else ${who(facts)} asked for, and what it got (status, size).`;
    return `See what ${process(facts)} is, who started it and what it has open ${place(facts)}.`;
  },
  (facts) => (placeOf(facts) === "cluster" ? describeObject(facts) : processes(facts)),
);

/** The logs of the service in the place. */
export const readLogs = look((facts) => {
  switch (placeOf(facts)) {
    case "cluster":
      return `Read the audit log for every request of ${who(facts)} in the hours around the alert.`;
    case "account":
      return `Read the log of ${who(facts)} for the day before the alert: where did the session begin?`;
    case "requests":
      return `Read the access log for ${who(facts)}, and for the same path from others, over the last day.`;
    default:
      return `Read the logs ${place(facts)} for the minutes before the alert: they show the way in.`;
  }
}, logs);

/** The file: owner, times, difference from the image. */
export const lookAtFile = look(
  (facts) => {
    if (facts.family === "k8s_audit") return `See what exactly ${who(facts)} changed in ${target(facts)}.`;
    if (facts.family !== "syscall")
      return `See what exactly ${who(facts)} changed or asked for, in the event's own words.`;
    return filePath(facts) === null
      ? `See which files changed ${place(facts)} in the last hour.`
      : `See owner, times and size of ${file(facts)} ${place(facts)}, and whether it differs from the package or image.`;
  },
  (facts) => (facts.family === "k8s_audit" ? describeObject(facts) : fileState(facts)),
);

/** A copy of the file. */
export const keepFile = look(
  (facts) =>
    filePath(facts) === null ? null : `Copy ${file(facts)} aside, with its times, before anybody changes it.`,
  fileCopy,
);

/** Off the network, or frozen. */
export const contain = change(
  byPlace({
    pod: (facts) =>
      `Take ${thing(facts)} off the network: label it, and let a NetworkPolicy for \`quarantine=true\` deny all traffic.`,
    container: (facts) =>
      `Freeze ${thing(facts)}: memory and files stay as they are, and \`docker unpause\` undoes it.`,
    host: (facts) =>
      `Stop ${process(facts)} without ending it (\`kill -CONT\` undoes it) ${place(facts)}, or let the host talk to your administration network only.`,
    cluster: (facts) =>
      `Take away what ${who(facts)} may do in the cluster: remove its role bindings, or disable the account where it comes from, until it is clear who acted.`,
    account: (facts) => `Suspend the sessions and keys of ${who(facts)} ${place(facts)} until it is clear who acted.`,
    requests: (facts) =>
      `Block ${who(facts)} in front of the application, and limit such requests, while it is looked at.`,
  }),
  isolate,
);

/** No more packets to the other end; nothing to do where there is none. */
export const blockRemote = change((facts) => {
  if (remoteAddress(facts) === null) return null;
  return placeOf(facts) === "pod"
    ? `Block ${remote(facts)} in the network policy of the namespace and at the edge.`
    : `Block ${remote(facts)} on the host and at the edge of the network.`;
}, block);

/** A fresh one in its place, once the evidence is kept. */
export const replace = destroy(
  byPlace({
    pod: (facts) =>
      `When the evidence is kept and the alert is confirmed, delete ${thing(facts)}; its controller starts a fresh one from ${image(facts)}.`,
    container: (facts) =>
      `When the evidence is kept and the alert is confirmed, remove ${thing(facts)} and start a fresh one from ${image(facts)}.`,
    host: (facts) =>
      `When the evidence is kept and the alert is confirmed, rebuild ${thing(facts)} from a known image instead of cleaning it.`,
    cluster: (facts) =>
      `When the evidence is kept and the alert is confirmed, delete what was made by this request: ${target(facts)}.`,
    account: (facts) =>
      `When the evidence is kept and the alert is confirmed, delete the keys, sessions and objects that ${who(facts)} made ${place(facts)} since.`,
    requests: () =>
      `When the evidence is kept and the attack is known to have worked, replace the server behind it by a fresh one.`,
  }),
  (facts) =>
    placeOf(facts) === "cluster"
      ? facts.kubernetes.verb === "create" && facts.kubernetes.subresource === null
        ? deleteObject(facts)
        : null
      : remove(facts),
);

/** The account that acted, when it is a person's. */
export const lockActor = change(
  (facts) =>
    facts.family === "syscall" && facts.user.kind !== "user"
      ? null
      : `Lock ${who(facts)} until the person has said by another way that it was them.`,
  lockAccount,
);

/** What the account can do. */
export const lookAtActor = look(
  (facts) =>
    placeOf(facts) === "requests"
      ? `See which account the request ran under, if any, and what that one may do.`
      : `See what ${who(facts)} may do, and since when.`,
  rightsOfActor,
);

/** The same elsewhere, by what is rare: an ordinary program or file would find every machine. */
export const searchElsewhere = look((facts) => {
  const rare = [remoteAddress(facts), shown(rareFile(facts)), shown(rareProgram(facts)), shown(facts.kubernetes.user)];
  const seen = [
    ...rare.filter((part) => part !== null).slice(0, 2),
    `the rule ${shown(facts.alert.rule) ?? "of this alert"}`,
  ];
  const where = facts.family === "syscall" ? "all other machines" : "all other accounts, clusters and machines";
  return `Search the events of ${where} for the same: ${seen.join(", ")}.`;
});

const together: Readonly<Record<Place, string>> = {
  pod: "this program, this parent and this image",
  container: "this program, this parent and this image",
  host: "this executable, this parent and this file",
  cluster: "this account, this verb and this object",
  account: "this account, this action and this address",
  requests: "this client and this path",
};

/** The exception for harmless work. */
export const exceptIfHarmless = change((facts) => {
  return `If it was planned work, write a narrow exception for the rule (${together[placeOf(facts)]} together), never for a name alone.`;
});

/** New ones for secrets that may be known now; `what` goes on with the place: "every secret that could be read". */
export function rotate(what: string): Step {
  return change((facts) => `Replace ${what} ${place(facts)}, most powerful first, and watch for use of the old ones.`);
}

function rareFile(facts: Facts): string | null {
  const path = filePath(facts);
  return path === null || sensitiveFile(path) !== null || isSystemBinaryPath(path) ? null : path;
}

function rareProgram(facts: Facts): string | null {
  const { exepath, name } = facts.process;
  if (exepath === null) return facts.family === "syscall" ? name : null;
  return isSystemBinaryPath(exepath) ? null : exepath;
}

function placed(horizon: Horizon, steps: readonly Step[]): PlaybookStep[] {
  return steps.map(({ text, effect, command }) => ({
    horizon,
    effect,
    text: typeof text === "string" ? () => text : text,
    ...(command ? { command } : {}),
  }));
}

function inOrder(a: PlaybookStep, b: PlaybookStep): number {
  return (
    horizons.indexOf(a.horizon) - horizons.indexOf(b.horizon) || effects.indexOf(a.effect) - effects.indexOf(b.effect)
  );
}
