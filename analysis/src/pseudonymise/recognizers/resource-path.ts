import { gateOf } from "../gates.ts";
import { isHostLike } from "../host-shape.ts";
import { isLikelyLogin, isLogin } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isCommonWord, isEveryClustersNamespace } from "../well-known.ts";

/**
 * Machines in the paths of resources: Azure's resource ids, Google's resource names, the API of Kubernetes, ARNs of RDS.
 * https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules, https://cloud.google.com/apis/design/resource_names
 */
const machine =
  /\/(?:[vV]irtual[mM]achines|[vV]irtual[mM]achine[sS]cale[sS]ets|machines|hosts|nodes|servers|managedInstances|hostPools|hosts|sessionHosts|(?:zones|regions|locations)\/[a-z0-9-]{2,40}\/instances|computers|workstations|hypervisors|devices)\/([A-Za-z0-9][\w.-]{0,252})/dg;
const database =
  /arn:aws[a-z-]{0,12}:rds:[a-z0-9-]{0,30}:(?:\d{0,12}|\[[A-Z]{4,8}-\d{1,4}\]):(?:db|og|pg|snapshot|pg):([A-Za-z][\w-]{0,62})/dg;
const instance = /(?<![\w-])(?:node|nodes|no)\/([a-z0-9][a-z0-9.-]{1,252})(?![\w/-])/dg;
const serviceAccount = /\/service-?accounts\/([a-z0-9][a-z0-9.-]{0,252})/dgi;
/** https://spiffe.io/docs/latest/spiffe-about/spiffe-concepts/ and Istio's way to fill it. */
const spiffe = /spiffe:\/\/([\w.-]{1,253})\/(?:ns\/([a-z0-9][a-z0-9-]{0,62})\/sa\/([a-z0-9][a-z0-9.-]{0,62}))?/dg;
/** Folders of people in buckets, shares and web addresses. */
const folder =
  /(?:\/|(?<=[\s"'=(:,]))(?:users?|by-user|homes?|homedirs?|home-dirs|profiles|people|members|mailboxes|accounts|employees|u)\/([A-Za-z_][\w.@+-]{1,63})(?=[/\s"'?#,;)\]}&|<]|\\|$)/dgi;
/** https://developer.hashicorp.com/vault/api-docs/auth/userpass */
const vaultUser = /\bauth\/[\w-]{1,64}\/(?:users?|login|map\/users)\/([A-Za-z][\w.@-]{1,127})(?=[\s"'\\)/,]|$)/dg;
const vaultGate = gateOf(["auth/"]);
const subject = /\/subject\/([A-Za-z_][\w.@:+-]{1,127})/dg;
const folderWords = [
  ...["user/", "users/", "by-user/", "homes/", "homedirs/", "home-dirs/", "profiles/", "people/"],
  ...["members/", "mailboxes/", "accounts/", "employees/", "/u/"],
];
const machineGate = gateOf([
  "machines/",
  "machinescalesets/",
  "/hosts/",
  "/nodes/",
  "servers/",
  "instances/",
  "computers/",
  "workstations/",
  "devices/",
  "hypervisors/",
]);
const arnGate = gateOf(["arn:aws"]);
const nodeGate = gateOf(["node/", "nodes/"]);
const accountsGate = gateOf(["accounts/"]);
const spiffeGate = gateOf(["spiffe:"]);
const folderGate = gateOf(folderWords);
const subjectGate = gateOf(["/subject/"]);
const reserved =
  /^(?:me|self|current|search|login|logout|list|new|edit|all|count|export|import|sign_?in|sign_?up|register|password|admin|settings|profile|avatar|invite|batch|create|update|delete|verify|reset|roles?|groups?|permissions?|status|info|v\d+|api|index|static|assets|bin|lib|share|local|src|runCommand|extensions|start|restart|deallocate|powerOff|read|write|action|capture|redeploy|listKeys|instanceView|reimage|generalize|retrieveBootDiagnosticsData)$/i;

/** Users and machines in paths that have a place for them: resources of clouds and clusters, buckets, web addresses, SPIFFE ids. */
export const resourcePath: Recognizer = {
  name: "resource-path",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    if (!text.includes("/") && !text.includes(":rds:")) return spans;
    if (scan.passes(machineGate)) spans.push(...spansOf(text, machine, machineType, true));
    if (scan.passes(arnGate)) spans.push(...spansOf(text, database, machineType, true));
    if (scan.passes(nodeGate))
      spans.push(...spansOf(text, instance, (value) => (/\d/.test(value) ? machineType(value) : null), true));
    if (scan.passes(accountsGate))
      spans.push(
        ...spansOf(text, serviceAccount, (value) => (isLogin(value) && value !== "default" ? "USER" : null), true),
      );
    if (scan.passes(spiffeGate)) spans.push(...identities(text));
    if (scan.passes(folderGate)) spans.push(...spansOf(text, folder, folderType, true));
    if (scan.passes(vaultGate))
      spans.push(
        ...spansOf(text, vaultUser, (value) => (isLogin(value) && !reserved.test(value) ? "USER" : null), true),
      );
    if (scan.passes(subjectGate))
      spans.push(...spansOf(text, subject, (value) => (isLogin(value) ? "USER" : null), true));
    return spans;
  },
  examples: {
    found: [
      ["/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/nas7-ber", "nas7-ber"],
      ["projects/p/zones/europe-west4-a/instances/orders-db-3 x", "orders-db-3"],
      ["uri=/api/v1/nodes/worker-7/proxy", "worker-7"],
      ["arn:aws:rds:eu-west-1:123456789012:db:orders-db", "orders-db"],
      ["/api/v1/namespaces/x/serviceaccounts/deployer-7/token", "deployer-7"],
      ["spiffe://shop.test/ns/payments/sa/deployer-7", "deployer-7"],
      ["s3://tenant/users/mira-k/notes.txt", "mira-k"],
      ["exports/by-user/mkessler/x.csv", "mkessler"],
      ["path=auth/userpass/users/jonas.k x", "jonas.k"],
      ["GET /api/v4/users/mkessler/keys", "mkessler"],
    ],
    ignored: [
      "/users/search",
      "Microsoft.Compute/virtualMachines/runCommand/action",
      "auth/approle/login",
      "/api/v1/nodes?limit=5",
      "/users/1234/keys",
      "arn:aws:rds:eu-west-1:123456789012:cluster:x",
      "/home/",
      "/usr/share/man",
      "/apis/metrics.k8s.io/v1beta1/nodes",
      "/accounts/login",
      "/user/settings",
    ],
  },
};

function machineType(value: string): "HOST" | null {
  return isHostLike(value) && !reserved.test(value) && value.length > 1 ? "HOST" : null;
}

function folderType(value: string): "USER" | null {
  if (reserved.test(value) || isCommonWord(value) || value.includes("@")) return null;
  return isLikelyLogin(value) && !/\.\w{1,4}$/.test(value.replace(/^[^.]+\.(?=[a-z]{5,})/, "")) ? "USER" : null;
}

function identities(text: string): Span[] {
  return [...text.matchAll(spiffe)].flatMap(({ 2: namespace = "", 3: account = "", indices }) => {
    const [, , atNamespace, atAccount] = indices ?? [];
    const spans: Span[] = [];
    if (atNamespace && !isEveryClustersNamespace(namespace))
      spans.push({ start: atNamespace[0], end: atNamespace[1], type: "NAMESPACE", byPlace: true });
    if (atAccount && isLogin(account))
      spans.push({ start: atAccount[0], end: atAccount[1], type: "USER", byPlace: true });
    return spans;
  });
}
