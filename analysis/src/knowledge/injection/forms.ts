/** Forms instead of words: tags of chat templates, headings of roles, ready-made answers. */

export interface FormMatch {
  readonly start: number;
  readonly end: number;
}

/** Tags that only the inside of a chat with a model has. */
const chatTag =
  /<\|\s{0,3}[a-z][a-z_ ]{2,24}\|>|\[\/?inst\]|<<\/?sys>>|<\/?(?:start|end)_of_turn>|<\/?(?:system[-_ ]?(?:prompt|reminder|message|instructions?|override|note)|assistant|tool_(?:call|response|result)|function_calls?|instructions?_?(?:override|update)?|human|think(?:ing)?)>|##\s{0,3}(?:system|instructions?|new instructions?|human|assistant|response|user|end of (?:alert|input|data|log|event)s?)\b\s{0,3}(?:prompt|message|override)?\s{0,3}[:#\n]|\[(?:system|assistant|developer|admin)[ _-]?(?:prompt|message|override|note|instructions?|notice)?\]\s{0,3}[:a-z]|\{%\s{0,3}(?:system|assistant)|---\s{0,3}(?:end|begin|start) of (?:alert|input|data|log|event|system|user|untrusted|instructions?|context|prompt)s?/gi;

/** Two voices of a chat, one after the other: `Human: ... Assistant: ...`. */
const voices: readonly (readonly [RegExp, RegExp])[] = [
  [/\b(?:human|user|h)\s?:\s/i, /\b(?:assistant|ai|a|model|bot)\s?:\s/i],
  [/\b(?:system|developer)\s?:\s+\S/i, /\b(?:assistant|user|human|ai)\s?:\s/i],
];

/** `"role": "system"` of a chat API. */
const chatRole = /["']?role["']?\s{0,3}[:=]\s{0,3}["']?(?:system|developer|assistant)\b/i;

/** A heading that gives the words after it a rank: `SYSTEM:`, `admin note:`, `[SYSTEM]`. */
const heading =
  /(?:^|[\s#"'`;<>/|(*[-])(?:system|admin|administrator|developer|root|soc|security|operator|ai|assistant|analyst|important|override|sib|falco)(?:[ _-](?:message|note|notice|override|prompt|instruction|directive|update|alert|admin|policy))?\s?(?::(?![a-z0-9:/])|\]|>)/i;

/** Keys that an analysis has, with a value that calms. */
const answerKey =
  /(?<![-\w])["'`*]{0,2}(verdict|severity|false[_ ]positive|is_false_positive|risk|risk[_ ]level|risk[_ ]assessment|threat[_ ]level|likelihood|confidence|classification|disposition|is_malicious|malicious|assessment|priority|attack_vector|mitre_attack|mitigations|escalate|action|threat|action_required|conclusion|determination|final[_ ]answer|result|label|status|recommendation|benign|schweregrad|urteil|bewertung|gravite|gravedad|gravidade|gravita|verdetto|veredicto|вердикт|серьезность|риск|判定|结论|严重性|严重程度|風險|风险|重大度|심각도|판정)["'`*]{0,2}\s{0,3}(?:=>|[:=：])\s{0,3}["'`*{[]{0,2}\s?(false[_ -]?positive|false[_ ]alarm|benign|low|lowest|none|minimal|informational|info|safe|harmless|clean|not[_ ]malicious|no[_ ]threat|legitimate|false|true|high|none needed|no action|closed|close|allow|dismiss|resolved|ignore|null|0|\[|niedrig|fehlalarm|harmlos|faible|benin|bajo|falso|baixo|baixa|baja|basso|bassa|низк\p{L}*|ложн\p{L}*|безопасн\p{L}*|低|误报|良性|無害|无|誤検知|낮음|오탐|정상)(?![\w])/giu;

/** Keys that only an analysis has; the others need a second one beside them. */
const ownKeys: ReadonlySet<string> = new Set(
  "verdict is_false_positive false_positive false positive is_malicious urteil verdetto veredicto вердикт 判定 结论 판정 threat_level risk_assessment determination disposition".split(
    " ",
  ),
);
/** Values that say it in so many words. */
const tellingValue =
  /^(?:false[_ -]?positive|false[_ ]alarm|benign|harmless|not[_ ]malicious|no[_ ]threat|fehlalarm|harmlos|误报|良性|誤検知|오탐|ложн)/;
const answerSpan = 240;

/** The first tag of a chat template, ready-made answer or talk between a person and a model. */
export function findForm(text: string, isOwnPrompt: boolean): FormMatch | null {
  return answerIn(text) ?? (isOwnPrompt ? null : (tagIn(text) ?? voicesIn(text)));
}

function tagIn(text: string): FormMatch | null {
  if (!/[<[#{]|---/.test(text)) return null;
  chatTag.lastIndex = 0;
  const found = chatTag.exec(text);
  return found && { start: found.index, end: found.index + found[0].length };
}

function voicesIn(text: string): FormMatch | null {
  if (!text.includes(": ")) return null;
  for (const [first, second] of voices) {
    const start = text.search(first);
    if (start < 0) continue;
    const after = second.exec(text.slice(start + 3));
    if (after === null) continue;
    return { start, end: start + 3 + after.index + after[0].length };
  }
  return null;
}

/** Where a text speaks with the voice of a system or an administrator; words after it need say less to be an instruction. */
export function hasHeading(text: string): boolean {
  return heading.test(text) || chatRole.test(text);
}

function answerIn(text: string): FormMatch | null {
  if (!/[:=：]/.test(text)) return null;
  let before: { key: string; start: number } | null = null;
  for (const found of text.matchAll(answerKey)) {
    const key = (found[1] as string).toLowerCase();
    const value = (found[2] as string).toLowerCase();
    const end = found.index + found[0].length;
    if (ownKeys.has(key) && !["[", "0", "null", "false", "high"].includes(value)) return { start: found.index, end };
    if (tellingValue.test(value) && key !== "label") return { start: found.index, end };
    if (before !== null && before.key !== key && found.index - before.start < answerSpan && hasCalm(key, value))
      return { start: before.start, end };
    if (hasCalm(key, value)) before = { key, start: found.index };
  }
  return null;
}

function hasCalm(key: string, value: string): boolean {
  if (["status", "result", "label", "priority", "benign"].includes(key)) return false;
  return !["true", "high", "0", "null", "["].includes(value) || ["confidence", "likelihood"].includes(key);
}
