import type { Indicator } from "../../indicator.ts";
import { called, phraseIn, service } from "./cloud-events.ts";

/** The hooks by which a code host tells others what happens. */

export const removesRepositoryHook: Indicator = {
  ...service,
  id: "removes-repository-hook",
  behaviour: "reports that the hook was removed by which a repository's events are watched",
  meaning:
    "From then on nobody is told of keys, collaborators and pushed secrets; a repository that moves loses it too.",
  technique: "T1562.008",
  tactic: "defense-evasion",
  severity: "medium",
  certainty: "weak",
  platforms: ["SaaS"],
  source: "https://docs.github.com/en/webhooks/webhook-events-and-payloads#meta",
  keywords: ["meta", "webhook"],
  match(facts) {
    if (facts.field("github.type") === "meta" && facts.field("github.action") === "deleted") return "deleted";
    return facts.family === "plugin" ? phraseIn(facts, ["webhook was deleted", "webhook was removed"]) : null;
  },
  examples: {
    found: [
      called("github", { "github.type": "meta", "github.action": "deleted", "github.repo": "acme/shop" }),
      called("github", { "github.type": "meta", "github.action": "deleted", "github.user": "anna" }),
    ],
    ignored: [
      called("github", { "github.type": "repository", "github.action": "deleted", "github.repo": "acme/meta" }),
      called("github", { "github.type": "push", "github.repo": "acme/webhook" }),
    ],
  },
};
