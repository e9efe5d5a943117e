/** Names that are the same for everybody: they tell an analyst something and name nobody. */

const publicDomains = new Set(
  `docker.io registry-1.docker.io index.docker.io registry.k8s.io k8s.gcr.io gcr.io ghcr.io quay.io public.ecr.aws mcr.microsoft.com
  registry.gitlab.com github.com raw.githubusercontent.com api.github.com objects.githubusercontent.com gitlab.com bitbucket.org pypi.org
  files.pythonhosted.org registry.npmjs.org npmjs.org npmjs.com rubygems.org crates.io static.crates.io proxy.golang.org golang.org
  deb.debian.org security.debian.org ftp.debian.org archive.ubuntu.com security.ubuntu.com ports.ubuntu.com dl-cdn.alpinelinux.org
  mirrors.fedoraproject.org cdn.redhat.com download.docker.com packages.cloud.google.com apt.kubernetes.io falco.org falcosecurity.github.io
  metadata.google.internal metadata.goog instance-data kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local
  localhost localhost.localdomain host.docker.internal ip6-localhost pastebin.com transfer.sh api.telegram.org discord.com hooks.slack.com
  ngrok.io trycloudflare.com ifconfig.me icanhazip.com ipinfo.io checkip.amazonaws.com`.split(/\s+/),
);

/** True for a host name that is the same everywhere. */
export function isPublicName(name: string): boolean {
  return publicDomains.has(name.toLowerCase().replace(/\.$/, ""));
}

const everyClusters = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** True for a namespace that every cluster has. */
export function isEveryClustersNamespace(name: string): boolean {
  return everyClusters.has(name);
}

/** Words too common to be replaced wherever they stand: only where their place says what they are. */
const commonWords = new Set(
  `admin administrator alert alerts analyst api app application apps back backup base bash batch bin boot bot build cache cat client cloud cluster code
  command config container core cron data database db debug default demo deploy dev developer disk docker edge error etc event events exec
  false file files format front git guest help high home host http https image info input internal job jobs kernel key kube local log login logs low
  mail main master medium memory mode monitor name net network new nginx node notice null operator output parent password path ping pod port
  prod production proxy public python query queue read redis remote root rule run script secret secure security server service services session
  shell source src ssh stage staging start state status stop storage store sudo sys system tag task temp terminal test testing time tmp token
  tool true type ubuntu unknown update user users value vault vm warning web work worker write www x y z`.split(/\s+/),
);

/** A value that short or common is hidden only where its place says what it is: `user=app`, `app@host`, `/home/app`. */
export function isCommonWord(value: string): boolean {
  return value.length < 4 || commonWords.has(value.toLowerCase()) || /^\d{1,5}$/.test(value);
}
