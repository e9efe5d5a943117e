import type { Indicator } from "../../indicator.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { behind } from "../gates.ts";

/** Credentials that the cloud hands out to its machines. */

const metadataNames = [
  "169.254.169.254",
  "169.254.170.2",
  "metadata.google.internal",
  "100.100.100.200",
  "fd00:ec2::254",
  "metadata.azure",
  "2852039166",
  "0xa9fea9fe",
  "[::ffff:169.254.169.254]",
];

const credentialPaths = [
  "iam/security-credentials",
  "service-accounts/",
  "/identity/oauth2/token",
  "ram/security-credentials",
  "ec2/security-credentials",
  "credential_provider",
  "/v2/credentials",
  "user-data",
  "kube-env",
  "computemetadata/v1/instance/attributes",
];

const metadataName = needles(metadataNames);

const credentialPath = needles(credentialPaths);

export const fetchesInstanceCredentials: Indicator = {
  id: "fetches-instance-credentials",
  behaviour: "asks the cloud's metadata service for the machine's own credentials",
  meaning: "The keys work from anywhere until they expire, with all rights that the machine's role has.",
  technique: "T1552.005",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["IaaS"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/005/",
  match: behind(credentialPath.gate, (facts) => {
    const path = credentialPath(facts);
    return path === null || metadataName(facts) === null ? null : path;
  }),
  examples: {
    found: [
      ran("curl http://169.254.169.254/latest/meta-data/iam/security-credentials/web", inContainer),
      ran(
        "wget -qO- --header Metadata-Flavor:Google http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token",
        inContainer,
      ),
    ],
    ignored: [
      ran("curl http://169.254.169.254/latest/meta-data/instance-type"),
      ran("curl https://docs.example.com/iam/security-credentials"),
    ],
  },
};

export const contactsMetadataService: Indicator = {
  id: "contacts-metadata-service",
  behaviour: "talks to the cloud's instance metadata service",
  meaning: "The service gives whoever asks from inside the identity and the credentials of the machine.",
  technique: "T1552.005",
  tactic: "credential-access",
  alsoTechniques: ["T1580"],
  severity: "high",
  certainty: "weak",
  platforms: ["IaaS"],
  families: ["syscall", "plugin"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: behind({ ...metadataName.gate, needs: ["connection"] }, (facts) => {
    if (facts.container.where === "host" && facts.connection !== null) return null;
    if (facts.connection?.remoteClass === "metadata") return facts.connection.remoteAddress;
    return metadataName(facts);
  }),
  examples: {
    found: [
      connected("10.0.4.7:51234->169.254.169.254:80", "python3 app.py", inContainer),
      ran("curl -s http://169.254.169.254/latest/meta-data/", inContainer),
    ],
    ignored: [
      connected("10.0.4.7:51234->169.254.25.10:53", "python3 app.py", inContainer),
      connected("10.0.4.7:40000->169.254.169.254:80", "amazon-ssm-agent", onHost),
    ],
  },
};
