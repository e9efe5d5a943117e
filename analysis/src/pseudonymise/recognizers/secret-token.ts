import type { Recognizer, Span } from "../recognizer.ts";
import { isWordAt, spansOf } from "../recognizer.ts";

/** Tokens by their documented prefix: gate word, then what the whole token looks like. Bounded, one class a run: linear. */
const kinds: readonly (readonly [gate: string, pattern: RegExp])[] = [
  ["eyJ", /eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g],
  ["AKIA", /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/g],
  ["ASIA", /ASIA[A-Z0-9]{16}/g],
  ["ghp_", /ghp_\w{20,255}/g],
  ["gho_", /gho_\w{20,255}/g],
  ["ghu_", /ghu_\w{20,255}/g],
  ["ghs_", /ghs_\w{20,255}/g],
  ["ghr_", /ghr_\w{20,255}/g],
  ["github_pat_", /github_pat_\w{20,255}/g],
  ["glpat-", /glpat-[\w-]{10,}/g],
  ["gldt-", /gldt-[\w-]{10,}/g],
  ["glrt-", /glrt-[\w-]{10,}/g],
  ["glcbt-", /glcbt-[\w-]{10,}/g],
  ["glptt-", /glptt-[\w-]{10,}/g],
  ["xox", /xox[abeoprs]-[\w-]{8,}/g],
  ["xapp-", /xapp-[\w-]{8,}/g],
  ["hooks.slack.com/", /hooks\.slack\.com\/(?:services|workflows)\/[\w/+-]{10,}/g],
  ["sk-", /sk-(?:ant-|proj-|svcacct-|admin-|or-)?[\w-]{16,}/g],
  ["sk_live_", /[sr]k_live_\w{10,}/g],
  ["rk_live_", /rk_live_\w{10,}/g],
  ["sk_test_", /sk_test_\w{10,}/g],
  ["rk_test_", /rk_test_\w{10,}/g],
  ["pk_live_", /pk_live_\w{10,}/g],
  ["whsec_", /whsec_[\w+/=]{10,}/g],
  ["AIza", /AIza[\w-]{30,}/g],
  ["ya29.", /ya29\.[\w-]{10,}/g],
  ["GOCSPX-", /GOCSPX-[\w-]{10,}/g],
  ["SG.", /SG\.[\w-]{16,}\.[\w-]{16,}/g],
  ["hvs.", /hvs\.[\w-]{10,}/g],
  ["hvb.", /hvb\.[\w-]{10,}/g],
  ["hvr.", /hvr\.[\w-]{10,}/g],
  ["s.", /(?<![\w.])s\.[A-Za-z0-9]{24}(?!\w)/g],
  ["npm_", /npm_\w{20,}/g],
  ["pypi-", /pypi-[\w-]{16,}/g],
  ["dckr_", /dckr_(?:pat|oat)_[\w-]{10,}/g],
  ["dop_v1_", /do[oprt]_v1_[a-f0-9]{20,}/g],
  ["doo_v1_", /doo_v1_[a-f0-9]{20,}/g],
  ["hf_", /hf_[A-Za-z0-9]{20,}/g],
  ["r8_", /r8_[A-Za-z0-9]{20,}/g],
  ["gsk_", /gsk_[A-Za-z0-9]{20,}/g],
  ["xai-", /xai-[A-Za-z0-9]{20,}/g],
  ["pplx-", /pplx-[A-Za-z0-9]{20,}/g],
  ["lin_api_", /lin_api_\w{16,}/g],
  ["secret_", /secret_[A-Za-z0-9]{30,}/g],
  ["ntn_", /ntn_[A-Za-z0-9]{20,}/g],
  ["shpat_", /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}/g],
  ["shpss_", /shpss_[a-fA-F0-9]{16,}/g],
  ["EAAC", /EAAC[\w]{20,}/g],
  ["sq0", /sq0[a-z]{3}-[\w-]{16,}/g],
  ["glc_", /glc_[\w+/=]{20,}/g],
  ["glsa_", /glsa_\w{20,}/g],
  ["eyJrIjoi", /eyJrIjoi[\w+/=]{20,}/g],
  ["NRAK-", /NRAK-[A-Z0-9]{20,}/g],
  ["NRII-", /NRII-[\w-]{20,}/g],
  ["ddapi", /ddapi\w{20,}/g],
  ["PMAK-", /PMAK-[\w-]{20,}/g],
  ["key-", /(?<!\w)key-[a-f0-9]{32}(?!\w)/g],
  ["SK", /(?<!\w)SK[a-f0-9]{32}(?!\w)/g],
  ["AC", /(?<!\w)AC[a-f0-9]{32}(?!\w)/g],
  ["tskey-", /tskey-[\w-]{10,}/g],
  ["AGE-SECRET-KEY-", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/g],
  ["atlasv1.", /\w{10,20}\.atlasv1\.[\w-]{20,}/g],
  ["dapi", /(?<!\w)dapi[a-f0-9]{32}(?:-\d)?(?!\w)/g],
  ["rubygems_", /rubygems_[a-f0-9]{20,}/g],
  ["cio", /(?<!\w)cio[A-Za-z0-9]{32}(?!\w)/g],
  ["figd_", /figd_[\w-]{20,}/g],
  ["pul-", /pul-[a-f0-9]{30,}/g],
  ["sntrys_", /sntrys_[\w+/=-]{20,}/g],
  ["sntryu_", /sntryu_[\w]{20,}/g],
  ["dp.pt.", /dp\.(?:pt|st|ct|sa|scim)\.[\w.-]{20,}/g],
  ["CCIPAT_", /CCIPAT_\w{16,}/g],
  ["ATATT3", /ATATT3[\w=-]{20,}/g],
  ["ATCTT3", /ATCTT3[\w=-]{20,}/g],
  ["ATBB", /ATBB[A-Za-z0-9]{20,}/g],
  ["v1.0-", /v1\.0-[a-f0-9]{24}-[a-f0-9]{64,}/g],
  ["sbp_", /sbp_[a-f0-9]{30,}/g],
  ["sb_secret_", /sb_secret_[\w-]{16,}/g],
  ["re_", /(?<!\w)re_[A-Za-z0-9]{8,}_[A-Za-z0-9]{10,}/g],
  ["rnd_", /rnd_[A-Za-z0-9]{20,}/g],
  ["vercel_", /vercel_\w{16,}/g],
  ["FlyV1 ", /FlyV1 fm[12]\w?_[\w+/=,-]{20,}/g],
  ["nfp_", /nfp_[A-Za-z0-9]{20,}/g],
  ["pscale_", /pscale_(?:tkn|oauth|pw)_[\w.-]{16,}/g],
  ["K10", /K10[a-f0-9]{20,}::server:[a-f0-9]{16,}/g],
  ["AccountKey=", /AccountKey=[\w+/=]{20,}/g],
  ["SharedAccessKey=", /SharedAccessKey=[\w+/=]{20,}/g],
  ["sig=", /(?<=[?&]sig=)[\w%+/=-]{16,}/g],
  ["X-Amz-Signature=", /(?<=X-Amz-Signature=)[a-f0-9]{32,}/g],
  ["$2", /\$2[abxy]?\$\d{2}\$[./A-Za-z0-9]{53}/g],
  ["$1$", /\$1\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{16,}/g],
  ["$5$", /\$5\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{20,}/g],
  ["$6$", /\$6\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{20,}/g],
  ["$y$", /\$y\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{1,90}\$[./A-Za-z0-9]{20,}/g],
  ["$argon2", /\$argon2(?:id?|d)\$v=\d{1,4}\$[\w=,]{1,60}\$[\w+/]{4,}\$[\w+/]{16,}/g],
  ["$apr1$", /\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{16,}/g],
  ["$P$", /\$P\$[./A-Za-z0-9]{20,}/g],
];

const privateKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const keyEnd = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** Tokens, keys and password hashes that show by themselves what they are. */
export const secretToken: Recognizer = {
  name: "secret-token",
  find(text) {
    const spans: Span[] = [];
    for (const [gate, pattern] of kinds) {
      if (!text.includes(gate)) continue;
      spans.push(
        ...spansOf(text, pattern, (_, start) =>
          isWordAt(text, start - 1) && isWordAt(text, start) ? null : "REDACTED",
        ),
      );
    }
    if (text.includes("PRIVATE KEY")) spans.push(...privateKeys(text));
    return spans;
  },
  examples: {
    found: [
      [
        "curl -H Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaXJhIn0.c2lnbmF0dXJl x",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaXJhIn0.c2lnbmF0dXJl",
      ],
      ["AWS_ACCESS_KEY_ID=AKIAQQQQQQQQQQQQQQQQ", "AKIAQQQQQQQQQQQQQQQQ"],
      ["git clone https://ghp_0000000000000000000000000000000000aa@x", "ghp_0000000000000000000000000000000000aa"],
      [
        "root:$6$saltsalt$0123456789012345678901234567890123456789:19",
        "$6$saltsalt$0123456789012345678901234567890123456789",
      ],
      ["vault login hvs.CAESIAAAAAAAAAAAAAAAA", "hvs.CAESIAAAAAAAAAAAAAAAA"],
    ],
    ignored: [
      "eyJ",
      "sk-learn",
      "task-force-one-two-three-four",
      "AKIA is a prefix",
      "$6$",
      "npm_config_registry",
      "s.txt",
      "-----BEGIN PUBLIC KEY-----",
    ],
  },
};

/** From the opening line to the closing one, or to the end of what is there. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(privateKey)) {
    keyEnd.lastIndex = match.index;
    const end = keyEnd.exec(text);
    const last = end ? end.index + end[0].length : text.length;
    if ((spans.at(-1)?.end ?? 0) <= match.index) spans.push({ start: match.index, end: last, type: "REDACTED" });
  }
  return spans;
}
