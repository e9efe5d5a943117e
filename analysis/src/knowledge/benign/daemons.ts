import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, inContainer, onHost, writing } from "./examples.ts";
import { initSystem } from "./places.ts";
import { callsOf, connectsTo, readsOf, writesOf } from "./trust.ts";

/** What the daemons of every Linux machine do all day. */

export const daemonPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "system-logging",
    activity: "The logging daemon writes, moves or vacuums its own logs",
    distinguishing: [
      "journald, rsyslogd or syslog-ng keep the file open for as long as they run.",
      "journald vacuums when the limit of space is reached and says so in the journal.",
    ],
    explains: ["*"],
    programs: ["systemd-journald", "systemd-journal", "rsyslogd", "rs:main Q:Reg", "syslog-ng", "auditd", "journalctl"],
    executables: ["/usr/lib/systemd/systemd-journald", "/usr/sbin/rsyslogd", "/usr/sbin/syslog-ng", "/usr/sbin/auditd"],
    startedBy: [...initSystem],
    does: (facts) => writesOf(facts, "/var/log/", "/run/log/journal/", "/var/lib/rsyslog/"),
    and: "it writes its own logs",
    examples: {
      proven: [
        onHost(
          "systemd-journal",
          "/usr/lib/systemd/systemd-journald",
          "systemd",
          writing("/var/log/journal/0123456789abcdef/system.journal"),
        ),
      ],
      named: [onHost("rsyslogd", "", "systemd", writing("/var/log/auth.log"))],
      ignored: [
        onHost("rsyslogd", "/dev/shm/rsyslogd", "systemd", writing("/var/log/auth.log")),
        onHost("rsyslogd", "/usr/sbin/rsyslogd", "systemd", writing("/etc/ld.so.preload")),
      ],
    },
  }),

  ordinaryActivity({
    id: "time-synchronisation",
    activity: "The clock is synchronised by NTP",
    distinguishing: [
      "chronyd, ntpd or systemd-timesyncd talk UDP to port 123 of the servers in their settings, a few packets a minute.",
      "Data that leaves by UDP 123 in bulk, or another process on that port, is a tunnel.",
    ],
    explains: ["*"],
    programs: ["chronyd", "ntpd", "systemd-timesyn", "systemd-timesyncd", "ntpdate", "sntp", "openntpd"],
    executables: [
      "/usr/sbin/chronyd",
      "/usr/sbin/ntpd",
      "/usr/lib/systemd/systemd-timesyncd",
      "/usr/sbin/ntpdate",
      "/usr/bin/sntp",
    ],
    does: (facts) =>
      connectsTo(facts, [123, 53, 4460]) ??
      callsOf(facts, "adjtimex", "clock_adjtime", "settimeofday", "clock_settime"),
    and: "it talks to a time or name server",
    examples: {
      proven: [
        onHost("chronyd", "/usr/sbin/chronyd", "systemd", connecting("192.0.2.10:50000->203.0.113.123:123", "udp")),
      ],
      named: [onHost("ntpd", "", "systemd", connecting("192.0.2.10:50000->203.0.113.123:123", "udp"))],
      ignored: [
        onHost("chronyd", "/usr/sbin/chronyd", "systemd", connecting("192.0.2.10:50000->203.0.113.123:4444", "udp")),
        onHost("ntpd", "/tmp/ntpd", "bash", connecting("192.0.2.10:50000->203.0.113.123:123", "udp")),
      ],
    },
  }),

  ordinaryActivity({
    id: "network-management",
    activity: "The network manager or DHCP client configures the network",
    distinguishing: [
      "It uses packet sockets and UDP 67, 68, 546 and 547 for DHCP, and writes /etc/resolv.conf and its own state.",
      "A link came up or a lease was renewed in the same minute (journal).",
      "In a container only an image made for it has a reason to do so.",
    ],
    explains: ["*"],
    programs: [
      "NetworkManager",
      "systemd-network",
      "systemd-networkd",
      "dhclient",
      "dhcpcd",
      "wpa_supplicant",
      "nm-dhcp-helper",
      "nm-dispatcher",
      "connmand",
      "resolvconf",
      "netplan",
      "networkd-dispat",
      "keepalived",
      "lldpd",
      "arping",
    ],
    executables: [
      "/usr/sbin/NetworkManager",
      "/usr/lib/systemd/systemd-networkd",
      "/usr/sbin/dhclient",
      "/usr/sbin/dhcpcd",
      "/usr/sbin/wpa_supplicant",
      "/usr/lib/NetworkManager/",
      "/usr/libexec/nm-dhcp-helper",
      "/usr/sbin/keepalived",
      "/usr/sbin/lldpd",
    ],
    where: "host",
    does: (facts) =>
      writesOf(
        facts,
        "/etc/resolv.conf",
        "/etc/.resolv.conf.NetworkManager",
        "/etc/NetworkManager/",
        "/etc/netplan/",
        "/var/lib/NetworkManager/",
        "/var/lib/dhcp/",
        "/var/lib/dhclient/",
        "/run/",
      ) ??
      connectsTo(facts, [53, 67, 68, 546, 547]) ??
      callsOf(facts, "socket", "bpf", "setns", "capset"),
    and: "it configures the network",
    examples: {
      proven: [
        onHost("NetworkManager", "/usr/sbin/NetworkManager", "systemd", writing("/etc/resolv.conf")),
        onHost("dhclient", "/usr/sbin/dhclient", "NetworkManager", {
          "evt.type": "socket",
          "evt.args": "domain=17(AF_PACKET) type=3 proto=768",
        }),
      ],
      named: [onHost("dhcpcd", "", "systemd", writing("/etc/resolv.conf"))],
      ignored: [
        onHost("NetworkManager", "/home/mira/NetworkManager", "systemd", writing("/etc/resolv.conf")),
        onHost("dhclient", "/usr/sbin/dhclient", "systemd", writing("/etc/cron.d/x")),
      ],
    },
  }),

  ordinaryActivity({
    id: "snap-packages",
    activity: "snapd sets up the name spaces of a snap",
    distinguishing: [
      "snap-update-ns and snap-confine enter name spaces each time a snap starts or is refreshed; `snap changes` has the minute.",
      "They lie in /usr/lib/snapd or in the read-only snap of snapd itself.",
    ],
    explains: ["*"],
    programs: [
      "snap-update-ns",
      "snap-confine",
      "snap-discard-ns",
      "snapd",
      "snap-seccomp",
      "snap-exec",
      "snapctl",
      "snap",
    ],
    executables: [
      "/usr/lib/snapd/",
      "/usr/libexec/snapd/",
      "/snap/snapd/",
      "/snap/core/",
      "/var/lib/snapd/snap/snapd/",
    ],
    where: "host",
    startedBy: ["snapd", "snap", "snap-confine", "snap-update-ns", "systemd", "snap-exec"],
    byPerson: true,
    does: (facts) =>
      callsOf(facts, "setns", "unshare", "mount", "umount2", "bpf", "execve", "clone", "clone3", "setuid", "setgid") ??
      readsOf(facts, "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/var/lib/snapd/") ??
      writesOf(facts, "/var/lib/snapd/", "/run/snapd/", "/etc/systemd/system/snap-", "/snap/"),
    and: "it sets up a snap",
    examples: {
      proven: [
        onHost("snap-update-ns", "/snap/snapd/21759/usr/lib/snapd/snap-update-ns", "snapd", {
          "evt.type": "setns",
          "proc.cmdline": "snap-update-ns firefox",
        }),
      ],
      named: [onHost("snap-update-ns", "", "snapd", { "evt.type": "setns", "proc.cmdline": "snap-update-ns firefox" })],
      ignored: [
        onHost("snap-update-ns", "/tmp/snap-update-ns", "snapd", { "evt.type": "setns" }),
        onHost("snap-confine", "/usr/lib/snapd/snap-confine", "snapd", writing("/etc/cron.d/x")),
        inContainer("snap-update-ns", "/usr/lib/snapd/snap-update-ns", "sh", { "evt.type": "setns" }),
      ],
    },
  }),
];
