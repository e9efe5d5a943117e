/** Programs that command containers. */

export const engines = new Set(["docker", "podman", "nerdctl", "crictl", "ctr", "docker-compose", "lxc"]);

export const clusterTools = new Set([
  "kubectl",
  "oc",
  "helm",
  "k9s",
  "kubeadm",
  "kubelet",
  "k3s",
  "istioctl",
  "argocd",
  "flux",
]);
