import type { Indicator } from "../../indicator.ts";
import { audit, fieldWith, requested } from "./audit-events.ts";

/** Pods judged by the image that they run. */

const pod = { ...audit, technique: "T1610", tactic: "execution", alsoTechniques: ["T1611"] } as const;

const created = {
  "ka.verb": "create",
  "ka.target.resource": "pods",
  "ka.resp.name": "x",
  "ka.target.namespace": "shop",
};

const minerImage = /(?:xmrig|xmr-|monero|minerd|cryptonight|ethminer|nicehash|kinsing|c3pool)[^\s(),]{0,80}/i;
const oddRegistry = /(?:^|[\s(,])(\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\/[^\s(),]{1,120})/;
export const createsPodOfMinerImage: Indicator = {
  ...pod,
  id: "creates-pod-of-miner-image",
  behaviour: "created a pod of an image that mines cryptocurrency",
  meaning: "Somebody else pays for what it computes.",
  technique: "T1496.001",
  tactic: "impact",
  alsoTechniques: ["T1610", "T1204.003"],
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1496/001/",
  keywords: ["xmr", "monero", "miner", "nicehash", "kinsing", "c3pool", "cryptonight"],
  match: (facts) =>
    fieldWith(facts, minerImage, "ka.req.pod.containers.image", "ka.req.pod.containers.image.repository"),
  examples: {
    found: [
      requested({ ...created, "ka.req.pod.containers.image": "docker.io/x/xmrig:latest" }),
      requested({ ...created, "ka.req.pod.containers.image": "203.0.113.9/monero-miner" }),
    ],
    ignored: [
      requested({ ...created, "ka.req.pod.containers.image": "nginx" }),
      requested({ ...created, "ka.resp.name": "process-mining", "ka.req.pod.containers.image": "celonis/app" }),
    ],
  },
};

export const createsPodOfOddRegistry: Indicator = {
  ...pod,
  id: "creates-pod-of-odd-registry",
  behaviour: "created a pod of an image from a bare address, or one that the rule does not allow",
  meaning: "An image of one's own brings its tools along, past everything that checks the usual registry.",
  technique: "T1204.003",
  tactic: "execution",
  alsoTechniques: ["T1610"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1204/003/",
  match(facts) {
    const image = fieldWith(
      facts,
      oddRegistry,
      "ka.req.pod.containers.image",
      "ka.req.pod.containers.image.repository",
    );
    return image === null ? null : image.replace(/^[\s(,]/, "");
  },
  examples: {
    found: [
      requested({ ...created, "ka.req.pod.containers.image": "203.0.113.9:5000/tool:1" }),
      requested({ ...created, "ka.req.pod.containers.image": "nginx,198.51.100.4/x" }),
    ],
    ignored: [
      requested({ ...created, "ka.req.pod.containers.image": "registry.example.net/shop:1.2.3" }),
      requested({ ...created, "ka.req.pod.containers.image": "nginx:1.25.3" }),
    ],
  },
};
