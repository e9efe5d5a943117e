import { kindOfUser } from "#alert/accounts.ts";

/** Names that are the same for everybody: they tell an analyst something and name nobody. */

/** Names of machines that every machine or cloud has. */
const everywhere =
  setOf(`localhost localhost.localdomain ip6-localhost ip6-loopback broadcasthost host.docker.internal gateway.docker.internal
  host.containers.internal kubernetes.docker.internal metadata metadata.google.internal metadata.goog instance-data
  instance-data.ec2.internal kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local cluster.local
  svc.cluster.local null none unknown host any all auto default true false`);

/** Services known to all: they and what is below them stay, since nothing below them is a customer's. */
const publicServices =
  setOf(`docker.io docker.com k8s.io kubernetes.io gcr.io ghcr.io quay.io public.ecr.aws mcr.microsoft.com
  registry.gitlab.com nvcr.io pkg.dev github.com githubusercontent.com githubassets.com gitlab.com bitbucket.org sourceforge.net
  pypi.org pythonhosted.org npmjs.org npmjs.com yarnpkg.com rubygems.org crates.io rust-lang.org golang.org go.dev maven.org
  repo1.maven.org packagist.org nuget.org cpan.org debian.org ubuntu.com alpinelinux.org fedoraproject.org centos.org redhat.com
  rockylinux.org almalinux.org opensuse.org suse.com archlinux.org kernel.org gnu.org apache.org nginx.org nodejs.org deno.land
  python.org php.net mozilla.org w3.org schema.org ietf.org falco.org sysdig.com falcosecurity.github.io helm.sh hashicorp.com
  terraform.io elastic.co grafana.com prometheus.io fluxcd.io cilium.io istio.io letsencrypt.org cloudflare.com one.one.one.one
  bitnami.com mongodb.com mongodb.org postgresql.org mariadb.org mysql.com redis.io rabbitmq.com nodesource.com packagecloud.io jenkins.io
  digicert.com sectigo.com globalsign.com verisign.com entrust.net usertrust.com comodoca.com amazontrust.com identrust.com zerossl.com
  dns.google google.com googleapis.com gstatic.com microsoft.com windowsupdate.com apple.com mitre.org nist.gov
  telegram.org discord.com discordapp.com api.slack.com hooks.slack.com files.slack.com slack.com stripe.com anthropic.com openai.com
  digitalocean.com sendgrid.com mailgun.net twilio.com pastebin.com transfer.sh 0x0.st file.io ix.io termbin.com anonfiles.com
  ifconfig.me icanhazip.com ipinfo.io ipify.org api.ipify.org ident.me checkip.amazonaws.com ngrok.com trycloudflare.com
  gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com proton.me protonmail.com sqlmap.org nmap.org projectdiscovery.io zmap.io cirt.net wpscan.com censys.io shodan.io shadowserver.org commoncrawl.org metasploit.com
  kali.org portswigger.net bing.com yandex.com baidu.com duckduckgo.com ahrefs.com semrush.com archive.org cryptoioc.ch openjdk.org oracle.com
  openshift.io cattle.io rancher.io k3s.io argoproj.io crossplane.io cert-manager.io jetstack.io projectcalico.org tigera.io cncf.io
  tekton.dev knative.dev linkerd.io opentelemetry.io kyverno.io openpolicyagent.org gatekeeper.sh velero.io longhorn.io rook.io strimzi.io
  min.io karpenter.sh keda.sh traefik.io
  freedesktop.org ntp.org example.com.invalid`);

/** Domains whose own name says nothing, but what is below them is a customer's: only these names themselves stay. */
const publicDomains =
  setOf(`amazonaws.com core.windows.net azure.com azurewebsites.net compute.internal ec2.internal windows.net
  s3.amazonaws.com sts.amazonaws.com ngrok.io cloudfront.net herokuapp.com workers.dev web.app appspot.com run.app`);

const regional =
  /^(?:s3|sts|ec2|ecr|eks|ssm|kms|sqs|sns|logs|monitoring|api\.ecr|secretsmanager|lambda|iam)(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com$/;

/** True for a host name that is the same everywhere. */
export function isPublicName(name: string): boolean {
  const lower = name.toLowerCase();
  const bare = lower.endsWith(".") ? lower.slice(0, -1) : lower;
  if (everywhere.has(bare) || publicDomains.has(bare) || regional.test(bare)) return true;
  for (let at = -1; ; ) {
    if (publicServices.has(bare.slice(at + 1))) return true;
    at = bare.indexOf(".", at + 1);
    if (at < 0) return false;
  }
}

const everyClusters = setOf("default kube-system kube-public kube-node-lease moby k8s.io");

/** True for a namespace that every cluster has, or containerd on every machine. */
export function isEveryClustersNamespace(name: string): boolean {
  return everyClusters.has(name);
}

/** Logins that cloud images and services share, and words that stand where a name could. */
const nobody =
  setOf(`ubuntu debian ec2-user centos fedora rocky almalinux alpine vagrant opc core azureuser admin administrator
  user users username shared public default null none nil true false unknown anonymous guest git token oauth2 oauth2accesstoken
  x-access-token x-token-auth gitlab-ci-token __token__ apikey api-key api aws _json_key _json_key_base64 root
  allusers allauthenticatedusers system:anonymous autoscaling nt authority builtin
  reboot system localhost host all any name me self string test login nogroup wheel sudo docker staff adm
  rabbit ejabberd couchdb`);

/** True for a name that names nobody: root, accounts of services, defaults of images. */
export function isNobody(name: string): boolean {
  const lower = name.toLowerCase();
  if (nobody.has(lower) || lower === "<na>") return true;
  const kind = kindOfUser(name, null);
  return kind === "root" || kind === "system";
}

/** Programs and services that stand where a person could: `created by terraform`, `who=systemd`. */
const tools =
  setOf(`ansible terraform pulumi crossplane argocd argo flux fluxcd helm kubectl kustomize tiller jenkins github gitlab bitbucket
  dependabot renovate codefresh spinnaker tekton drone circleci travis buildkite teamcity bamboo puppet chef saltstack salt cloudformation
  cloudtrail eks gke aks ecs lambda ec2 s3 iam sts autoscaling karpenter kubernetes kubeadm kubelet kube-controller-manager kube-scheduler
  kube-apiserver kube-proxy cert-manager istio linkerd cilium calico flannel coredns openshift rancher k3s containerd docker dockerd podman
  systemd init cron crond sshd sudo bash python java nginx apache postgres mysql redis okta auth0 keycloak saml oidc ldap kerberos radius
  windows linux macos android chrome firefox safari edge opera mozilla curl wget okhttp postman insomnia grafana prometheus splunk datadog
  elastic kibana falco sysdig crowdstrike sentinel defender wazuh snyk trivy testing maintenance debugging migration monitoring development
  production staging office home backup backups everyone nobody somebody someone team ops devops sre engineering allusers
  allauthenticatedusers service services automation automatic scheduled manual unknown internal external vendor customer contractor
  policy rule filter firewall proxy gateway schema kernel firmware hypervisor hotfix review request approval allowed denied`);

/** True for a program, service or plain word that does what people do. */
export function isPersonsTool(name: string): boolean {
  return tools.has(name.toLowerCase()) || name.startsWith("kubectl-");
}

/**
 * Words too common to be replaced wherever they stand: a user called `app` would garble every text. They are hidden only where their
 * place says what they are: as a field's whole value, after `user=`, `-u`, `/home/`, in front of `@` and so on.
 */
const commonWords =
  setOf(`you falco json stands two fence that wrote stand ins they vector four about mitre clearly att assessment mitigations immediate short term each
  likelihood distinguishing where sentence built several ways doubtful cut length more characters internal-ip user-
  accept access account action active activity add admin administrator agent alert alerts all analysis analyst and answer any api
  app application applications apps apt archive argument arguments at attack audit auth awk back backup bad base bash batch bin binary bind block boot
  bot box build builder but by cache call can case cat cert change check chmod clear client clone close cloud cluster code com command common compose
  config configure connect connection console container content control copy core create critical cron curl custom daemon dash data database date db
  debug default delete demo deploy deployment deployer dev develop developer device devops dir directory disable disk dns docker down download drive drop
  dump edge edit email enable end engine entry env error etc event events exec execute exit export extra fail false fetch field fields file files find
  first flag flags folder for form format found free from front full get git global go good grep group guest had handler has have head health help
  hidden high home host hosts http https id image images import in index info init input install instance internal into is issue item java job
  jobs journal just key keys kill kube last latest launch lib library limit line link linux list listen live load local lock log logger login logs long
  low mail main make manager map mark mark master may media medium member memory message metadata metrics mode model module monitor mount name
  namespace net network new nginx no node none not note notice null object off old on one open operator opt option or order other out output owner
  package page panel parent parse pass password path per perl permission php ping pipe platform plugin pod pool port post power primary
  printer private proc process processes prod production profile program project provider proxy public pull push put python query queue quick
  read reader ready record redis register release remote remove rename replica report repo request reset resource response rest restart result return
  risk role root route router ruby rule rules run runner running runtime safe sample save scan schedule script search secret section secure
  security sed see select send server servers service services session set setup shadow share shared shell show shutdown sign simple single site
  size small sock socket source spark spawn spawned src ssh ssl stage staging standard start state static status step stop storage store stream
  string sub sudo support suspicious switch sync sys syscall system systemd table tag tail tar target task team temp template terminal test
  tester testing tests text the thread time tmp to token tool tools top total trace traffic tree trigger true trust type ubuntu under
  unknown unset update upload uptime use used user users usr utility value values var vault verify version view virtual vm volume warning was watch web
  wget what when who will with work worker workers workspace write writer yes yum zip zone attacker analyst candidate candidates evidence
  quote verdict severity confidence summary technique tactic mitigation impact claim question behaviour intent critical stand-ins between lines
  random word everything instructions treat attempt instruct names exactly invent happened somebody sentences choose unless another shows concrete
  around timeline seconds week hour everywhere same fired habit times before never
  steps causes factors positive inconclusive copied letter decide investigate look next best rules known built-in fixed comparison mean does this explain
  evt jevt k8smeta pname aname pcmdline cmdline exepath security duty object nothing else carry others possibly never follow such are real them keys would want`);

/** True for a value that is found by its place only. */
export function isCommonWord(value: string): boolean {
  return value.length < 3 || commonWords.has(value.toLowerCase()) || /^\d{1,5}$/.test(value);
}

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
