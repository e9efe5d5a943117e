import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";

/** Asking an API what an account may do and what there is. */

const reviewKinds = new Set(["selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"]);

export const asksOwnKubernetesRights: Indicator = {
  id: "asks-own-kubernetes-rights",
  behaviour: "asks the API server what its account may do",
  meaning: "Workloads know what they may; somebody with a stolen token has to ask.",
  technique: "T1613",
  tactic: "discovery",
  alsoTechniques: ["T1069", "T1087"],
  severity: "medium",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["k8s_audit"],
  source: "https://attack.mitre.org/techniques/T1613/",
  match: gated(["subjectaccessreviews", "subjectrulesreviews"], ({ kubernetes, field }) => {
    const { resource, verb, user } = kubernetes;
    if (resource === null || !reviewKinds.has(resource) || (verb !== null && verb !== "create")) return null;
    // Controllers review what others may do; that is their work.
    if (resource === "subjectaccessreviews" && user?.startsWith("system:") && !user.startsWith("system:anonymous"))
      return null;
    return field("ka.target.resource");
  }),
  examples: {
    found: [
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "selfsubjectrulesreviews",
        "ka.user.name": "system:serviceaccount:shop:web",
      },
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "selfsubjectaccessreviews",
        "ka.user.name": "dev@example.com",
      },
    ],
    ignored: [
      {
        _source: "k8s_audit",
        "ka.verb": "create",
        "ka.target.resource": "subjectaccessreviews",
        "ka.user.name": "system:kube-controller-manager",
      },
      { _source: "k8s_audit", "ka.verb": "get", "ka.target.resource": "pods", "ka.user.name": "dev@example.com" },
    ],
  },
};

export const listsCloudAccount: Indicator = {
  id: "lists-cloud-account",
  behaviour: "lists what there is in the cloud account and who it is there",
  meaning: "With keys that were found, this shows what they open.",
  technique: "T1580",
  tactic: "discovery",
  alsoTechniques: ["T1526", "T1087.004", "T1619"],
  severity: "medium",
  certainty: "weak",
  platforms: ["IaaS"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1580/",
  match: calls(
    new Set(["aws", "gcloud", "az", "pacu", "scoutsuite", "prowler", "cloudfox", "enumerate-iam"]),
    (call) => {
      const text = argumentText(call);
      return (
        /get-caller-identity|\bdescribe-|\blist-|\bs3 ls|projects list|instances list|account (?:list|show)|get-iam-policy|vm list|role assignment list|auth list/.test(
          text,
        ) || !["aws", "gcloud", "az"].includes(call.program)
      );
    },
  ),
  examples: {
    found: [
      ran("aws sts get-caller-identity", inContainer),
      ran("aws iam list-users"),
      ran("gcloud projects list"),
      ran("az vm list"),
    ],
    ignored: [ran("aws s3 cp a s3://b/"), ran("gcloud auth login"), ran("az login")],
  },
};
