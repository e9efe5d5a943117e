import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { readsFile } from "./sensitive-files.ts";

/** Reading the credentials of clouds and clusters from files. */

const cloud =
  /(?:\.aws\/(?:credentials|config|sso\/[\w./-]*|cli\/cache\/[\w./-]*)|\.config\/gcloud(?:\/[\w./-]*)?|application_default_credentials\.json|\.azure\/(?:accessTokens\.json|azureProfile\.json|msal_token_cache[\w.]*|service_principal_entries[\w.]*)|\.boto|\.oci\/config|\.oci\/[\w-]+\.pem|\.aliyun\/config\.json|\.config\/doctl\/config\.yaml|\.config\/hcloud\/cli\.toml|\.terraform\.d\/credentials\.tfrc\.json|\.config\/linode-cli|terraform\.tfstate|\.s3cfg|\.config\/rclone\/rclone\.conf)(?![\w-])/;

const kubernetes =
  /(?:\.kube\/(?:config|cache)|etc\/kubernetes\/(?:super-admin|admin|kubelet|controller-manager|scheduler)\.conf|var\/lib\/kubelet\/(?:kubeconfig|bootstrap-kubeconfig|pki\/[\w.-]+|config\.yaml)|k3s\.yaml|\.minikube\/[\w./-]+\.key|kubeconfig(?:\.ya?ml)?)(?![\w-])/;

const serviceAccount =
  /(?:\/var)?\/run\/secrets\/(?:kubernetes\.io|eks\.amazonaws\.com)\/serviceaccount(?:\/[\w./-]*)?|\/var\/lib\/kubelet\/pods\/[\w./~-]+\/token/;

const cloudTools = new Set([
  "aws",
  "gcloud",
  "gsutil",
  "bq",
  "az",
  "oci",
  "aliyun",
  "doctl",
  "terraform",
  "hcloud",
  "linode-cli",
  "s3cmd",
  "rclone",
  "aws_completer",
  "eksctl",
  "pulumi",
]);

const kubernetesTools = new Set([
  "kubectl",
  "kubelet",
  "kubeadm",
  "helm",
  "k9s",
  "k3s",
  "k3s-server",
  "kube-controller",
  "kube-scheduler",
  "kube-apiserver",
  "kube-proxy",
  "oc",
  "minikube",
  "kind",
  "argocd",
  "flux",
  "terraform",
  "kubectx",
  "kubens",
]);

export const readsCloudCredentials: Indicator = {
  id: "reads-cloud-credentials",
  behaviour: "reads the credentials of a cloud account from a file",
  meaning: "Whoever holds them acts in the cloud account from anywhere, long after this host is cleaned.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers", "IaaS"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(
    [
      ".aws/",
      "gcloud",
      "default_credentials",
      ".azure/",
      ".boto",
      ".oci/",
      ".aliyun",
      "doctl",
      "hcloud",
      ".terraform",
      "linode-cli",
      "tfstate",
      ".s3cfg",
      "rclone.conf",
    ],
    readsFile(cloud, cloudTools),
  ),
  examples: {
    found: [
      opened("/root/.aws/credentials", "cat /root/.aws/credentials", inContainer),
      ran("sh -c cat ~/.aws/credentials ~/.config/gcloud/credentials.db"),
      ran("base64 /home/dev/.config/gcloud/application_default_credentials.json"),
    ],
    ignored: [
      ran("aws s3 ls"),
      opened("/root/.aws/credentials", "aws sts get-caller-identity", { "proc.name": "aws" }),
      ran("ls -la /root/.aws/credentials"),
      ran("cat /usr/share/doc/aws/credentials.md"),
    ],
  },
};

export const readsKubernetesCredentials: Indicator = {
  id: "reads-kubernetes-credentials",
  behaviour: "reads the credentials of a Kubernetes cluster from a file",
  meaning: "An admin kubeconfig or a kubelet's key is the whole cluster, or every pod of this node.",
  technique: "T1552.001",
  tactic: "credential-access",
  alsoTechniques: ["T1552.007"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(
    [".kube/", "/etc/kubernetes/", "/var/lib/kubelet/", "k3s.yaml", ".minikube", "kubeconfig"],
    readsFile(kubernetes, kubernetesTools),
  ),
  examples: {
    found: [
      opened("/root/.kube/config", "cat /root/.kube/config", onHost),
      ran("cp /host/etc/kubernetes/admin.conf /tmp/a", inContainer),
      ran("cat /etc/rancher/k3s/k3s.yaml", onHost),
    ],
    ignored: [
      opened("/root/.kube/config", "kubectl get pods", { "proc.name": "kubectl" }),
      ran("ls /etc/kubernetes/admin.conf"),
      ran("cat /etc/kubernetes/manifests/kube-apiserver.yaml"),
    ],
  },
};

export const readsServiceAccountToken: Indicator = {
  id: "reads-service-account-token",
  behaviour: "reads the pod's service account token",
  meaning: "With the token the API server takes any process for the pod, with all that its role may do.",
  technique: "T1528",
  tactic: "credential-access",
  alsoTechniques: ["T1552.001", "T1552.007"],
  severity: "high",
  certainty: "likely",
  platforms: ["Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1528/",
  match: gated(
    ["secrets/kubernetes.io/serviceaccount", "eks.amazonaws.com/serviceaccount", "/var/lib/kubelet/pods/"],
    (facts) => (facts.eventType === "container" ? null : readsFile(serviceAccount)(facts)),
  ),
  examples: {
    found: [
      opened(
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "cat /var/run/secrets/kubernetes.io/serviceaccount/token",
        inContainer,
      ),
      ran("sh -c TOKEN=$(cat /run/secrets/kubernetes.io/serviceaccount/token); echo $TOKEN", inContainer),
    ],
    ignored: [
      ran("ls /var/run/secrets/kubernetes.io/serviceaccount", inContainer),
      {
        "evt.type": "container",
        "proc.cmdline": "nginx -g daemon off;",
        "container.mounts":
          "/var/lib/kubelet/pods/1/volumes/kubernetes.io~projected/t:/var/run/secrets/kubernetes.io/serviceaccount:ro:false:rprivate",
        ...inContainer,
      },
    ],
  },
};
