import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Repositories of code: who sees them, who may write, what runs in them. */

const code = { ...service, platforms: ["SaaS"] } as const;

export const publishesRepository: Indicator = {
  ...code,
  id: "publishes-repository",
  behaviour: "reports that a private repository was made public",
  meaning: "Everybody reads its code and whatever secrets its history holds, and copies are made within minutes.",
  technique: "T1213.003",
  tactic: "collection",
  alsoTechniques: ["T1567"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1213/003/",
  ...reported(["repository.publicized"], ["from private to public", "repository was made public"]),
  examples: {
    found: [
      called("github", { "github.type": "repository", "github.action": "publicized", "github.repo": "acme/shop" }),
      called("github", { "github.type": "repository", "github.action": "publicized", "github.user": "anna" }),
    ],
    ignored: [
      called("github", { "github.type": "repository", "github.action": "privatized", "github.repo": "acme/shop" }),
      called("github", { "github.type": "push", "github.repo": "acme/publicized" }),
    ],
  },
};

export const changesRepository: Indicator = {
  ...code,
  id: "changes-repository",
  behaviour: "reports a repository that was made, deleted or hidden",
  meaning: "Mostly daily work; a deleted repository can also be lost work, a new public one a leak.",
  technique: "T1213.003",
  tactic: "collection",
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1213/003/",
  ...reported(
    ["repository.created", "repository.deleted", "repository.privatized"],
    ["repository was created", "repository was deleted", "from public to private"],
  ),
  examples: {
    found: [
      called("github", { "github.type": "repository", "github.action": "deleted", "github.repo": "acme/shop" }),
      called("github", { "github.type": "repository", "github.action": "created", "github.repo": "acme/new" }),
    ],
    ignored: [
      called("github", { "github.type": "push", "github.repo": "acme/shop" }),
      called("github", { "github.type": "deploy_key", "github.action": "created" }),
    ],
  },
};

export const commitsSecret: Indicator = {
  ...code,
  id: "commits-secret",
  behaviour: "reports that a secret was pushed into a repository",
  meaning: "Whoever may read the repository, now or later, has the secret; taking the commit back does not help.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["SaaS", "IaaS", "Linux"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  keywords: ["secrets"],
  match(facts) {
    const kind = facts.field("github.diff.committed_secrets.desc") ?? facts.field("secret_types");
    if (kind !== null) return kind.slice(0, 200);
    if (facts.field("github.diff.has_secrets") === "true") return facts.field("github.repo") ?? "true";
    return pushed.match(facts);
  },
  examples: {
    found: [
      called("github", { "github.type": "push", "github.diff.committed_secrets.desc": "AWS Access Key" }),
      called("github", { "github.type": "push", "github.diff.has_secrets": "true", "github.repo": "acme/shop" }),
    ],
    ignored: [
      called("github", { "github.type": "push", "github.diff.has_secrets": "false", "github.repo": "acme/shop" }),
      called("github", { "github.type": "push", "github.repo": "acme/secrets" }),
    ],
  },
};

const pushed = reported([], ["secrets were pushed", "secret was committed", "secrets were committed"]);

export const minesInWorkflow: Indicator = {
  ...code,
  id: "mines-in-workflow",
  behaviour: "reports a workflow that mines cryptocurrency",
  meaning: "Somebody uses the build machines to compute for them, mostly by way of a pull request.",
  technique: "T1496",
  tactic: "impact",
  alsoTechniques: ["T1677"],
  severity: "high",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1496/",
  keywords: ["miner"],
  match(facts) {
    if (facts.field("github.workflow.has_miners") === "true") return facts.field("github.workflow.filename") ?? "true";
    return workflow.match(facts);
  },
  examples: {
    found: [
      called("github", { "github.type": "workflow_run", "github.workflow.has_miners": "true" }),
      called("github", {
        "github.type": "workflow_run",
        "github.workflow.has_miners": true,
        "github.workflow.filename": ".github/workflows/ci.yml",
      }),
    ],
    ignored: [
      called("github", { "github.type": "workflow_run", "github.workflow.has_miners": "false" }),
      called("github", { "github.type": "push", "github.repo": "acme/data-miner" }),
    ],
  },
};

const workflow = reported([], ["containing crypto miners", "workflow with miners", "action with miners"]);

export const addsRepositoryKey: Indicator = {
  ...code,
  id: "adds-repository-key",
  behaviour: "reports a new deploy key of a repository",
  meaning: "It reads, and mostly writes, the code for as long as nobody removes it, whoever leaves.",
  technique: "T1098.001",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/001/",
  ...reported(["deploy_key.created"], ["deploy key was created", "deploy key was added"]),
  examples: {
    found: [
      called("github", { "github.type": "deploy_key", "github.action": "created", "github.repo": "acme/shop" }),
      called("github", { "github.type": "deploy_key", "github.action": "created", "github.user": "anna" }),
    ],
    ignored: [
      called("github", { "github.type": "deploy_key", "github.action": "deleted", "github.repo": "acme/shop" }),
      called("github", { "github.type": "push", "github.repo": "acme/shop" }),
    ],
  },
};

export const addsCollaborator: Indicator = {
  ...code,
  id: "adds-collaborator",
  behaviour: "reports that somebody was given access to a repository, or was taken off it",
  meaning: "A stranger among the collaborators changes the code that everybody runs.",
  technique: "T1098.003",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/003/",
  ...reported(
    ["member.added", "member.edited", "member.removed"],
    ["collaborator was added", "collaborator was removed"],
  ),
  examples: {
    found: [
      called("github", { "github.type": "member", "github.action": "added", "github.collaborator.name": "x" }),
      called("github", { "github.type": "member", "github.action": "removed", "github.collaborator.name": "x" }),
    ],
    ignored: [
      called("github", { "github.type": "star", "github.action": "created" }),
      called("github", { "github.type": "issues", "github.action": "opened" }),
    ],
  },
};
