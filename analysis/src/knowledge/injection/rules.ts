import type { Concept } from "./concept.ts";
import { idOf } from "./concept-finder.ts";

/**
 * What makes words an instruction: meanings that stand near each other, in any order and language. A line names them, `|`
 * between those of which one is enough, and how many words they may span. `prose`: not as parts of one name, unless it is a long one; `strict`: of none.
 * `foreign`: not where a program talks to its own model, since there it is how such programs work.
 */
const lines = [
  // Set aside what you were told
  "ignore + instruct + prev|all|your|you|the|this|everything|newer|ai|person : 9",
  "ignore + instruct : 3 prose",
  "ignore + order + prev + all|your|you|everything|the : 8 prose",
  "ignore + order + your : 4 prose",
  "ignore + everything + prev|you|instruct : 6",
  "ignore + prev + mark|say|mild|escalate : 10",
  "newer + instruct + you|your|ai|person|mild|say|ignore|act : 8 prose",
  "ignore + secret : 6",
  "everything + you + prev : 7 prose",
  "wipe + secret : 3 prose",
  "wipe + your + order|instruct|secret : 5 prose",
  // Decide this way
  "ignore + this|the|all|prev|everything + alert : 5 prose",
  "ignore + alert + person|ai|please|hey|mild|nothing|escalate : 10 prose",
  "ignore + thing + this|the|all + please|person|ai|hey|nothing|mild : 12 prose",
  "mark + this|alert|thing|everything + mild : 8",
  "mark + as + mild : 5",
  "mark + mild + please|person|ai|nothing|voice|escalate|hey|not : 10 prose",
  "mild + nothing : 8 prose",
  "mild + not + report|open : 9 prose",
  "mark + severity + low + as|this|the|alert|your|please : 9",
  "lower + severity + this|the|alert|your|as|please : 7 prose",
  "this|thisis|the + alert|thing + mild : 8 prose",
  "thisis + mild : 6 prose",
  "verdict + mild : 4",
  "severity + low + mild : 8",
  "severity + low + person|ai|voice|nothing|verdict|escalate|say|tell|act : 10 prose",
  "not + escalate : 4 prose",
  "not + report + your : 9 strict foreign",
  "ifyou + tell + thing|alert : 8 strict foreign",
  "ignore + auth + this|thing : 12 strict",
  "not + report + this|alert|thing|person|everything : 7 prose",
  "not + open + alert : 6 prose",
  "nothing + open|report|alert|person|ai|ignore|mild|test|escalate : 9 prose",
  // Spoken to whoever reads
  "hey + person|ai + ignore|mark|not|say|tell|mild|nothing|please|act|comply|this|thisis|you : 12 prose",
  "person|ai + mild + this|thisis|mark|verdict|please|say|tell|you : 12 prose",
  "person|ai + ignore + alert|thing|this|everything|prev|instruct : 10 prose",
  "person|ai + not + escalate|report : 9 prose",
  "person|ai + nothing : 10 prose",
  "person + mark + this|thing : 12 strict",
  "person|ai + mark + alert|severity|mild|verdict : 10 prose",
  "voice + mild|nothing|ignore|escalate|verdict : 10 prose",
  "voice + not + report : 10 prose",
  "ifyou + ai : 5 prose",
  "asai : 1 prose foreign",
  // By whose leave
  "thisis|this + auth + test : 9 prose",
  "thisis + auth + drill : 6 prose",
  "thisis|this + test + person|alert|ignore|not|nothing|mild : 10 prose",
  "auth + by + person : 6 prose",
  "auth + test + person|alert|ignore|not|mild|nothing : 12 prose",
  "test + ignore|mild|nothing|escalate|alert : 12 prose",
  "auth + drill + mild|nothing|escalate|person : 12 strict",
  // Answer thus
  "say + only + shape|mild|low|verdict : 7 prose foreign",
  "say + mild : 6 prose",
  "tell + mild + this|alert|thing|you|only|the : 8 prose",
  "say + verdict : 5 prose foreign",
  "your + say + must|only|shape : 6 prose foreign",
  // Give away
  "leak + secret + your|the|you|all|everything|prev|instruct|only : 8 prose foreign",
  "leak + secret : 3 prose foreign",
  "leak + your + instruct : 6 prose foreign",
  "leak + real + token|secret : 10 prose",
  // Be somebody else
  "act + mild|severity|low : 12 prose foreign",
  "nothing + please : 6 prose",
  "act + you|youare|ai|role|ignore|person|say|alert : 8 prose foreign",
  "youare + role|ai : 5 prose foreign",
  "youact : 1 prose foreign",
  // Or else
  "comply + instruct|ai|threat|mild|ignore|escalate : 10 prose foreign",
  "harm + ai|person|voice : 14 prose foreign",
  "threat + you|ai|person + comply|not|ignore|mild|ifyou|escalate|alert : 14 prose",
] as const;

export interface Rule {
  readonly line: string;
  readonly parts: readonly (readonly number[])[];
  readonly span: number;
  readonly prose: boolean;
  readonly strict: boolean;
  readonly foreign: boolean;
}

/** Whoever wants something of a reader uses one of these. */
export const triggers: readonly Concept[] = [
  ..."ignore instruct mild nothing escalate report severity verdict ai person act youact asai comply test secret say token alert wipe harm everything auth role threat ifyou".split(
    " ",
  ),
] as Concept[];

export const rules: readonly Rule[] = lines.map(readRule);

function readRule(line: string): Rule {
  const [names = "", how = ""] = line.split(" : ");
  const [span = "0", ...marks] = how.split(" ");
  const parts = names.split(" + ").map((part) => part.split("|").map((name) => idOf(name as Concept)));
  return {
    line,
    parts,
    span: Number(span),
    prose: marks.length > 0 && marks[0] !== "foreign",
    strict: marks.includes("strict"),
    foreign: marks.includes("foreign"),
  };
}
