import type { Canon } from "./canonical-text.ts";
import { standIn } from "./stand-ins.ts";

/** Docker names a container that nobody named by one of these and a surname (`quirky_turing`): moby, pkg/namesgenerator. */
const adjectives: ReadonlySet<string> = new Set(
  `admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave busy charming clever compassionate
  competent condescending confident cool cranky crazy dazzling determined distracted dreamy eager ecstatic elastic elated elegant eloquent
  epic exciting fervent festive flamboyant focused friendly frosty funny gallant gifted goofy gracious great happy hardcore heuristic
  hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing loving lucid magical modest musing
  mystifying naughty nervous nice nifty nostalgic objective optimistic peaceful pedantic pensive practical priceless quirky quizzical
  recursing relaxed reverent romantic sad serene sharp silly sleepy stoic strange stupefied suspicious sweet tender thirsty
  trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial youthful zealous zen`.split(/\s+/),
);

/**
 * The container's name without what is drawn or counted. Any other is kept, for a model reads it: whoever calls a container
 * `approved-test` answers for that one only.
 */
export function containerName(name: string, canon: Canon): string {
  const [adjective = "", surname = ""] = name.split("_");
  if (adjectives.has(adjective) && /^[a-z]{3,15}\d?$/.test(surname) && name.indexOf("_") === name.lastIndexOf("_"))
    return standIn("drawn name");
  const counted = /^(.{1,100}_)\d{1,3}$/.exec(name)?.[1];
  return counted === undefined
    ? canon.text("container.name", name)
    : `${canon.text("container.name", counted)}${standIn("number")}`;
}
