import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  baseName,
  folderOf,
  isHidden,
  isSystemBinaryPath,
  isWorldWritablePlace,
  normalisePath,
  type SensitiveKind,
  sensitiveFile,
  withoutRootPrefix,
} from "./paths.ts";

describe("normalisePath", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["/etc/shadow", "/etc/shadow"],
    ["/etc//shadow", "/etc/shadow"],
    ["/etc/./shadow", "/etc/shadow"],
    ["/var/../etc/shadow", "/etc/shadow"],
    ["/../../etc/shadow", "/etc/shadow"],
    ["/tmp/", "/tmp"],
    ["/", "/"],
    ["//", "/"],
    ["/..", "/"],
    ["../../etc/x", "../../etc/x"],
    ["./x", "x"],
    ["a/../../b", "../b"],
    [".", "."],
    ["a/..", "."],
    ["/a/...", "/a/..."],
    ["/a/.b/c", "/a/.b/c"],
    ["", ""],
  ];
  for (const [path, expected] of cases) {
    it(`makes ${expected || "nothing"} of ${path || "nothing"}`, () => assert.equal(normalisePath(path), expected));
  }

  it("changes nothing the second time, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("/", ".", "a", " ", "é") }), (path) => {
        assert.equal(normalisePath(normalisePath(path)), normalisePath(path));
        sensitiveFile(path);
        isHidden(path);
      }),
    );
  });
});

describe("withoutRootPrefix", () => {
  it("follows the roots of processes, hosts and container layers", () => {
    assert.deepEqual(withoutRootPrefix("/proc/1/root/etc/shadow"), { path: "/etc/shadow", hostRoot: "/proc/1/root" });
    assert.deepEqual(withoutRootPrefix("/proc/self/root/"), { path: "/", hostRoot: "/proc/self/root" });
    assert.deepEqual(withoutRootPrefix("/host/etc/shadow"), { path: "/etc/shadow", hostRoot: "/host" });
    assert.deepEqual(withoutRootPrefix("/rootfs//var/log/x"), { path: "/var/log/x", hostRoot: "/rootfs" });
    assert.deepEqual(withoutRootPrefix("/var/lib/docker/overlay2/ab/merged/etc/shadow"), {
      path: "/etc/shadow",
      hostRoot: "/var/lib/docker/overlay2/ab/merged",
    });
    assert.deepEqual(withoutRootPrefix("/hostile/x"), { path: "/hostile/x", hostRoot: null });
    assert.deepEqual(withoutRootPrefix("/proc/1/rooted"), { path: "/proc/1/rooted", hostRoot: null });
  });
});

describe("places", () => {
  it("knows the distribution's folders, /usr/local only when asked", () => {
    for (const path of [
      "/bin/sh",
      "/usr/sbin/sshd",
      "/usr/lib/systemd/systemd",
      "/usr/libexec/x",
      "/usr//bin/../bin/ls",
    ])
      assert.ok(isSystemBinaryPath(path), path);
    for (const path of [
      "/usr/local/bin/x",
      "/tmp/bin/x",
      "/usr/bin/../../tmp/x",
      "/home/a/bin/x",
      "bin/sh",
      "/binary/x",
    ])
      assert.ok(!isSystemBinaryPath(path), path);
    assert.ok(isSystemBinaryPath("/usr/local/bin/x", { usrLocal: true }));
  });

  it("knows where every user may write", () => {
    for (const path of [
      "/tmp",
      "/tmp/x",
      "/var/tmp/.x/y",
      "/dev/shm/x",
      "/run/user/1000/x",
      "/proc/1/root/tmp/x",
      "/usr/../tmp/x",
    ])
      assert.ok(isWorldWritablePlace(path), path);
    for (const path of ["/tmpfiles/x", "/home/a/tmp/x", "/etc/tmp", "tmp/x", "/dev/shmx"])
      assert.ok(!isWorldWritablePlace(path), path);
  });

  it("sees dot files and folders, not the dots of a relative path", () => {
    for (const path of ["/tmp/.x", "/home/a/.config/y", ".x"]) assert.ok(isHidden(path), path);
    for (const path of ["/tmp/x", "../x", "./x", "/a/../b", "x.y"]) assert.ok(!isHidden(path), path);
  });

  it("takes paths apart", () => {
    assert.equal(baseName("/usr/bin/curl"), "curl");
    assert.equal(baseName("curl"), "curl");
    assert.equal(baseName("/usr/bin/"), "bin");
    assert.equal(folderOf("/usr/bin/curl"), "/usr/bin");
    assert.equal(folderOf("/x"), "/");
    assert.equal(folderOf("x"), "");
  });
});

describe("sensitiveFile", () => {
  const cases: readonly (readonly [string, SensitiveKind | null])[] = [
    ["/etc/shadow", "password-hashes"],
    ["/etc//shadow", "password-hashes"],
    ["/var/../etc/shadow", "password-hashes"],
    ["../../../etc/shadow", "password-hashes"],
    ["/proc/self/root/etc/shadow", "password-hashes"],
    ["/host/etc/shadow", "password-hashes"],
    ["/etc/gshadow-", "password-hashes"],
    ["/etc/passwd", "accounts"],
    ["/etc/sudoers", "sudoers"],
    ["/etc/sudoers.d/90-cloud", "sudoers"],
    ["/etc/pam.d/sshd", "pam"],
    ["/root/.ssh/id_rsa", "ssh-private-key"],
    ["/home/a/.ssh/id_ed25519", "ssh-private-key"],
    ["/home/a/.ssh/work.pem", "ssh-private-key"],
    ["/home/a/.ssh/work.key", "ssh-private-key"],
    ["/home/a/.ssh/id_rsa.pub", null],
    ["/etc/ssh/ssh_host_rsa_key", "ssh-private-key"],
    ["/root/.ssh/authorized_keys", "ssh-authorized-keys"],
    ["/root/.ssh/known_hosts", "ssh-config"],
    ["/root/.ssh", "ssh-config"],
    ["/root/.aws/credentials", "cloud-credentials"],
    ["~/.aws/credentials", "cloud-credentials"],
    [".aws/credentials", "cloud-credentials"],
    ["/root/.config/gcloud/credentials.db", "cloud-credentials"],
    ["/home/a/.azure/msal_token_cache.json", "cloud-credentials"],
    ["/root/.kube/config", "kubeconfig"],
    ["/etc/kubernetes/admin.conf", "kubeconfig"],
    ["/etc/nginx/admin.conf", null],
    ["/etc/kubernetes/pki/ca.key", "tls-private-key"],
    ["/etc/kubernetes/pki/ca.crt", "kubernetes-pki"],
    ["/var/run/secrets/kubernetes.io/serviceaccount/token", "service-account-token"],
    ["/run/secrets/kubernetes.io/serviceaccount/..data/token", "service-account-token"],
    ["/var/run/secrets/kubernetes.io/serviceaccount/ca.crt", null],
    ["/var/run/secrets/eks.amazonaws.com/serviceaccount/token", "service-account-token"],
    ["/run/secrets/db_password", "mounted-secret"],
    ["/root/.docker/config.json", "docker-config"],
    ["/var/run/docker.sock", "container-socket"],
    ["/home/a/.mozilla/firefox/x.default/logins.json", "browser-credentials"],
    ["/home/a/.config/google-chrome/Default/Login Data", "browser-credentials"],
    ["/root/.bash_history", "shell-history"],
    ["/home/a/.zsh_history", "shell-history"],
    ["/app/.env", "environment-file"],
    ["/app/.env.production", "environment-file"],
    ["/app/.env.example", null],
    ["/root/.gnupg/private-keys-v1.d/x.key", "gnupg"],
    ["/root/.gnupg/secring.gpg", "gnupg"],
    ["/root/.git-credentials", "git-credentials"],
    ["/root/.netrc", "netrc"],
    ["/root/.pgpass", "database-credentials"],
    ["/root/.my.cnf", "database-credentials"],
    ["/root/.npmrc", "package-credentials"],
    ["/etc/ssl/private/server.key", "tls-private-key"],
    ["/etc/letsencrypt/live/x/privkey.pem", "tls-private-key"],
    ["/etc/ssl/certs/ca.pem", null],
    ["/etc/apt/trusted.gpg.d/docker.key", null],
    ["/etc/krb5.keytab", "kerberos"],
    ["/tmp/krb5cc_1000", "kerberos"],
    ["/proc/1/environ", "process-environment"],
    ["/proc/self/environ", "process-environment"],
    ["/proc/123/mem", "process-memory"],
    ["/proc/self/maps", null],
    ["/proc/kcore", "kernel-memory"],
    ["/dev/mem", "kernel-memory"],
    ["/home/a/vault.kdbx", "password-store"],
    ["/etc/hosts", null],
    ["/tmp/shadow", null],
    ["/etc/shadowsocks/config", null],
    ["", null],
    ["constructor", null],
  ];
  for (const [path, expected] of cases) {
    it(`takes ${path || "nothing"} for ${expected}`, () => assert.equal(sensitiveFile(path), expected));
  }
});
