import { kindOfUser } from "#alert/accounts.ts";
import type { Facts } from "#alert/facts.ts";
import type { RiskPart } from "#domain/risk-class.ts";
import type { Canon } from "./canonical-text.ts";
import { pidsIn, shapeOf } from "./command-shape.ts";

/** Who acts: process, parent, command lines, account. */
export function actorParts(facts: Facts, canon: Canon): RiskPart[] {
  const { process, parent } = facts;
  const text = (name: string, value: string | null) => (value === null ? "" : canon.text(name, value));
  const { command } = process;
  return [
    { name: "event", value: text("evt.type", facts.eventType) },
    { name: "process", value: text("proc.name", process.name) },
    { name: "executable", value: text("proc.exepath", process.exepath) },
    { name: "executable is", value: evidenceOf(facts) },
    { name: "command", value: canon.text("proc.cmdline", command.text, pidsIn(command)) },
    { name: "command shape", value: shapeOf("proc.cmdline", command, canon) },
    { name: "parent", value: text("proc.pname", parent.name) },
    { name: "parent executable", value: text("proc.pexepath", parent.exepath) },
    { name: "parent command", value: canon.text("proc.pcmdline", parent.command.text, pidsIn(parent.command)) },
    { name: "user", value: userOf(facts, canon) },
    { name: "login", value: loginOf(facts) },
    { name: "terminal", value: process.terminal === null ? "" : process.terminal ? "yes" : "no" },
  ];
}

function evidenceOf({ process }: Facts): string {
  const { exeWritable, exeUpperLayer, exeFromMemory } = process;
  const said = [
    sayOf(exeWritable, "writable"),
    sayOf(exeUpperLayer, "not of the image"),
    sayOf(exeFromMemory, "never a file"),
  ];
  return said.filter((each) => each !== null).join(", ");
}

function sayOf(value: boolean | null, what: string): string | null {
  return value === null ? null : `${what} ${value ? "yes" : "no"}`;
}

/** Its class, and for a person's account which one of those that the alert names; by name where privacy does not hide it. */
function userOf({ user }: Facts, canon: Canon): string {
  const posed = posesAs(user.name, user.kind);
  if (posed !== "" || user.kind !== "user" || user.name === null) return `${user.kind}${posed}`;
  return `user ${canon.text("user.name", user.name)}`;
}

/** A name of another class than the number's: nobody hides `root`, and a model reads it. */
function posesAs(name: string | null, kind: Facts["user"]["kind"]): string {
  if (name === null || kind === "unknown") return "";
  const byName = kindOfUser(name, null);
  return byName === kind || byName === "unknown" ? "" : `, named like ${byName}`;
}

function loginOf({ user, field }: Facts): string {
  const name = field("user.loginname");
  if (user.loginUid === null && name === null) return "";
  const number = kindOfUser(name, user.loginUid);
  const kind = `${number}${posesAs(name, number)}`;
  return user.uid !== null && user.loginUid !== null && user.uid !== user.loginUid ? `${kind}, another` : kind;
}
