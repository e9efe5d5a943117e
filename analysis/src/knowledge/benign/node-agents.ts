import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, executing, inContainer } from "./examples.ts";
import { addresses, apiPorts, inside, serviceAccountFolders } from "./places.ts";
import { callsOf, connectsTo, readsOf, writesOf } from "./trust.ts";

/** Agents of a cluster that reach for their node. */

export const nodeAgentPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "cluster-network-agent",
    activity: "The agent of the cluster's network (Calico, Cilium, Flannel, kindnet, MetalLB) does its work",
    distinguishing: [
      "It is a pod of a DaemonSet in kube-system or the network's own name space, one on every node.",
      "Packet sockets, eBPF programs, name spaces and the API server are its tools.",
      "The same from an application's pod, or from an image under another name, is an escape or a sniffer.",
    ],
    explains: ["*"],
    programs: [
      "calico-node",
      "bird",
      "bird6",
      "felix",
      "cilium-agent",
      "cilium",
      "cilium-operator",
      "flanneld",
      "kindnetd",
      "speaker",
      "multus",
      "weaver",
      "antrea-agent",
      "aws-k8s-agent",
      "ovs-vswitchd",
      "kube-router",
      "install-cni",
      "install",
      "calico-typha",
      "kube-controllers",
    ],
    executables: [
      "/usr/bin/calico-node",
      "/usr/bin/cilium-agent",
      "/opt/bin/flanneld",
      "/bin/kindnetd",
      "/speaker",
      "/usr/src/multus-cni/bin/",
      "/opt/cni/bin/install",
      "/opt/cni/bin/calico",
      "/usr/bin/kube-controllers",
      "/code/calico-typha",
      "/usr/bin/cilium-operator-generic",
      "/app/aws-k8s-agent",
    ],
    where: "container",
    images: [
      "quay.io/calico/node",
      "calico/node",
      "quay.io/calico/cni",
      "calico/cni",
      "quay.io/calico/kube-controllers",
      "calico/kube-controllers",
      "quay.io/calico/typha",
      "calico/typha",
      "quay.io/cilium/cilium",
      "quay.io/cilium/operator-generic",
      "flannel/flannel",
      "ghcr.io/flannel-io/flannel",
      "rancher/mirrored-flannelcni-flannel",
      "kindest/kindnetd",
      "quay.io/metallb/speaker",
      "ghcr.io/k8snetworkplumbingwg/multus-cni",
      "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni",
    ],
    tolerates: addresses,
    does: (facts) =>
      callsOf(facts, "setns", "socket", "bpf", "unshare", "mount", "execve", "clone", "capset") ??
      connectsTo(facts, [...apiPorts, 179, 4240, 4244, 5473, 7946, 53], inside) ??
      readsOf(
        facts,
        ...serviceAccountFolders,
        "/proc/",
        "/sys/",
        "/etc/calico/",
        "/host/etc/cni/net.d/",
        "/var/lib/",
      ) ??
      writesOf(
        facts,
        "/host/opt/cni/bin/",
        "/host/etc/cni/net.d/",
        "/etc/cni/net.d/",
        "/etc/calico/",
        "/run/",
        "/var/run/",
        "/var/lib/",
      ),
    and: "the image is that of the cluster's network",
    examples: {
      proven: [
        inContainer("speaker", "/speaker", "containerd-shim", {
          "evt.type": "socket",
          "evt.args": "domain=17(AF_PACKET) type=3 proto=3",
          "evt.arg.flags": "",
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "quay.io/metallb/speaker",
        }),
      ],
      named: [
        inContainer("calico-node", "/usr/bin/calico-node", "runsvdir", connecting("10.0.0.4:40000->10.96.0.1:443")),
      ],
      ignored: [
        inContainer("calico-node", "/tmp/calico-node", "sh", { "evt.type": "socket" }),
        inContainer("calico-node", "/usr/bin/calico-node", "sh", {
          "evt.type": "setns",
          "proc.is_exe_upper_layer": true,
        }),
        inContainer("calico-node", "/usr/bin/python3.11", "sh", { "evt.type": "socket" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "node-maintenance-agent",
    activity:
      "A maintenance agent (kured, kops, node shell of the platform) enters the host's name spaces to look after the node",
    distinguishing: [
      "The agent's pod belongs to the platform, and the command is the same small one each time (is a restart needed, how is the kubelet).",
      "nsenter with a shell, or with another command than before, is what an escape looks like.",
    ],
    explains: ["*"],
    programs: ["nsenter"],
    executables: [],
    where: "container",
    does: (facts) => (isMaintenance(facts) ? callsOf(facts, "setns", "execve") : null),
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer("nsenter", "/usr/bin/nsenter", "kured", {
          "evt.type": "setns",
          "proc.cmdline": "nsenter -m/proc/1/ns/mnt -- test -f /var/run/reboot-required",
          "container.image.repository": "ghcr.io/kubereboot/kured",
        }),
      ],
      ignored: [
        inContainer("nsenter", "/usr/bin/nsenter", "kured", {
          "evt.type": "setns",
          "proc.cmdline": "nsenter -m/proc/1/ns/mnt -- bash",
        }),
        inContainer("nsenter", "/usr/bin/nsenter", "bash", {
          "evt.type": "setns",
          "proc.cmdline": "nsenter -t 1 -m -u -i -n sh",
        }),
        inContainer("nsenter", "/tmp/nsenter", "kured", {
          "evt.type": "setns",
          "proc.cmdline": "nsenter -m/proc/1/ns/mnt -- test -f /x",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "storage-driver",
    activity: "A storage driver (CSI) mounts volumes",
    distinguishing: [
      "A volume is attached to a pod on that node in the same second (`kubectl get volumeattachments`).",
      "The pod is the driver's own in its name space; application pods mount nothing themselves.",
    ],
    explains: ["*"],
    programs: [
      "mount",
      "umount",
      "csi-node-driver",
      "csi-node-driver-registrar",
      "livenessprobe",
      "rbdplugin",
      "cephcsi",
      "aws-ebs-csi-driver",
      "aws-efs-csi-driver",
      "longhorn-manager",
      "longhorn",
      "mount.nfs",
      "mkfs.ext4",
      "nfsplugin",
      "blobplugin",
      "azurediskplugin",
      "azurefileplugin",
      "gce-pd-csi-driver",
    ],
    executables: [],
    where: "container",
    does: (facts) =>
      /\/var\/lib\/(?:kubelet|longhorn)\//.test(facts.process.command.text.slice(0, 2_000)) ||
      facts.process.name !== "mount"
        ? (callsOf(facts, "execve", "mount", "umount2", "setns") ??
          readsOf(facts, "/dev/") ??
          writesOf(facts, "/var/lib/kubelet/", "/dev/", "/csi/"))
        : null,
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer(
          "mount",
          "/usr/bin/mount",
          "aws-ebs-csi-dri",
          executing(
            "mount -t ext4 -o defaults /dev/nvme1n1 /var/lib/kubelet/plugins/kubernetes.io/csi/pv/pv-1/globalmount",
          ),
        ),
      ],
      ignored: [
        inContainer("mount", "/usr/bin/mount", "bash", executing("mount /dev/sda1 /mnt")),
        inContainer("mount", "/tmp/mount", "sh", executing("mount /dev/sda1 /var/lib/kubelet/x")),
      ],
    },
  }),
];

function isMaintenance(facts: Parameters<BenignPattern["match"]>[0]): boolean {
  if (!["kured", "protokube", "nodeup", "node-problem-de"].includes(facts.parent.name ?? "")) return false;
  const words = facts.process.command.commands[0]?.words.map((word) => word.value) ?? [];
  const inner = words.slice(words.indexOf("--") + 1);
  const [program, first] = inner;
  if (!words.includes("--")) return false;
  return (
    program === "test" ||
    (program?.endsWith("systemctl") === true &&
      (first === "status" || first === "is-active" || first === "reboot" || first === "show"))
  );
}
