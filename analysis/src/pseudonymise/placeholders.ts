/** What stands where a secret would and is none: variables, placeholders, code, types, patterns. All patterns are anchored or bounded. */

const variable =
  /^(?:\$[A-Za-z_]\w*(?:$|[/:.,;)("'}\][>?-])|\$[\d@*#?!$]$|\$[({]|%[A-Za-z_]\w+%|%\w?$|%\(|\{\{[-#^&>~]?(?:\s|$|[\w.$"'(][^{}]{0,120}(?:\}|$))|\{%|#\{|@@\w+@@|\{[A-Za-z_][\w.]{0,40}\}$|<[^>]*>?$|\[(?:REDACTED|LITERAL\b|[A-Z][A-Z-]*-\d+\])|\*+$|\.{2,}$|\u2026|[xX]{3,}$|-+$|_+$|\?+$|@(?:-|\/|\.\.?\/|[a-z_-]+(?:[./][a-z_-]+)*$)|file:|env:|fd:|stdin|vault:|ssm:|arn:|secretKeyRef|from_env)/;
const words =
  wordsOf(`true false null nil none yes no on off required optional prompt stdin stdout ask empty unset undefined default
  env file interactive never always string <na> na n/a basic bearer plain todo tbd fixme example dummy placeholder redacted masked
  omitted censored sample your_secret scram-sha-256 scram-sha-512 sha-256 sha-512`);
/** `your-api-key-here`, `insert token`, `put_your_password_here`, `example-token`. */
const invitation =
  /^(?:(?:please[-_ ])?(?:your|insert|enter|paste|replace|put|add|provide|fill)(?:[-_ ]?(?:in|with|your|the|own|real|actual|this|here|api|app|aws|client|access|auth|secret|private|db|bot|user|token|key|password|passwd|passphrase|id|value|string|name|url|org|project)s?){1,7}|(?:example|dummy|fake|sample|mock|placeholder)[-_ ]?(?:api|access|secret|private|client|auth|db|user)?[-_ ]?(?:token|key|password|secret|value|string)?|(?:api|access|secret|auth|my)[-_ ]?(?:token|key|password|secret)[-_ ]here|to[-_ ]be[-_ ](?:set|filled|defined|changed)|not[-_ ]?(?:set|used|needed|a[-_ ]secret|real)|no[-_ ]?(?:password|token|key))$/i;
/** `xxxx-xxxx`, `sk_test_xxxxxxxx`, `****`, `abc...` */
const crossedOut = /^[\w:-]{0,24}?(?:[xX]{6,64}|\*{3,64}|\.{3,64}|\u2022{3,64})$/;
/** `sha256:...` says which certificate or image is meant; `\$(cat x)` is one inside of quotes. */
const digest = /^(?:sha(?:256|384|512):[0-9a-f]{40,128}$|\\{1,3}\$[({])/;
const placeholderCharsMax = 96;

/** True for a word or variable that says there is no secret here. */
export function isPlaceholder(value: string): boolean {
  if (digest.test(value) || variable.test(value) || words.has(value.toLowerCase()) || isRepeated(value)) return true;
  return (
    value.length <= placeholderCharsMax &&
    (invitation.test(value) || (/xxx|\*\*\*|\.\.\.|\u2022/i.test(value) && crossedOut.test(value)))
  );
}

/** `/run/secrets/db`, `./x`, `~/x`, `C:\x`: a place. A random value may begin with a slash as well. */
const place = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)[\w.@%+~:/\\-]*$/;

/** True for the look of a path. */
export function isPlace(value: string): boolean {
  return place.test(value);
}

const types =
  wordsOf(`str string int bool boolean float number integer char bytes byte text varchar buffer object any void
  uuid securestring secretstr literal unicode utf8 wstring cstring`);
const type =
  /^(?:(?:Optional|Union|List|Sequence|Dict|Annotated|Literal|Final|ClassVar|Vec|Option|Result|Box|Arc|Rc|Secret|Array|Map|Promise|Observable|Nullable|IEnumerable|Set|Record|Partial|SecretString)[<[]|&(?:'\w+\s?)?(?:mut\s?)?(?:str|String)\b|\*?(?:str|string|String|char|int|bool|bytes|byte|u8|i32)(?:\[\]|\*|\?|\)|,|;)*$|\[\](?:byte|string|u8)$)/;
/** YAML's tags, templates. */
const tag =
  /^(?:!(?:Ref|Sub|GetAtt|ImportValue|If|Join|Select|FindInMap|vault|reference|secret|env|include|env_var)\b|<%|\[%|&lt;|~$)/;
/** A regular expression of what a secret looks like. */
const regularExpression = /\\[wdsSWDb](?:[+*{\])]|$)|\[\^?[\w\\]-\w[^\]]{0,60}\][+*{?]|^\(\?[imsx:=!]/;
/** `jjwt-api:0.12.5`, `1.2.3`: coordinates and versions. */
const version = /^(?:[a-z][\w.-]{1,40}:)?v?\d{1,4}\.\d{1,4}\.\d{1,6}(?:[-+][\w.-]{1,24})?$/;
/** Roots under which code keeps its settings: `process.env.X`, `var.x`, `self.password`, `config["x"]`. */
const roots =
  wordsOf(`process os env environ var local locals data module resource config configuration settings setting self this ctx
  context req request args argv flags opts options params parameters props properties secrets vars inputs input outputs steps needs github
  cfg conf app viper builder import deno bun system environment credentials creds event body form state session user values release each
  path runner matrix root std hiera node pillar item row response resp result res output account client payload metadata spec keyring
  dotenv base64 json yaml core tls random_password parent super cls instance cmd cli kwargs database db server api service my vault
  secretsmanager aws azure gcp credential auth settings_file configmap secret`);
const member =
  /^[A-Za-z_$]\w{0,60}(?=\.|->|::|\?\.|\[)(?:(?:\.|->|::|\?\.)[A-Za-z_$]\w{0,60}|\[["'`]?[\w.:-]{1,64}["'`]?\])+!?[;,)}\]]{0,4}$/;
/** `list[1]`, `t["Key"]`, `Key[T]` */
const item = /^[A-Za-z_$][A-Za-z_$]{0,60}\[(?:\d{1,4}|["'][\w. -]{1,64}["']?|[A-Za-z_]{1,40})\]?(?:$|[).,;:[])/;
const callHead =
  /^(?:(?:await|new|return|yield)\s)?&?[A-Za-z_$]{1,60}\d{0,3}(?:(?:\.|->|::|\?\.)[A-Za-z_$]{1,60}\d{0,3})*!?\(/;
const codeCharsMax = 240;

/** True for code, types, patterns and versions: what a program or a document says instead of a value without quotes. */
export function isCode(value: string): boolean {
  if (value.length > codeCharsMax) return false;
  if (tag.test(value) || type.test(value) || version.test(value) || regularExpression.test(value)) return true;
  const word = value.replace(/[)\]}:;,]{1,8}$/, "").toLowerCase();
  if (types.has(word) || words.has(word) || item.test(value)) return true;
  if (member.test(value)) return roots.has((/^\w+/.exec(value)?.[0] ?? "").toLowerCase()) && isPlainMember(value);
  return isCall(value);
}

/** A last part with digits is a password's as well: `app.Plum7`. */
function isPlainMember(value: string): boolean {
  return !/\d/.test(value) || value.includes("[") || /[.>:][A-Z][A-Z\d_]*[;,)}\]]{0,4}$/.test(value);
}

/** `getToken()`, `settings.load_key("x")`, `SecretKey::generate()`: what is between the brackets has no digits, or nothing else. */
function isCall(value: string): boolean {
  const head = callHead.exec(value)?.[0];
  if (head === undefined) return false;
  const end = value.indexOf(")", head.length);
  const inner = end < 0 ? value.slice(head.length) : value.slice(head.length, end);
  return /^\d{0,4}$/.test(inner) || /^[A-Z][A-Z\d_]*$|^["'`][A-Z][A-Z\d_]*["'`]/.test(inner) || !/\d/.test(inner);
}

const repeatedCharsMin = 16;
const periodMax = 10;

/** One character, or a few, again and again; too long to be a password somebody types. */
function isRepeated(value: string): boolean {
  if (value.length < repeatedCharsMin || value.length > 512) return false;
  for (let period = 1; period <= periodMax && period < value.length; period += 1)
    if (value.charCodeAt(period) === value.charCodeAt(0) && value.startsWith(value.slice(period))) return true;
  return false;
}

/** `changeme` is a password somebody may have left, but no token. */
const leftover = /^["'<[]?(?:change|replace|set|fix)[-_ ]?(?:me|this|it)[!.>\]"']*$/i;
const passwordName = /pass|pwd|pw$/i;

/** True where the value is a note to set one, under a name that is no password's. */
export function isLeftover(name: string, value: string): boolean {
  return leftover.test(value) && !passwordName.test(name);
}

const labelWord = /\b(?:password|passphrase|passcode|token|secret|key|pin|code|credential|login)s?\b/i;
const sentence = /^[A-Z][a-z]*(?:[ -][A-Za-z][a-z']*){0,12}[?!.:\u2026]{0,3}$/;

/** `Forgot your password?`, `Password`: words for people about a secret, not the secret. */
export function isLabel(value: string): boolean {
  return value.length <= 120 && sentence.test(value) && labelWord.test(value);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
