/** The ways in which languages and formats write a name and its value, as patterns of what stands in between. */

/** How the value is read: in quotes, in quotes or up to a space, to the line's end, to the next tag, to the next separator, to `}`. */
export type Reader = "quoted" | "any" | "line" | "element" | "cell" | "braces";

export interface Link {
  readonly pattern: RegExp;
  readonly read: Reader;
  /** True where nothing but the value can stand behind it. */
  readonly isCertain: boolean;
  readonly isLoose?: boolean;
  /** What must stand right in front of the name. */
  readonly before?: RegExp;
}

const quote = String.raw`\\{0,3}["'\x60]`;
const gap = String.raw`[ \t]{0,40}`;
/** A value may be wrapped: `[]byte("x")`, `new Secret("x")`, `b'x'`, `@"x"`. */
const wrapper = String.raw`(?:\[\]byte\(|\[\s{0,20}|[bBrRuUfFLNE@$]{1,2}(?=["']))?`;
/** `encrypt("x")`; what looks something up is given its name. */
const wrapperCall = String.raw`(?:await |new )?(?!\w{0,24}(?:[eE]nv|ENV|environ|fetch|[lL]ookup|[gG]et|[lL]oad|[rR]ead|[fF]ind|Configuration|[iI]nput|[pP]rompt))[A-Za-z_.:]{1,32}\(`;
const type = String.raw`&?(?:'\w{1,10} )?[A-Za-z_][\w.]{0,30}(?:[<[][\w &,.|?]{0,40}[>\]])?[?!]?`;
const valueNames = "(?:[A-Za-z]{0,12}[vV]alue|val|content|default|[sS]ecret_?[sS]tring|plaintext)";
const bodyFlags = "(?:body|value|secret-string|string|data|plaintext|string-value|secret-value|text)";
const directive =
  /(?:#\s{0,3}define|\b(?:env|arg|setx(?: \/m)?|setenv|passenv|set(?: -{1,2}\w{1,8})?|export|fastcgi_param|uwsgi_param|proxy_set_header|grpc_set_header|add_header|requestheader set))[ \t]{1,8}["'-]{0,2}$/i;

function link(source: string, read: Reader, isCertain: boolean, more: Partial<Link> = {}): Link {
  return { pattern: new RegExp(`^${source}`), read, isCertain, ...more };
}

/** By what shows at a glance that they may hold; all patterns are anchored and bounded, so a name costs no more than its surroundings. */
export const links = {
  /** Tags around. */
  markup: [
    // <password type="x">plum</password>, <string name="password" x="y">plum</string>, <key>password</key><string>plum</string>
    link(String.raw`(?:\s[^<>]{0,80})?>\s{0,40}(?:<!\[CDATA\[)?`, "element", true, { before: /<(?:[\w-]{1,20}:)?$/ }),
    link(String.raw`</\w{1,24}>\s{0,40}<(?:string|data|value|val)>\s{0,40}(?:<!\[CDATA\[)?`, "element", true),
    link(String.raw`["'](?:\s[^<>]{0,80})?>\s{0,40}(?:<(?:value|string)>\s{0,40})?(?:<!\[CDATA\[)?`, "element", false, {
      before: /<[\w:.-]{1,30}\s[^<>]{0,60}$/,
    }),
    // <add key="password" value="plum"/>
    link(
      String.raw`["']\s{1,8}(?:[\w:.-]{1,24}=["'][^"'<>]{0,60}["']\s{1,8}){0,3}(?:[vV]alue|val|content|default|string)\s{0,2}=\s{0,2}`,
      "quoted",
      true,
    ),
  ],
  /** The name is a value itself, its value stands under a name of its own. */
  values: [
    // variable "password" { default = "plum" }
    link(String.raw`${quote}\s{0,3}\{[^{}]{0,160}?\bdefault\s{0,20}[=:]\s{0,4}`, "quoted", true),
    // name: PASSWORD, value: plum
    link(`(?:${quote})?[\\s,;]{1,40}(?:${quote})?${valueNames}(?:${quote})?${gap}(?:=>|[:=])${gap}`, "any", true),
    // add_argument("--password", type=str, default="plum"), default values of templates
    link(
      String.raw`${quote}(?:,\s{0,3}\w{1,16}=[\w.'"-]{1,24}){0,4},\s{0,3}(?:default|value|const|help)=`,
      "quoted",
      false,
    ),
    link(String.raw`\s{0,2}\|\s{0,2}(?:default|d)\(\s{0,2}`, "quoted", true),
  ],
  /** A flag that says what a command stores. */
  flags: [
    // gh secret set PASSWORD --body plum
    link(
      String.raw`(?:${quote})?(?:\s{1,3}--?[a-z][\w-]{1,24}(?:[ =](?!-)[\w./-]{1,40})?){0,2}\s{1,3}--${bodyFlags}[ =]`,
      "any",
      true,
    ),
  ],
  /** A type in between. */
  types: [
    // password: str = "plum", let password: &str = "plum", password string = "plum", password[] = "plum"
    link(`[?!]?[ ]{0,3}:[ ]{0,3}${type}[ ]{0,3}(?:=|by lazy \\{)[ ]{0,3}${wrapper}`, "quoted", true),
    link(`[?!]?[ ]{0,3}:[ ]{0,3}${type}[ ]{0,3}=[ ]{0,3}${wrapperCall}(?:\\w{1,16}=)?`, "quoted", false),
    link(
      String.raw`[ \t]{1,8}(?:[aA]s )?\*?(?:string|String|\[\]byte|NSString \*|varchar\(\d+\))[ \t]{0,8}:?=[ \t]{0,8}${wrapper}`,
      "quoted",
      true,
    ),
    link(String.raw`\[\d{0,4}\][ \t]{0,4}=[ \t]{0,4}`, "quoted", true),
  ],
  /** Blocks and tags of YAML. */
  yaml: [
    // password: |\n  plum
    link(String.raw`["']?[ \t]{0,3}:[ \t]{1,4}[|>][+-]?\r?\n[ \t]{1,20}`, "line", true),
    link(String.raw`["']?[ \t]{0,3}:[ \t]{1,4}(?:!!(?:binary|str)|!unsafe|&\w{1,24})[ \t]{1,4}`, "any", true),
  ],
  /** Defaults of variables in `${}`. */
  braces: [
    // "${PASSWORD:-plum}", ${db.password:plum}
    link(":?[-=]", "braces", true, { before: /\$\{$/ }),
    link(":", "braces", true, { before: /\$\{$/ }),
  ],
  /** Comparisons and assignments. */
  operators: [
    // comparisons
    link(`(?:${quote})?[\\])]{0,2}${gap}(?:===?|!==?|=~|-eq|-ne|\\beq\\b|\\bis)${gap}`, "quoted", false),
    // password := "plum", password => 'plum', env["PASSWORD"] ||= "plum", PASSWORD ?= plum
    link(`(?:${quote})?[\\])]{0,2}${gap}(?:=>|->|<-|:{1,3}=|[?+.|]{1,2}=|::|[:=])${gap}${wrapper}`, "quoted", true),
    link(`(?:${quote})?[\\])]{0,2}${gap}(?:=>|->|<-|:=|::|[:=])${gap}${wrapperCall}`, "quoted", false),
    link(String.raw`(?:${quote})?[\])]{0,2}${gap}(?::|=)[ \t]{0,4}\r?\n[ \t]{1,40}`, "quoted", true),
    link(`(?:${quote})?[\\])]{0,2}${gap}(?::{1,3}=|\\?\\??=|\\|\\|=|[+.]=|=>|<-)${gap}`, "any", true),
    link(`(?:${quote})?[\\])]{0,2}[ \\t]{2,40}[:=]${gap}`, "any", true),
    link("[:=] {4,40}", "any", true),
    link(`(?:${quote})?${gap}->${gap}`, "any", false),
    link(`(?:${quote})?${gap}[:=][ \\t]{0,3}`, "any", false),
    link(`${quote}[\\])]{1,2}${gap}[:=]${gap}`, "any", true),
    // process.env.PASSWORD || "plum", fetch("PASSWORD") { "plum" }
    link(String.raw`(?:${quote})?[\])]{0,2}[ \t]{0,3}(?:\|\||\?\?|\?:|or\b|\/\/|\{)[ \t]{0,3}`, "quoted", true),
  ],
  /** Arguments, tuples, rows. */
  lists: [
    // set("password", "plum"), ("password", "plum"), prod,password,plum
    link(String.raw`${quote}[ \t]{0,3},\s{0,8}${wrapper}`, "quoted", false),
    link(String.raw`[ \t]{0,2},[ \t]{0,3}${wrapper}`, "quoted", false),
    link(String.raw`,[ \t]{0,3}`, "any", false, { before: /[[, ]--?$/ }),
    link(String.raw`[,;\t]`, "cell", false, { before: /(?:^|[,;\t\n])$/ }),
  ],
  /** Functions that set. */
  calls: [
    // setPassword("plum"), password.set('plum')
    link(String.raw`\([ \t]{0,2}${wrapper}`, "quoted", false),
    link(String.raw`\((?:[\w.{}:$ ]{1,60}|["'][^"'()]{0,60}["']),[ \t]{0,3}${wrapper}`, "quoted", false),
    link(
      String.raw`(?:->|::)\w{0,20}(?:set|put|equals|value|of|from|new|send|fill|type|compare)\w{0,20}\([ \t]{0,2}`,
      "quoted",
      false,
    ),
  ],
  /** Columns and Markdown. */
  tables: [
    // | `password` | `plum` |
    link(String.raw`[\x60"'*]{0,2}[ \t]{0,20}\|[ \t]{0,20}[\x60"'*]{0,2}`, "cell", false),
    // **Password:** plum, <td>password</td><td>plum</td>
    link(
      String.raw`(?::\*\*|\*\*:|\*\*|:?</(?:b|strong|td|th|dt|code)>:?(?:\s{0,20}<(?:td|dd|code)>)?)[ \t]{0,3}[\x60"]?`,
      "any",
      false,
    ),
  ],
  /** Instructions with a space. */
  directives: [
    // #define PASSWORD "plum", ENV PASSWORD plum
    link(String.raw`["']?[ \t]{1,20}@?(?![=:(])`, "any", true, { before: directive }),
  ],
  /** Sentences. */
  prose: [
    // the password is plum
    link(
      String.raw`(?:${quote})?(?:\s(?:for|of|on|to)\s(?:the\s)?[\w.@-]{1,40})?\s{1,3}(?:is|was|are|will be|set to|equals|as)(?:\s?:)?\s{1,3}`,
      "any",
      false,
    ),
    link(String.raw`\s(?:for|of|on|to)\s(?:the\s)?[\w.@-]{1,40}\s?[:=]\s{0,3}`, "any", false),
    link(String.raw`[ \t]{1,20}`, "quoted", false),
    link(String.raw`(?:${quote})?[ \t]{1,3}`, "any", false, { isLoose: true }),
  ],
} as const satisfies Readonly<Record<string, readonly Link[]>>;
