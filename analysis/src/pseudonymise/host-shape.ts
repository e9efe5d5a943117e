import { isKnownField } from "#alert/field-catalogue.ts";
import { rareDomains } from "./top-level-domains.ts";
import { isPublicName } from "./well-known.ts";

/** What host names look like, and what looks like one and is none. */

const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/** True for what can be a host where its place says it is one: no address, number, variable, public name or `localhost`. */
export function isHostLike(name: string): boolean {
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  if (bare.length < 2 || bare.length > 253 || !/[A-Za-z]/.test(bare)) return false;
  if (/^(?:v?\d+(?:\.\d+)*|0x[0-9a-fA-F]+)$/.test(bare) || isPublicName(bare)) return false;
  return bare.split(".").every((part) => label.test(part));
}

/** Suffixes that only insiders use. */
const innerSuffixes = setOf(
  "internal local lan corp intra intranet home localdomain private svc consul localnet ad arpa test cluster",
);
/** Top-level domains that are no file endings or names in programs. */
const strongDomains =
  setOf(`com net org edu gov mil int biz cloud online site website space tech store shop xyz top club live world digital
  systems network solutions agency company email services dev example invalid onion eu de fr uk nl be ch at es pt se dk fi ie ca mx
  br cl nz jp cn kr hk tw sg th vn ph ru ua cz sk hu ro bg gr tr il za ng ke eg sa ae ir pk lk lt lv ee lu si hr ba kz uz ge az
  tk ml ga cf gq cc tv co io us asia mobi jobs bank finance health energy media software ventures capital global international
  host hosting support center centre consulting engineering industries institute education university academy school studio
  design marketing social wiki blog news press events exchange trade money insurance`);
/** These are file endings or words as well: only with three labels. */
const weakDomains = setOf("info me it in id my is to no ai pl app pro name page work zone team au ar link click");

/** These name settings as well (`db.host`, `user.email`): with two labels only where the first is no plain word. */
const wordDomains = setOf(
  "host email store services network systems software support events media jobs health exchange company design social cc",
);
/** Domains that end names of settings and programs as well: a host's first part has a digit. */
const settingWords = setOf(
  `actor ads art author auto bar boo book bot box build cab call cat channel chat chrome city codes contact coop coupon cpa crs dad dance data date dclk dds diet direct docs domains dot download drive exposed fail family fashion film final fit foo fun gift got group here how kim map monster mov new next now one open parts pet phd pid ping play plus post prime prod prof protection pub read ren report rest rip room run safe sale save search security select show sky soy spot storage stream style tab target tax theatre tips today tools total tube uno vet video vip vote watch win works you zero zip link page app name like hot home locker moe mobile phone photo place press review rocks run sap sas sbs scholarships schule science seat secure services sex silk sina singles ski skin sling smart smile sncf spa space srl store study suck surf systems taxi team tech tel tennis trust vision wed wow zone active audio able army aws band bank base best bid bike bingo bio black blue buy camp cam care cars case cash catering cern cool country courses credit cruise dating day deal degree delivery desi diamonds direct directory discount earth equipment estate expert express fan fast fire flights fly foundation frontier fund game games garden gives global gold google graphics green gripe guide hair health help host house ing ink institute int job kitchen land law lease legal life lighting limited limo loans lol`,
);
/** Endings of files and names in programs that are domains of small countries. */
const fileEndings = setOf(
  "py sh rs so md pm ps ml mm mo cc la vi sc ac st mk bz ms sl ci map cab mov zip bin cat app run rest",
);

/** First labels of names that are written from the other end: packages, D-Bus names. */
const reversed = setOf("com org net io java javax jakarta sun jdk kotlin scala akka");
const programmes = setOf(
  "os sys self this window document console process module exports math json re np pd socket subprocess string array",
);

/**
 * True for a fully qualified host name in running text. File names, packages, settings, fields of Falco and methods are none;
 * `domains` are those of the alert's own hosts.
 */
export function isHostName(name: string, domains: readonly string[]): boolean {
  const lower = name.toLowerCase();
  if (isPublicName(lower)) return false;
  if (domains.some((domain) => lower.endsWith(domain) || lower === domain.slice(1))) return true;
  const labels = lower.split(".");
  const last = labels.at(-1) ?? "";
  const first = labels[0] ?? "";
  if (!hasDomain(labels, last) || isKnownField(name)) return false;
  if (programmes.has(first) || /\.(?:h|c|am|ac|m4|make|pc|sh|py|conf|spec|xml|txt|desktop|service)\.in$/.test(lower))
    return false;
  return (
    !(reversed.has(first) && labels.length > 2 && !innerSuffixes.has(last)) && (labels.length > 2 || first.length > 1)
  );
}

/** A first look at the last label, since most words with dots are files and numbers. */
export function mayEndHost(label: string, domains: readonly string[]): boolean {
  return (
    strongDomains.has(label) ||
    (rareDomains.has(label) && !fileEndings.has(label)) ||
    innerSuffixes.has(label) ||
    weakDomains.has(label) ||
    domains.some((domain) => domain.endsWith(`.${label}`))
  );
}

function hasDomain(labels: readonly string[], last: string): boolean {
  const [first = ""] = labels;
  if (wordDomains.has(last) && labels.length === 2) return /[\d-]/.test(first) || first.length > 8;
  if (strongDomains.has(last)) return true;
  // `esx-4.tungsten.works` is a machine, `spark.task.cores` a setting.
  if (rareDomains.has(last)) return labels.length > 2 && isRareHost(first, last);
  if (innerSuffixes.has(last)) return last !== "svc" && last !== "test" ? true : labels.length > 2;
  return weakDomains.has(last) && labels.length > 2;
}

function isRareHost(first: string, last: string): boolean {
  if (last.length > 2 && !settingWords.has(last)) return first.length > 1;
  return !fileEndings.has(last) && /^[a-z]+[a-z0-9-]*\d[a-z0-9-]*$/.test(first);
}

/** True for a name with any domain of the world, where its place says that it may be a host: `rawdata.lol`, `nas.shop.works`. */
export function isHostWithDomain(name: string): boolean {
  if (!name.includes(".") || !isHostLike(name)) return false;
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  const last = bare.slice(bare.lastIndexOf(".") + 1).toLowerCase();
  if (isKnownField(bare) || /^\d/.test(last)) return false;
  return (
    strongDomains.has(last) ||
    weakDomains.has(last) ||
    innerSuffixes.has(last) ||
    (rareDomains.has(last) && !fileEndings.has(last))
  );
}

/** True for a name whose own form says it is a machine of a cloud: `ip-10-0-0-7`, `gke-prod-pool-1-a08e53cb-50qh`. */
export function isCloudNodeName(name: string): boolean {
  return cloudNode.test(name);
}

const cloudNode =
  /^(?:fargate-)?(?:ip-\d{1,3}(?:-\d{1,3}){3}|gke-[a-z0-9-]{3,60}-[0-9a-f]{8}-[a-z0-9]{4}|aks-[a-z0-9]{1,12}-\d{8}-vmss[0-9a-z]{6}|ec2-\d{1,3}(?:-\d{1,3}){3}|i-[0-9a-f]{8,17}|eks-[a-z0-9-]{3,60}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
