import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, inContainer, onHost, reading, writing } from "./examples.ts";
import { addresses, inside } from "./places.ts";
import { callsOf, connectsTo, isName, readsOf, writesOf } from "./trust.ts";

/** Service meshes, certificates, names: what keeps services going. */

export const servicePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "service-mesh-sidecar",
    activity: "The side-car of a service mesh handles the pod's connections",
    distinguishing: [
      "Envoy, pilot-agent or linkerd2-proxy is the pod's injected container, with the mesh's image.",
      "The init container sets up iptables once when the pod starts.",
      "The application's own container has no reason for either.",
    ],
    explains: ["*"],
    programs: [
      "envoy",
      "pilot-agent",
      "linkerd2-proxy",
      "linkerd2-proxy-identity",
      "proxy-init",
      "istio-iptables",
      "consul-dataplane",
      "kuma-dp",
      "kuma-cp",
    ],
    executables: [
      "/usr/local/bin/envoy",
      "/usr/local/bin/pilot-agent",
      "/usr/lib/linkerd/linkerd2-proxy",
      "/usr/lib/linkerd/linkerd2-proxy-identity",
      "/usr/lib/linkerd/linkerd2-proxy-init",
    ],
    where: "container",
    images: [
      "istio/proxyv2",
      "gcr.io/istio-release/proxyv2",
      "cr.l5d.io/linkerd/proxy",
      "ghcr.io/linkerd/proxy",
      "cr.l5d.io/linkerd/proxy-init",
      "envoyproxy/envoy",
    ],
    tolerates: addresses,
    does: (facts) =>
      connectsTo(facts, [], inside) ??
      connectsTo(facts, [], inside, "inbound") ??
      readsOf(facts, "/var/run/secrets/", "/etc/istio/", "/run/secrets/") ??
      (isName(facts.process.name ?? "", "pilot-agent") || isName(facts.process.name ?? "", "istio-iptables")
        ? callsOf(facts, "execve")
        : null),
    and: "the image is the mesh's own",
    examples: {
      proven: [
        inContainer("envoy", "/usr/local/bin/envoy", "pilot-agent", {
          ...connecting("10.4.0.8:40000->10.4.0.9:8080"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "docker.io/istio/proxyv2",
        }),
      ],
      named: [
        inContainer(
          "linkerd2-proxy",
          "/usr/lib/linkerd/linkerd2-proxy",
          "containerd-shim",
          connecting("10.4.0.8:40000->10.4.0.9:8080"),
        ),
      ],
      ignored: [
        inContainer("envoy", "/tmp/envoy", "sh", connecting("10.4.0.8:40000->10.4.0.9:8080")),
        inContainer("envoy", "/usr/local/bin/envoy", "pilot-agent", {
          ...connecting("10.4.0.8:40000->203.0.113.9:4444"),
          "proc.is_exe_upper_layer": false,
          "container.image.repository": "docker.io/istio/proxyv2",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "certificate-renewal",
    activity: "certbot, acme.sh or cert-manager renews certificates",
    distinguishing: [
      "It runs twice a day from certbot.timer or cron and writes below /etc/letsencrypt.",
      "The certificates' own log has the renewal; the keys are read by nobody else at that time.",
    ],
    explains: ["*"],
    programs: [
      "certbot",
      "acme.sh",
      "lego",
      "dehydrated",
      "snap.certbot.renew",
      "cert-manager-controller",
      "controller",
    ],
    executables: ["/usr/bin/lego"],
    isScript: true,
    startedBy: ["systemd", "cron", "crond", "certbot"],
    does: (facts) =>
      writesOf(
        facts,
        "/etc/letsencrypt/",
        "/var/lib/letsencrypt/",
        "/var/log/letsencrypt/",
        "/etc/ssl/",
        "/etc/lego/",
        "/root/.acme.sh/",
      ) ?? readsOf(facts, "/etc/letsencrypt/", "/etc/ssl/", "/etc/lego/"),
    and: "it touches certificates only",
    examples: {
      proven: [
        onHost("lego", "/usr/bin/lego", "systemd", {
          ...writing("/etc/letsencrypt/live/shop.example/privkey.pem"),
          "proc.cmdline": "lego --domains shop.example renew",
        }),
      ],
      named: [
        onHost("certbot", "/usr/bin/python3.12", "systemd", {
          ...reading("/etc/letsencrypt/archive/shop.example/privkey1.pem"),
          "proc.cmdline": "python3.12 /usr/bin/certbot -q renew",
        }),
      ],
      ignored: [
        onHost("certbot", "/tmp/certbot", "systemd", reading("/etc/letsencrypt/live/shop.example/privkey.pem")),
        onHost("certbot", "/usr/bin/python3.12", "nginx", reading("/etc/letsencrypt/live/shop.example/privkey.pem")),
      ],
    },
  }),

  ordinaryActivity({
    id: "name-resolution",
    activity: "A name server or resolver answers and asks",
    distinguishing: [
      "UDP and TCP port 53 to the name servers in its settings, from systemd-resolved, dnsmasq, unbound or CoreDNS.",
      "Long names with random first parts, or large answers of type TXT, are a tunnel whatever carries them.",
    ],
    explains: ["unusual-udp", "connects-outside"],
    programs: [
      "systemd-resolve",
      "systemd-resolved",
      "dnsmasq",
      "unbound",
      "named",
      "coredns",
      "nscd",
      "node-cache",
      "dnsdist",
      "pdns_recursor",
    ],
    executables: [
      "/usr/lib/systemd/systemd-resolved",
      "/usr/sbin/dnsmasq",
      "/usr/sbin/unbound",
      "/usr/sbin/named",
      "/usr/sbin/nscd",
      "/coredns",
    ],
    images: ["registry.k8s.io/coredns/coredns", "coredns/coredns"],
    does: (facts) => connectsTo(facts, [53, 853]) ?? connectsTo(facts, [53, 5353], undefined, "inbound"),
    and: "it speaks DNS",
    examples: {
      proven: [
        onHost(
          "systemd-resolve",
          "/usr/lib/systemd/systemd-resolved",
          "systemd",
          connecting("10.0.0.4:40000->203.0.113.53:53", "udp"),
        ),
      ],
      named: [
        inContainer("coredns", "/coredns", "containerd-shim", connecting("10.0.0.4:40000->203.0.113.53:53", "udp")),
      ],
      ignored: [
        onHost(
          "systemd-resolve",
          "/tmp/systemd-resolved",
          "systemd",
          connecting("10.0.0.4:40000->203.0.113.53:53", "udp"),
        ),
        onHost("dnsmasq", "/usr/sbin/dnsmasq", "systemd", connecting("10.0.0.4:40000->203.0.113.53:4444", "udp")),
      ],
    },
  }),
];
