import { baseName, normalisePath, withoutRootPrefix } from "./paths-shape.ts";

/** What is read, and why it matters. */
export type SensitiveKind =
  | "password-hashes"
  | "accounts"
  | "sudoers"
  | "pam"
  | "ssh-private-key"
  | "ssh-authorized-keys"
  | "ssh-config"
  | "cloud-credentials"
  | "kubeconfig"
  | "kubernetes-pki"
  | "service-account-token"
  | "mounted-secret"
  | "docker-config"
  | "container-socket"
  | "browser-credentials"
  | "shell-history"
  | "environment-file"
  | "gnupg"
  | "git-credentials"
  | "package-credentials"
  | "database-credentials"
  | "netrc"
  | "password-store"
  | "tls-private-key"
  | "kerberos"
  | "process-environment"
  | "process-memory"
  | "kernel-memory";

/** What sensitive thing a path is, or null. Takes paths as they come: relative, with `..`, through `/proc/1/root`. */
export function sensitiveFile(path: string): SensitiveKind | null {
  const lower = withoutRootPrefix(anchored(path)).path.toLowerCase();
  return exactPaths.get(lower) ?? kindByName(lower) ?? kindByPlace(lower);
}

function anchored(path: string): string {
  const normal = normalisePath(path);
  if (!normal.startsWith("../")) return normal;
  let rest = normal;
  while (rest.startsWith("../")) rest = rest.slice(3);
  return `/${rest}`;
}

const exactPaths: ReadonlyMap<string, SensitiveKind> = new Map([
  ["/etc/shadow", "password-hashes"],
  ["/etc/shadow-", "password-hashes"],
  ["/etc/shadow~", "password-hashes"],
  ["/etc/gshadow", "password-hashes"],
  ["/etc/gshadow-", "password-hashes"],
  ["/etc/master.passwd", "password-hashes"],
  ["/etc/security/opasswd", "password-hashes"],
  ["/var/backups/shadow.bak", "password-hashes"],
  ["/var/backups/gshadow.bak", "password-hashes"],
  ["/etc/passwd", "accounts"],
  ["/etc/passwd-", "accounts"],
  ["/etc/group", "accounts"],
  ["/etc/sudoers", "sudoers"],
  ["/etc/doas.conf", "sudoers"],
  ["/etc/pam.conf", "pam"],
  ["/etc/krb5.keytab", "kerberos"],
  ["/root/.kube/config", "kubeconfig"],
  ["/var/lib/kubelet/kubeconfig", "kubeconfig"],
  ["/etc/rancher/k3s/k3s.yaml", "kubeconfig"],
  ["/var/run/docker.sock", "container-socket"],
  ["/run/docker.sock", "container-socket"],
  ["/run/containerd/containerd.sock", "container-socket"],
  ["/var/run/containerd/containerd.sock", "container-socket"],
  ["/run/crio/crio.sock", "container-socket"],
  ["/var/run/crio/crio.sock", "container-socket"],
  ["/run/podman/podman.sock", "container-socket"],
  ["/dev/mem", "kernel-memory"],
  ["/dev/kmem", "kernel-memory"],
  ["/dev/port", "kernel-memory"],
  ["/proc/kcore", "kernel-memory"],
  ["/proc/kallsyms", "kernel-memory"],
]);

const names: ReadonlyMap<string, SensitiveKind> = new Map([
  ["id_rsa", "ssh-private-key"],
  ["id_dsa", "ssh-private-key"],
  ["id_ecdsa", "ssh-private-key"],
  ["id_ecdsa_sk", "ssh-private-key"],
  ["id_ed25519", "ssh-private-key"],
  ["id_ed25519_sk", "ssh-private-key"],
  ["ssh_host_rsa_key", "ssh-private-key"],
  ["ssh_host_dsa_key", "ssh-private-key"],
  ["ssh_host_ecdsa_key", "ssh-private-key"],
  ["ssh_host_ed25519_key", "ssh-private-key"],
  ["authorized_keys", "ssh-authorized-keys"],
  ["authorized_keys2", "ssh-authorized-keys"],
  [".bash_history", "shell-history"],
  [".zsh_history", "shell-history"],
  [".sh_history", "shell-history"],
  [".ash_history", "shell-history"],
  [".ksh_history", "shell-history"],
  [".history", "shell-history"],
  [".fish_history", "shell-history"],
  ["fish_history", "shell-history"],
  [".python_history", "shell-history"],
  [".node_repl_history", "shell-history"],
  [".mysql_history", "shell-history"],
  [".psql_history", "shell-history"],
  [".rediscli_history", "shell-history"],
  [".dbshell", "shell-history"],
  [".viminfo", "shell-history"],
  [".lesshst", "shell-history"],
  [".git-credentials", "git-credentials"],
  [".netrc", "netrc"],
  ["_netrc", "netrc"],
  [".pgpass", "database-credentials"],
  [".my.cnf", "database-credentials"],
  [".mylogin.cnf", "database-credentials"],
  [".dockercfg", "docker-config"],
  [".dockerconfigjson", "docker-config"],
  [".npmrc", "package-credentials"],
  [".pypirc", "package-credentials"],
  [".vault-token", "cloud-credentials"],
  [".boto", "cloud-credentials"],
  [".s3cfg", "cloud-credentials"],
  ["accesstokens.json", "cloud-credentials"],
  ["application_default_credentials.json", "cloud-credentials"],
  [".terraformrc", "cloud-credentials"],
  ["credentials.tfrc.json", "cloud-credentials"],
  ["terraform.tfstate", "cloud-credentials"],
  ["login data", "browser-credentials"],
  ["key4.db", "browser-credentials"],
  ["key3.db", "browser-credentials"],
  ["logins.json", "browser-credentials"],
  ["cookies.sqlite", "browser-credentials"],
  ["login.keychain-db", "password-store"],
  ["wp-config.php", "database-credentials"],
  [".htpasswd", "password-hashes"],
  ["kubeconfig", "kubeconfig"],
]);

function kindByName(path: string): SensitiveKind | null {
  const name = baseName(path);
  // `admin.conf` is a name that others use too.
  if (name.endsWith("admin.conf")) return path.includes("/kubernetes/") ? "kubeconfig" : null;
  const kind = names.get(name);
  if (kind !== undefined) return kind;
  if (isEnvironmentName(name)) return "environment-file";
  if (path.includes("/.ssh/") && name.endsWith(".pem")) return "ssh-private-key";
  const isOther = path.includes("/apt/") || path.includes("/keyrings/") || path.includes("/.gnupg/");
  if (isPrivateKeyName(name) && !isOther) return path.includes("/.ssh/") ? "ssh-private-key" : "tls-private-key";
  return kindByEnding(name);
}

function isEnvironmentName(name: string): boolean {
  if (name === ".env") return true;
  return name.startsWith(".env.") && !/\.(?:example|sample|template|dist)$/.test(name);
}

function kindByEnding(name: string): SensitiveKind | null {
  if (name.endsWith(".kdbx") || name.endsWith(".kdb")) return "password-store";
  return name.endsWith(".keytab") || name.startsWith("krb5cc_") ? "kerberos" : null;
}

function isPrivateKeyName(name: string): boolean {
  if (name.endsWith(".key") || name.endsWith(".p12") || name.endsWith(".pfx")) return true;
  return name.endsWith(".pem") && name.includes("key");
}

function kindByPlace(path: string): SensitiveKind | null {
  if (path.startsWith("/proc/")) return kindInProc(path);
  if (path.startsWith("/etc/")) return kindInEtc(path);
  const place = places.find(([piece]) => path.includes(piece));
  if (place !== undefined) return place[1];
  if (path.endsWith("/.ssh") || path.includes("/.ssh/")) return path.endsWith(".pub") ? null : "ssh-config";
  return path.includes("/secrets/") || path.includes("/kube-api-access") ? kindOfMountedSecret(path) : null;
}

/** The certificate and the name of the namespace lie beside the token and are no secret. */
function kindOfMountedSecret(path: string): SensitiveKind | null {
  const name = baseName(path);
  if (name === "ca.crt" || name === "namespace") return null;
  const isToken = path.includes("/serviceaccount") || path.includes("/kube-api-access");
  if (isToken) return "service-account-token";
  return path.startsWith("/run/secrets/") || path.startsWith("/var/run/secrets/") ? "mounted-secret" : null;
}

/** Pieces of a path; the first that stands in it decides. */
const places: readonly (readonly [string, SensitiveKind])[] = [
  [".aws/credentials", "cloud-credentials"],
  [".aws/config", "cloud-credentials"],
  [".aws/sso/", "cloud-credentials"],
  [".config/gcloud/", "cloud-credentials"],
  [".gcloud/", "cloud-credentials"],
  [".azure/", "cloud-credentials"],
  [".oci/", "cloud-credentials"],
  [".aliyun/", "cloud-credentials"],
  [".config/doctl/", "cloud-credentials"],
  [".kube/config", "kubeconfig"],
  [".docker/config.json", "docker-config"],
  [".config/containers/auth.json", "docker-config"],
  [".gnupg/", "gnupg"],
  [".password-store/", "password-store"],
  [".local/share/keyrings/", "password-store"],
  [".config/gh/hosts.yml", "git-credentials"],
  [".config/git/credentials", "git-credentials"],
  [".cargo/credentials", "package-credentials"],
  [".gem/credentials", "package-credentials"],
  [".m2/settings", "package-credentials"],
  [".config/google-chrome/", "browser-credentials"],
  [".config/chromium/", "browser-credentials"],
  [".mozilla/firefox/", "browser-credentials"],
  ["/var/lib/sss/secrets/", "kerberos"],
];

function kindInProc(path: string): SensitiveKind | null {
  if (path.endsWith("/environ")) return "process-environment";
  if (path.endsWith("/mem") || path.includes("/map_files/")) return "process-memory";
  return null;
}

function kindInEtc(path: string): SensitiveKind | null {
  if (path.startsWith("/etc/sudoers.d/")) return "sudoers";
  if (path.startsWith("/etc/pam.d/")) return "pam";
  if (path.startsWith("/etc/kubernetes/pki/")) return "kubernetes-pki";
  if (path.startsWith("/etc/kubernetes/") && path.endsWith(".conf")) return "kubeconfig";
  if (path.startsWith("/etc/ssl/private/") || path.startsWith("/etc/pki/tls/private/")) return "tls-private-key";
  if (path.startsWith("/etc/letsencrypt/") && baseName(path).startsWith("privkey")) return "tls-private-key";
  return null;
}
