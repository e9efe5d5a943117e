import { gateOf } from "../gates.ts";
import { isHostLike } from "../host-shape.ts";
import { isLogin, isUserName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";

/**
 * Secrets in the configuration of routers, switches and firewalls. Sources: command references of Cisco IOS, NX-OS and ASA, Arista EOS,
 * Juniper Junos, FortiOS.
 */
const secrets: readonly RegExp[] = [
  // A digit in front says how the value is written: 0 plain, 5, 8, 9 hashed, 6 encrypted, 7 obscured.
  String.raw`\b(?:password|secret|key|key-string|pre-shared-key|community|md5|passphrase) (?:[056789]|encrypted|sha512|sha256|hex|ascii \d) ([^\s"']{4,256})`,
  String.raw`\busername \S{1,64} (?:privilege \d{1,2} )?(?:role \S{1,32} )?(?:secret|password) (?:[056789] |sha512 )?([^\s"']{3,256})`,
  String.raw`\benable (?:secret|password) (?:level \d{1,2} )?(?:[056789] |sha512 )?([^\s"']{3,256})`,
  String.raw`\bsnmp-server community (?:[07] )?([^\s"']{2,64})`,
  String.raw`\bsnmp-server host \S{1,64} (?:traps |informs )?(?:version (?:1|2c|3 (?:auth|noauth|priv)) )?(?!traps|informs|version)([^\s"']{2,64})`,
  String.raw`\b(?:auth|priv) (?:md5|sha\d{0,3}|des|3des|aes(?: \d{3})?) ([^\s"']{4,128})`,
  String.raw`\b(?:tacacs-server|radius-server|tacacs|radius) (?:host \S{1,64} )?(?:\S{1,16} \d{1,5} ){0,3}key (?:[067] )?([^\s"']{3,128})`,
  String.raw`\bcrypto isakmp key (?:[06] )?([^\s"']{3,128}) `,
  String.raw`\bneighbor \S{1,64} password (?:[07] )?([^\s"']{3,128})`,
  String.raw`\b(?:ntp authentication-key \d{1,5} md5|ip ospf (?:message-digest-key \d{1,3} md5|authentication-key)|standby \d{1,3} authentication(?: md5 key-string)?|ppp (?:chap|pap) password|ip (?:ftp|http client) password|wpa-psk ascii|isis password|area-password|domain-password) (?:[067] )?([^\s"']{3,128})`,
  String.raw`\bset (?:passwd|password|psksecret|private-key|auth-pwd|priv-pwd|secret) (?:ENC )?"?([^\s"']{3,512})`,
  String.raw`\b(?:encrypted-password|plain-text-password-value|authentication-key|pre-shared-key ascii-text|secret) \\{0,3}"([^"\s\\]{3,256})`,
].map((source) => new RegExp(source, "dg"));

/** A configuration's first lines name the device. */
const device =
  /(?:^|[\n!;]|\\n)\s?(?:hostname|set system host-name|set hostname|sysname|switchname) "?([A-Za-z][\w.-]{1,62})(?=[\s"\\;]|$)/dg;

const users: readonly RegExp[] = [
  String.raw`\busername ([A-Za-z_][\w.@-]{0,63}) (?:privilege|secret|password|role|nopassword|view|autocommand)\b`,
  String.raw`\bset system login user ([A-Za-z_][\w.-]{0,63})\b`,
  String.raw`\bsnmp-server user ([A-Za-z_][\w.-]{0,63}) `,
  String.raw`\b(?:ip ftp|ppp chap|ppp pap sent-)\s?(?:username|hostname) ([A-Za-z_][\w.-]{0,63})`,
  String.raw`%[A-Z][A-Z0-9_]{1,24}-\d-[A-Z0-9_]{2,32}: [^\n]{0,120}?(?:\[user: |\buser[: ]|\bby )([A-Za-z_][\w.-]{1,63})`,
].map((source) => new RegExp(source, "dg"));

const configWords = [
  ...["username ", "enable secret", "enable password", "snmp-server", "password 7", "secret 5", "secret 9", "key 7"],
  ...["key-string", "pre-shared-key", "isakmp key", "neighbor ", "radius", "tacacs", "psksecret", "passwd enc"],
  ...["password enc", "encrypted-password", "-key ", "ppp ", "ip ftp", "wpa-psk", "password 0", "secret 8", "secret 0"],
  ...["set password", "login user", "-5-", "-4-", "-6-"],
  ...["hostname", "host-name", "sysname", "switchname"],
];
const configGate = gateOf(configWords);
const nameGate = gateOf(["hostname", "host-name", "sysname", "switchname"]);

/** Users and secrets in the configuration of network devices, as it stands in their logs and in the commands that set it. */
export const deviceConfig: Recognizer = {
  name: "device-config",
  find({ text, passes }) {
    // Each pattern has a space in it.
    if (!text.includes(" ") || !passes(configGate)) return [];
    const isUser = (value: string) => (isUserName(value) && isLogin(value) && value.length > 1 ? "USER" : null);
    const spans: Span[] = secrets.flatMap((pattern) =>
      spansOf(text, pattern, (value) => (isNoSecret(value) ? null : "REDACTED"), true),
    );
    const isHost = (value: string) => (isHostLike(value) && /[\d-]/.test(value) ? "HOST" : null);
    if (passes(nameGate)) spans.push(...spansOf(text, device, isHost, true));
    return [...spans, ...users.flatMap((pattern) => spansOf(text, pattern, isUser, true))];
  },
  examples: {
    found: [
      ["username jonas privilege 15 secret 5 $1$abcd$efghijkl", "$1$abcd$efghijkl"],
      ["username jonas privilege 15 secret 5 $1$abcd$efghijkl", "jonas"],
      ["line vty 0 4 password 7 0822455D0A16", "0822455D0A16"],
      ["enable secret 9 $9$abc$def", "$9$abc$def"],
      ["snmp-server community plumkettle RO", "plumkettle"],
      ["crypto isakmp key plumkettle address 10.0.0.5", "plumkettle"],
      ["neighbor 10.0.0.5 password 7 0822455D0A16", "0822455D0A16"],
      ["hostname edge-rtr-7", "edge-rtr-7"],
      ['set password ENC "AbCdEf=="', "AbCdEf=="],
      ["%SYS-5-CONFIG_I: Configured from console by jonas on vty0", "jonas"],
    ],
    ignored: [
      "snmp-server enable traps",
      "service password-encryption",
      "the password 7 days old",
      "no username",
      "key 7",
      "username root privilege 15 nopassword",
    ],
  },
};

/** A hash begins with a dollar sign as a variable does. */
function isNoSecret(value: string): boolean {
  return options.test(value) || (isHarmless(value) && !/^\$[1-9]\$/.test(value));
}

const options = /^(?:days?|hours?|times|characters|minutes|version|RO|RW|traps|level|encryption|type)$/i;
