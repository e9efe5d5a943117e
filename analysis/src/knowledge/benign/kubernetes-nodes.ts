import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, inContainer, onHost, reading, writing } from "./examples.ts";
import { addresses, apiPorts, inside, serviceAccountFolders } from "./places.ts";
import { callsOf, connectsTo, readsOf, writesOf } from "./trust.ts";

/** What Kubernetes itself runs on every node. */

export const kubernetesNodePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "kubelet",
    activity: "The kubelet mounts volumes, enters name spaces and looks after its pods",
    distinguishing: [
      "The kubelet runs on the host from its package's path, started by systemd; its journal has the pod that it works for.",
      "It writes below /var/lib/kubelet, /etc/cni and /run, and mounts volumes there.",
      "A kubelet in another folder, or one that starts a shell, is not it.",
    ],
    explains: ["*"],
    programs: ["kubelet", "hyperkube", "k3s-server", "k3s-agent", "k3s", "rke2", "k0s", "microk8s"],
    executables: [
      "/usr/bin/kubelet",
      "/usr/local/bin/kubelet",
      "/opt/bin/kubelet",
      "/var/lib/rancher/k3s/data/",
      "/var/lib/rancher/rke2/bin/kubelet",
      "/usr/local/bin/k3s",
      "/snap/microk8s/",
      "/home/kubernetes/bin/kubelet",
    ],
    where: "host",
    startedBy: ["systemd", "init", "k3s-server", "k3s-agent", "k3s", "rke2", "kubelite", "supervisor"],
    tolerates: addresses,
    does: (facts) =>
      callsOf(facts, "setns", "unshare", "mount", "umount2", "bpf", "execve", "clone", "clone3", "setuid") ??
      writesOf(
        facts,
        "/var/lib/kubelet/",
        "/run/",
        "/var/run/",
        "/var/log/pods/",
        "/var/log/containers/",
        "/etc/kubernetes/",
        "/etc/cni/",
        "/etc/resolv.conf",
      ) ??
      readsOf(facts, "/var/lib/kubelet/", "/etc/kubernetes/", "/etc/passwd", "/proc/", "/sys/") ??
      connectsTo(facts, apiPorts, inside),
    and: "it looks after pods as the kubelet does",
    examples: {
      proven: [
        onHost("kubelet", "/usr/bin/kubelet", "systemd", {
          "evt.type": "setns",
          "proc.cmdline": "kubelet --config=/var/lib/kubelet/config.yaml",
        }),
      ],
      named: [onHost("kubelet", "", "systemd", reading("/etc/kubernetes/kubelet.conf"))],
      ignored: [
        onHost("kubelet", "/tmp/kubelet", "systemd", { "evt.type": "setns" }),
        onHost("kubelet", "/usr/bin/kubelet", "systemd", writing("/root/.ssh/authorized_keys")),
        inContainer("kubelet", "/usr/bin/kubelet", "sh", { "evt.type": "setns" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "kube-proxy",
    activity: "kube-proxy programs the node's packet filter",
    distinguishing: [
      "It talks to the API server and starts iptables, ip6tables, ipset or nft with their usual arguments.",
      "It runs in kube-system with the image of the cluster's version.",
    ],
    explains: ["*"],
    programs: ["kube-proxy"],
    executables: ["/usr/local/bin/kube-proxy", "/usr/bin/kube-proxy"],
    images: [
      "registry.k8s.io/kube-proxy",
      "k8s.gcr.io/kube-proxy",
      "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/kube-proxy",
      "mcr.microsoft.com/oss/kubernetes/kube-proxy",
    ],
    tolerates: addresses,
    does: (facts) =>
      connectsTo(facts, apiPorts, inside) ??
      readsOf(facts, ...serviceAccountFolders, "/var/lib/kube-proxy/", "/proc/sys/", "/sys/") ??
      callsOf(facts, "execve", "socket"),
    and: "the image is the cluster's own",
    examples: {
      proven: [
        inContainer("kube-proxy", "/usr/local/bin/kube-proxy", "containerd-shim", {
          ...connecting("10.0.0.5:40000->10.96.0.1:443"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "registry.k8s.io/kube-proxy",
        }),
      ],
      named: [
        inContainer(
          "kube-proxy",
          "/usr/local/bin/kube-proxy",
          "containerd-shim",
          connecting("10.0.0.5:40000->10.96.0.1:443"),
        ),
      ],
      ignored: [
        inContainer("kube-proxy", "/tmp/kube-proxy", "sh", connecting("10.0.0.5:40000->10.96.0.1:443")),
        inContainer(
          "kube-proxy",
          "/usr/local/bin/kube-proxy",
          "containerd-shim",
          connecting("10.0.0.5:40000->203.0.113.4:443"),
        ),
      ],
    },
  }),

  ordinaryActivity({
    id: "cni-plugin",
    activity: "A CNI plug-in connects a pod to the network",
    distinguishing: [
      "The runtime starts the plug-in from /opt/cni/bin each time a pod starts or ends.",
      "It enters the pod's network name space and writes below /var/lib/cni and /run only.",
      "A file in /opt/cni/bin that no DaemonSet or package put there runs as root on every start of a pod.",
    ],
    explains: ["*"],
    programs: [
      "bridge",
      "loopback",
      "portmap",
      "host-local",
      "calico",
      "calico-ipam",
      "cilium-cni",
      "flannel",
      "multus",
      "aws-cni",
      "azure-vnet",
      "ptp",
      "macvlan",
      "ipvlan",
      "tuning",
      "bandwidth",
      "firewall",
      "dhcp",
      "static",
      "weave-net",
      "antrea",
      "kube-ovn",
    ],
    executables: [
      "/opt/cni/bin/",
      "/usr/libexec/cni/",
      "/usr/lib/cni/",
      "/var/lib/rancher/k3s/data/",
      "/home/kubernetes/bin/",
    ],
    where: "host",
    startedBy: [
      "containerd",
      "dockerd",
      "crio",
      "kubelet",
      "cri-dockerd",
      "podman",
      "k3s-server",
      "k3s-agent",
      "calico",
      "multus",
      "multus-shim",
      "bridge",
      "flannel",
      "cilium-cni",
      "portmap",
    ],
    does: (facts) =>
      callsOf(facts, "setns", "unshare", "execve", "clone", "socket", "bpf", "mount") ??
      writesOf(facts, "/var/lib/cni/", "/run/", "/var/run/", "/var/log/calico/", "/etc/cni/net.d/") ??
      readsOf(facts, "/etc/cni/net.d/", "/var/lib/calico/", "/var/lib/cni/", "/run/"),
    and: "the runtime started it to connect a pod",
    examples: {
      proven: [
        onHost("bridge", "/opt/cni/bin/bridge", "containerd", { "evt.type": "setns" }),
        onHost("calico", "/opt/cni/bin/calico", "containerd", { "evt.type": "setns" }),
      ],
      named: [onHost("cilium-cni", "", "containerd", { "evt.type": "setns" })],
      ignored: [
        onHost("bridge", "/tmp/bridge", "containerd", { "evt.type": "setns" }),
        onHost("calico", "/opt/cni/bin/calico", "containerd", writing("/etc/cron.d/x")),
        inContainer("bridge", "/opt/cni/bin/bridge", "sh", { "evt.type": "setns" }),
      ],
    },
  }),
];
