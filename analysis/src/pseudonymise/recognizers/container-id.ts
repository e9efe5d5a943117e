import { lowerHexDigits, runsOf } from "../char-runs.ts";
import { gateOf } from "../gates.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isWordAt, spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

const digest =
  /(?:sha\d{3}|md5|blake3)[:=/~-]$|(?:commit|rev|git|sha|tag|digest|checksum|trace|span|color|blob)(?:[ =:/-]|"?[ ]?[=:] ?"?)$/;
/** What runtimes put in front of an id in paths of cgroups, sockets and state: there an id may have any length. */
const runtime =
  /(?:\/docker\/|\/(?:containers|sandboxes|moby|k8s\.io|libpod|lxc|crio|overlay-containers|ecs)\/|(?:docker|libpod|crio|cri-containerd|containerd|crio-conmon|cri-o)[-:](?:\/\/)?)([0-9a-f]{6,64})(?![0-9a-zA-Z])/dg;
const runtimeGate = gateOf([
  "docker",
  "containe",
  "libpod",
  "crio",
  "cri-o",
  "sandboxes",
  "moby",
  "k8s.io",
  "lxc",
  "/ecs/",
]);

/** Container ids: 64 or 12 hexadecimal digits that stand alone, other lengths where their place says so. Digests, git hashes (40) and trace ids (16, 32) stay. */
export const containerId: Recognizer = {
  name: "container-id",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    for (const word of scan.longWords()) {
      if (word.digits === 0 || word.lower === 0) continue;
      for (const { start, end } of runsOf(text, lowerHexDigits, 12, word.start, word.end))
        if (isId(text, text.slice(start, end), start)) spans.push({ start, end, type: "CONTAINER" });
    }
    if (scan.passes(runtimeGate)) spans.push(...spansOf(text, runtime, () => "CONTAINER", true));
    return [...spans, ...ofPairs(scan)];
  },
  examples: {
    found: [
      ["container_id=4f2b8c1d9e07 x", "4f2b8c1d9e07"],
      [
        "docker-4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd.scope",
        "4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd",
      ],
      ["/docker/4f2b8c1d9e07f/x", "4f2b8c1d9e07f"],
      ["container_id=012345678901", "012345678901"],
      ["/sys/fs/cgroup/memory/ecs/4f2b8c1d9e074f2b8c1d9e074f2b8c1d/x", "4f2b8c1d9e074f2b8c1d9e074f2b8c1d"],
    ],
    ignored: [
      "sha256:4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd",
      "/blobs/sha256/4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd",
      "123456789012",
      "abcdefabcdef",
      "4f2b8c1d-9e07-4f2b-8c1d-9e074f2b8c1d",
      "commit 4f2b8c1d9e07",
      'image.tag="4f2b8c1d9e07"',
      "container_id=host",
      "0x4f2b8c1d9e07",
      "4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd  x.tar.gz",
      "image=registry.quince.lan/apps/etl:4f2b8c1d9e07",
      'checksum = "4f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e074f2b8c1d9e07abcd"',
    ],
  },
};

function isId(text: string, value: string, start: number): boolean {
  if (value.length !== 64 && value.length !== 12) return false;
  if (isWordAt(text, start + value.length) || !/[a-f]/.test(value) || !/\d/.test(value)) return false;
  // `_` joins words: `k8s_app_4f2b8c1d9e07`.
  if (isWordAt(text, start - 1) && text.charAt(start - 1) !== "_") return false;
  if (digest.test(text.slice(Math.max(0, start - 12), start).toLowerCase())) return false;
  // A tag of an image.
  if (value.length === 12 && /[\w-]\/[\w.-]{1,64}:$/.test(text.slice(Math.max(0, start - 80), start))) return false;
  // What `sha256sum` prints: two spaces and a file.
  if (value.length === 64 && /^(?: {2}| \*)[\w./-]/.test(text.slice(start + 64, start + 67))) return false;
  // A longer identifier with dashes (a UUID's last group) is none.
  return !(value.length === 12 && /[0-9a-f]{4}-$/.test(text.slice(Math.max(0, start - 5), start)));
}

function ofPairs({ text, pairs }: TextScan): Span[] {
  return pairs().flatMap(({ role, start, end }) =>
    role === "container" && /^[0-9a-f]{6,64}$/.test(text.slice(start, Math.min(end, start + 65)))
      ? [{ start, end, type: "CONTAINER" as const }]
      : [],
  );
}
