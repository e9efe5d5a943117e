import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { grammarsOf } from "./command-grammar.ts";
import { spansOfCommandLine } from "./command-secrets.ts";

/** What each piece is marked as; the recognisers of running text are not asked here. */
function marked(command: string): string {
  const spans = spansOfCommandLine(command).toSorted((a, b) => a.start - b.start);
  let text = "";
  let from = 0;
  for (const { start, end, type } of spans) {
    if (start < from) continue;
    text += `${command.slice(from, start)}<${type === "REDACTED" ? "SECRET" : type}>`;
    from = end;
  }
  return text + command.slice(from);
}

/** Command lines, and what their grammars tell of them. */
const found: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  databases: [
    ["mysqlsh --uri quill:Velour7@pears-3:3306 -e x", "mysqlsh --uri <USER>:<SECRET>@<HOST>:3306 -e x"],
    ["mongodump --host rs0/pears-3:27017,pears-4:27017", "mongodump --host rs0/<HOST>:27017,<HOST>:27017"],
    ["psql -c ALTER SYSTEM SET max_connections = 200", "psql -c ALTER SYSTEM SET max_connections = 200"],
    ["mysql -u quill -pVelour7 -h pears-3 shop", "mysql -u <USER> -p<SECRET> -h <HOST> shop"],
    ["pt-table-sync h=pears-3,u=quill,p=Velour7 h=pears-4", "pt-table-sync h=<HOST>,u=<USER>,p=<SECRET> h=<HOST>"],
    ["psql -h pears-3 -U quill -c select", "psql -h <HOST> -U <USER> -c select"],
    ["createuser -h pears-3 -U quill tansy", "createuser -h <HOST> -U <USER> <USER>"],
    ["redis-cli -h pears-3 AUTH quill Velour7", "redis-cli -h <HOST> AUTH <USER> <SECRET>"],
    ["redis-cli auth Velour7", "redis-cli auth <SECRET>"],
    ["redis-cli ACL SETUSER quill on >Velour7 allkeys", "redis-cli ACL SETUSER <USER> on ><SECRET> allkeys"],
    ["redis-cli config set requirepass Velour7", "redis-cli config set requirepass <SECRET>"],
    ["sqlcmd -S PEARS3\\SQLEXPRESS -U quill -P Velour7", "sqlcmd -S <HOST>\\SQLEXPRESS -U <USER> -P <SECRET>"],
    ["sqlcmd -S tcp:pears-3,1433 -U quill", "sqlcmd -S tcp:<HOST>,1433 -U <USER>"],
    ["isql -v shopdsn quill Velour7", "isql -v shopdsn <USER> <SECRET>"],
    ["sqlplus -s quill-x/Velour7@//pears-3:1521/orcl", "sqlplus -s <USER>/<SECRET>@//<HOST>:1521/orcl"],
    ["expdp userid=quill/Velour7@orcl dumpfile=x.dmp", "expdp userid=<USER>/<SECRET>@orcl dumpfile=x.dmp"],
    ["db2 connect to shop user quill using Velour7", "db2 connect to shop user <USER> using <SECRET>"],
    ["hdbsql -n pears-3:30015 -u quill -p Velour7", "hdbsql -n <HOST>:30015 -u <USER> -p <SECRET>"],
    ["cypher-shell -a pears-3 -u quill -p Velour7", "cypher-shell -a <HOST> -u <USER> -p <SECRET>"],
    [
      "etcdctl --user quill:Velour7 --endpoints pears-3:2379,pears-4:2379 get /",
      "etcdctl --user <USER>:<SECRET> --endpoints <HOST>:2379,<HOST>:2379 get /",
    ],
    [
      "kafka-topics.sh --bootstrap-server pears-3:9092,pears-4:9092 --list",
      "kafka-topics.sh --bootstrap-server <HOST>:9092,<HOST>:9092 --list",
    ],
    ["rabbitmqctl add_user quill Velour7", "rabbitmqctl add_user <USER> <SECRET>"],
    [
      "rabbitmqctl -n rabbit@localhost set_permissions -p / quill .* .* .*",
      "rabbitmqctl -n rabbit@localhost set_permissions -p / <USER> .* .* .*",
    ],
    [
      "mosquitto_pub -h pears-3 -u quill -P Velour7 -t a/b -m x",
      "mosquitto_pub -h <HOST> -u <USER> -P <SECRET> -t a/b -m x",
    ],
    ["influx user create -n quill -p Velour7 -o shop", "influx user create -n <USER> -p <SECRET> -o shop"],
    ["bcp shop out f.csv -S pears-3 -U quill -P Velour7 -c", "bcp shop out f.csv -S <HOST> -U <USER> -P <SECRET> -c"],
  ],
  accounts: [
    ["useradd -r -c 'Quill Tansy' -s /bin/sh quill", "useradd -r -c '<USER>' -s /bin/sh <USER>"],
    ["useradd -r -s /usr/sbin/nologin www-data", "useradd -r -s /usr/sbin/nologin www-data"],
    ["kinit quill/admin", "kinit <USER>/admin"],
    ["systemctl -M quill@ restart x.socket", "systemctl -M <USER>@ restart x.socket"],
    ["echo 'Velour7\\nVelour7' | passwd quill", "echo '<SECRET>\\n<SECRET>' | passwd <USER>"],
    ["read -s P <<< Velour7", "read -s P <<< <SECRET>"],
    ["curl -K- <<< 'user=quill:Velour7'", "curl -K- <<< 'user=<USER>:<SECRET>'"],
    ["sudo -iu quill whoami", "sudo -iu <USER> whoami"],
    ["sudo -u žofka id", "sudo -u <USER> id"],
    ["su - żaneta -c id", "su - <USER> -c id"],
    ["usermod -aG docker,wheel quill", "usermod -aG docker,wheel <USER>"],
    ["useradd -m -s /bin/bash -c Service quill", "useradd -m -s /bin/bash -c Service <USER>"],
    ["gpasswd -a quill docker", "gpasswd -a <USER> docker"],
    ["chown -R quill:tansy /srv/x", "chown -R <USER>:<USER> /srv/x"],
    ["chown quill.t /srv/x", "chown <USER> /srv/x"],
    ["install -o quill -g tansy -m 600 a b", "install -o <USER> -g <USER> -m 600 a b"],
    ["setfacl -R -m u:quill:rwx,d:g:tansy:rx /srv", "setfacl -R -m u:<USER>:rwx,d:g:<USER>:rx /srv"],
    ["find / -user quill -name x", "find / -user <USER> -name x"],
    ["ps -f -u quill,tansy", "ps -f -u <USER>,<USER>"],
    ["lsof -i -a -u ^quill", "lsof -i -a -u ^<USER>"],
    ["pkill -9 -u quill", "pkill -9 -u <USER>"],
    ["getent passwd zoltán", "getent passwd <USER>"],
    ["loginctl terminate-user quill", "loginctl terminate-user <USER>"],
    ["crontab -l -u quill", "crontab -l -u <USER>"],
    ["squeue -u quill -w pears-[1-3]", "squeue -u <USER> -w pears-[1-3]"],
    [
      "start-stop-daemon --start --chuid quill:tansy --exec /usr/bin/x",
      "start-stop-daemon --start --chuid <USER>:<USER> --exec /usr/bin/x",
    ],
    ["setpriv --reuid=quill id", "setpriv --reuid=<USER> id"],
  ],
  remote: [
    ["ssh quill@pears-3 sudo -i -u tansy whoami", "ssh <USER>@<HOST> sudo -i -u <USER> whoami"],
    ["ssh -p 2222 pears-3 'mysql -utansy -pVelour7'", "ssh -p 2222 <HOST> 'mysql -u<USER> -p<SECRET>'"],
    ["ssh pears-3 -l quill id tansy", "ssh <HOST> -l <USER> id <USER>"],
    ["ssh -J quill@gate-1,gate-2 pears-3", "ssh -J <USER>@<HOST>,<HOST> <HOST>"],
    ['bash -c ssh quill@pears-3 "crontab -u tansy -l"', 'bash -c ssh <USER>@<HOST> "crontab -u <USER> -l"'],
    ["rsync -a --chown=quill:tansy x quill@pears-3::vault", "rsync -a --chown=<USER>:<USER> x <USER>@<HOST>::vault"],
    ["plink -pw Velour7 -l quill pears-3 id", "plink -pw <SECRET> -l <USER> <HOST> id"],
    ["pdsh -w pears-3,pears-4 -l quill id tansy", "pdsh -w <HOST>,<HOST> -l <USER> id <USER>"],
    [
      "socat exec:sh,pty openssl-connect:pears-3:4443,verify=0",
      "socat exec:sh,pty openssl-connect:<HOST>:4443,verify=0",
    ],
    ["socat - SOCKS4A:gate-1:pears-3:22", "socat - SOCKS4A:<HOST>:<HOST>:22"],
    ["xfreerdp /u:quill /p:Velour7 /v:pears-3:3389", "xfreerdp /u:<USER> /p:<SECRET> /v:<HOST>:3389"],
    ["vncviewer pears-3:1", "vncviewer <HOST>:1"],
    [
      "ipmitool -I lanplus -H pears-bmc -U quill -P Velour7 power status",
      "ipmitool -I lanplus -H <HOST> -U <USER> -P <SECRET> power status",
    ],
    ["ipmitool user set password 3 Velour7", "ipmitool user set password 3 <SECRET>"],
    ["racadm -r pears-bmc -u quill -p Velour7 getsysinfo", "racadm -r <HOST> -u <USER> -p <SECRET> getsysinfo"],
    [
      "ncat --proxy gate-1:3128 --proxy-auth quill:Velour7 pears-3 22",
      "ncat --proxy <HOST>:3128 --proxy-auth <USER>:<SECRET> <HOST> 22",
    ],
    [
      "chisel client --auth quill:Velour7 pears-3:8080 R:socks",
      "chisel client --auth <USER>:<SECRET> <HOST>:8080 R:socks",
    ],
  ],
  network: [
    [
      "ip xfrm state add src 10.1.1.1 enc aes 0xfedcba9876543210fedcba98",
      "ip xfrm state add src 10.1.1.1 enc aes <SECRET>",
    ],
    ["pssh -H 'pears-3 pears-4' -i uptime", "pssh -H '<HOST> <HOST>' -i uptime"],
    ["ping -c 3 pears-3", "ping -c 3 <HOST>"],
    ["dig @ns-7 -t MX quince-shop.pw +short", "dig @<HOST> -t MX <HOST> +short"],
    ["dig PTR 7.0.0.10.in-addr.arpa", "dig PTR <HOST>"],
    ["dig TXT _dmarc.quince-shop.pw", "dig TXT _dmarc.<HOST>"],
    ["nmap -sS -Pn -p 22,80 10.7.7.9-40 -oA out", "nmap -sS -Pn -p 22,80 <INTERNAL-IP>-40 -oA out"],
    ["nmap -oN scan.txt pears-3", "nmap -oN scan.txt <HOST>"],
    ["masscan 10.7.0.0/16 -p6379 --rate 9000 -oJ out.json", "masscan 10.7.0.0/16 -p6379 --rate 9000 -oJ out.json"],
    ["ping -c 1 012.07.0.011", "ping -c 1 <INTERNAL-IP>"],
    [
      "iptables -A INPUT -m iprange --src-range 10.7.7.9-10.7.7.40 -j DROP",
      "iptables -A INPUT -m iprange --src-range <INTERNAL-IP>-10.7.7.40 -j DROP",
    ],
    ["snmpwalk -v3 -u quill -A Velour7 -X Velour8 pears-3", "snmpwalk -v3 -u <USER> -A <SECRET> -X <SECRET> <HOST>"],
    ["radtest quill Velour7 pears-3 0 Velour8", "radtest <USER> <SECRET> <HOST> 0 <SECRET>"],
    ["mount -t cifs -o vers=3 //PEARS3/depot /mnt", "mount -t cifs -o vers=3 //<HOST>/depot /mnt"],
    ["mount -t nfs pears-3:/export /mnt", "mount -t nfs <HOST>:/export /mnt"],
    ["nmcli dev wifi connect Attic password Velour7", "nmcli dev wifi connect Attic password <SECRET>"],
    ["openconnect -u quill pears-gate", "openconnect -u <USER> <HOST>"],
    ["nsupdate -y hmac-sha256:key1:VelourVelour7=", "nsupdate -y hmac-sha256:key1:<SECRET>"],
    ["hydra -l quill -p Velour7 ssh://10.7.7.9", "hydra -l <USER> -p <SECRET> ssh://10.7.7.9"],
    ["tcpdump -i eth0 host pears-3 and port 22", "tcpdump -i eth0 host <HOST> and port 22"],
  ],
  directories: [
    ["ldapwhoami -H ldap://x -D ORCHARD\\quill -w Velour7", "ldapwhoami -H ldap://x -D ORCHARD\\<USER> -w <SECRET>"],
    ["sh -c ldapwhoami -D ORCHARD\\quill -w Velour7", "sh -c ldapwhoami -D ORCHARD\\<USER> -w <SECRET>"],
    ["smbclient //PEARS3/c$ -U ORCHARD/quill%Velour7 -c ls", "smbclient //<HOST>/c$ -U ORCHARD/<USER>%<SECRET> -c ls"],
    ["rpcclient -U quill%Velour7 pears-3 -c enumdomusers", "rpcclient -U <USER>%<SECRET> <HOST> -c enumdomusers"],
    [
      "net rpc user add quill Velour7 -U tansy%Velour8 -S pears-3",
      "net rpc user add <USER> <SECRET> -U <USER>%<SECRET> -S <HOST>",
    ],
    ["samba-tool user create quill Velour7", "samba-tool user create <USER> <SECRET>"],
    ["kinit -k -t /etc/x.keytab quill@ORCHARD.EXAMPLE", "kinit -k -t /etc/x.keytab <USER>"],
    ["kadmin.local addprinc -pw Velour7 quill", "kadmin.local addprinc -pw <SECRET> <USER>"],
    ["ipa user-add quill --first Q --last T", "ipa user-add <USER> --first Q --last T"],
    ["realm join -U quill orchard.example", "realm join -U <USER> orchard.example"],
    ["nxc smb pears-3 -u quill -p Velour7", "nxc smb <HOST> -u <USER> -p <SECRET>"],
    ["evil-winrm -i pears-3 -u quill -H 0011aa", "evil-winrm -i <HOST> -u <USER> -H <SECRET>"],
    ["secretsdump.py ORCHARD/quill@pears-3", "secretsdump.py ORCHARD/<USER>@<HOST>"],
    [
      "bloodhound-python -u quill -p Velour7 -d orchard.example -c All",
      "bloodhound-python -u <USER> -p <SECRET> -d <HOST> -c All",
    ],
    ["winexe -U ORCHARD/quill%Velour7 //PEARS3 ipconfig", "winexe -U ORCHARD/<USER>%<SECRET> //<HOST> ipconfig"],
  ],
  web: [
    ["curl -sSk -u 'quill:Velour7' https://x/", "curl -sSk -u '<USER>:<SECRET>' https://x/"],
    [
      "curl -x gate-1:3128 --proxy-user quill:Velour7 https://x/",
      "curl -x <HOST>:3128 --proxy-user <USER>:<SECRET> https://x/",
    ],
    ["swaks -t tansy -s pears-3 -au quill -ap Velour7", "swaks -t <USER> -s <HOST> -au <USER> -ap <SECRET>"],
    [
      "imapsync --host1 pears-3 --user1 quill --password1 Velour7",
      "imapsync --host1 <HOST> --user1 <USER> --password1 <SECRET>",
    ],
    ["htpasswd -bc .ht quill Velour7", "htpasswd -bc .ht <USER> <SECRET>"],
    ["htpasswd -nb quill Velour7", "htpasswd -nb <USER> <SECRET>"],
    ["ejabberdctl register quill pears-3 Velour7", "ejabberdctl register <USER> <HOST> <SECRET>"],
    ["wp user create quill q@x.test --user_pass=Velour7", "wp user create <USER> q@x.test --user_pass=<SECRET>"],
  ],
  containers: [
    ["kubectl cp payments/orders-0:/etc/x ./x", "kubectl cp <NAMESPACE>/<POD>:/etc/x ./x"],
    ["kubectl port-forward svc/orders 80:80", "kubectl port-forward svc/orders 80:80"],
    [
      "kubectl create rolebinding x --serviceaccount=payments:deployer-7",
      "kubectl create rolebinding x --serviceaccount=<NAMESPACE>:<USER>",
    ],
    ["crane auth login reg-7 -u quill -p Velour7", "crane auth login <HOST> -u <USER> -p <SECRET>"],
    ["docker logs --tail 50 c0ffee7a1b", "docker logs --tail 50 <CONTAINER>"],
    ["docker run -u quill -h pears-3 nginx:1.25", "docker run -u <USER> -h <HOST> nginx:1.25"],
    ["docker exec -u quill c0ffee7a1b id tansy", "docker exec -u <USER> <CONTAINER> id <USER>"],
    ["docker swarm join --token SWMTKN-1-ab pears-3:2377", "docker swarm join --token <SECRET> <HOST>:2377"],
    ["kubectl config set-credentials quill --token=Velour7", "kubectl config set-credentials <USER> --token=<SECRET>"],
    [
      "kubectl exec web-0 -n orchard -- mysql -uquill -pVelour7",
      "kubectl exec <POD> -n <NAMESPACE> -- mysql -u<USER> -p<SECRET>",
    ],
    ["kubectl drain pears-3 --ignore-daemonsets", "kubectl drain <HOST> --ignore-daemonsets"],
    ["oc adm policy add-role-to-user admin quill", "oc adm policy add-role-to-user admin <USER>"],
    ["kubeadm join pears-3:6443 --token abcdef.0123456789abcdef", "kubeadm join <HOST>:6443 --token <SECRET>"],
  ],
  clouds: [
    ["npm config set //npm.quince.lan/:_authToken Velour7", "npm config set //npm.quince.lan/:_authToken <SECRET>"],
    ["consul kv put app/db/password Velour7", "consul kv put app/db/password <SECRET>"],
    ["consul join pears-3 pears-4", "consul join <HOST> <HOST>"],
    ["az vm start -g rg1 -n pears-3", "az vm start -g rg1 -n <HOST>"],
    ["salt pears-3 user.add quill", "salt <HOST> user.add <USER>"],
    [
      "./config.sh --url https://x/y --token Velour7 --name pears-3",
      "./config.sh --url https://x/y --token <SECRET> --name <HOST>",
    ],
    ["git config --global user.name 'Quill Tansy'", "git config --global user.name '<USER>'"],
    [
      "az storage blob list --sas-token 'sv=2022-11-02&sp=r&sig=Velour7'",
      "az storage blob list --sas-token 'sv=2022-11-02&sp=r&sig=Velour7'",
    ],
    ["az sql server create -n x -u quill -p Velour7", "az sql server create -n x -u <USER> -p <SECRET>"],
    ["gcloud compute ssh quill@pears-3 --zone z", "gcloud compute ssh <USER>@<HOST> --zone z"],
    [
      "vault login -method=userpass username=quill password=Velour7",
      "vault login -method=userpass username=<USER> password=<SECRET>",
    ],
    [
      "vault write auth/userpass/users/quill password=Velour7",
      "vault write auth/userpass/users/<USER> password=<SECRET>",
    ],
    ["vault kv put secret/x db=Velour7 ttl=3600", "vault kv put secret/x db=<SECRET> ttl=3600"],
    ["vault operator unseal VelourVelour7", "vault operator unseal <SECRET>"],
    [
      "terraform apply -var db_password=Velo,ur=7 -var region=eu-west-3",
      "terraform apply -var db_password=<SECRET> -var region=eu-west-3",
    ],
    ["ansible pears-3 -u quill -m shell -a 'id tansy'", "ansible <HOST> -u <USER> -m shell -a 'id <USER>'"],
    ["salt pears-3 cmd.run 'passwd -l quill'", "salt <HOST> cmd.run 'passwd -l <USER>'"],
    ["knife bootstrap pears-3 -x quill -P Velour7", "knife bootstrap <HOST> -x <USER> -P <SECRET>"],
    ["git config --global credential.username quill", "git config --global credential.username <USER>"],
    ["git config user.name quill", "git config user.name <USER>"],
    ["gh secret set NAME -b Velour7", "gh secret set NAME -b <SECRET>"],
    ["poetry config http-basic.shop quill Velour7", "poetry config http-basic.shop <USER> <SECRET>"],
    ["cargo login Velour7", "cargo login <SECRET>"],
  ],
  secrets: [
    ["hashcat -m 0 0f1e2d3c4b5a69788796a5b4c3d2e1f0 words.txt", "hashcat -m 0 <SECRET> words.txt"],
    ["openssl enc -aes-256-cbc -k Velour7 -in a", "openssl enc -aes-256-cbc -k <SECRET> -in a"],
    [
      "openssl req -new -key server.key -passout pass:Velour7",
      "openssl req -new -key server.key -passout pass:<SECRET>",
    ],
    ["openssl passwd -6 Velour7", "openssl passwd -6 <SECRET>"],
    ["oathtool --totp -b VELOURVELOUR7", "oathtool --totp -b <SECRET>"],
    ["7z a -pVelour7 -mhe=on x.7z /srv", "7z a -p<SECRET> -mhe=on x.7z /srv"],
    ["pkcs11-tool --login --pin 774411 -O", "pkcs11-tool --login --pin <SECRET> -O"],
    ["mkpasswd -m sha-512 Velour7", "mkpasswd -m sha-512 <SECRET>"],
  ],
  operations: [
    ["check_mysql -H pears-3 -u quill -p Velour7", "check_mysql -H <HOST> -u <USER> -p <SECRET>"],
    ["check_nrpe -H pears-3 -c check_load", "check_nrpe -H <HOST> -c check_load"],
    ["zabbix_sender -z pears-3 -s pears-4 -k a -o 1", "zabbix_sender -z <HOST> -s <HOST> -k a -o 1"],
    [
      "splunk add user quill -password Velour7 -auth admin:Velour8",
      "splunk add user <USER> -password <SECRET> -auth admin:<SECRET>",
    ],
    ["hostnamectl set-hostname pears-3", "hostnamectl set-hostname <HOST>"],
    ["mc alias set shop https://x VELOURKEY Velour7", "mc alias set shop https://x <SECRET> <SECRET>"],
    ["logger -n pears-3 -P 514 hello", "logger -n <HOST> -P 514 hello"],
  ],
  unknown: [
    ["quincectl -H pears-3 -u quill -p Velour7 list", "quincectl -H <HOST> -u <USER> -p <SECRET> list"],
    ["/opt/quince/bin/tool -U ORCHARD/quill%Velour7 -x", "/opt/quince/bin/tool -U ORCHARD/<USER>%<SECRET> -x"],
  ],
  "input and files": [
    ["bash -c echo -e '\\x56\\x65\\x6c' | passwd --stdin quill", "bash -c echo -e '<SECRET>' | passwd --stdin <USER>"],
    ["sh -c echo '56656c6f757237' | xxd -r -p", "sh -c echo '<SECRET>' | xxd -r -p"],
    ["sh -c chpasswd <<EOF\nquill:Velour7\nEOF", "sh -c chpasswd <<EOF\n<USER>:<SECRET>\nEOF"],
    ['sh -c echo "10.7.7.9 pears.shop pears3" >> /etc/hosts', 'sh -c echo "10.7.7.9 <HOST> <HOST>" >> /etc/hosts'],
    [
      "sh -c echo '10.7.7.9\tpears3' | sudo tee -a /etc/hosts",
      "sh -c echo '10.7.7.9\t<HOST>' | sudo tee -a /etc/hosts",
    ],
    ['sh -c echo "pears-3:5432:*:quill:Velour7" > ~/.pgpass', 'sh -c echo "<HOST>:5432:*:<USER>:<SECRET>" > ~/.pgpass'],
    [
      "sh -c cat > ~/.netrc <<EOF\nmachine pears-3\n  login quill\n  password Velour7\nEOF",
      "sh -c cat > ~/.netrc <<EOF\nmachine <HOST>\n  login <USER>\n  password <SECRET>\nEOF",
    ],
    [
      "sh -c printf 'machine %s login %s password %s' pears-3 quill Velour7 >> ~/.netrc",
      "sh -c printf 'machine %s login %s password %s' <HOST> <USER> <SECRET> >> ~/.netrc",
    ],
    [
      "sh -c printf '%s:%s\\n' quill '$apr1$x$y' >> /etc/nginx/.htpasswd",
      "sh -c printf '%s:%s\\n' <USER> '<SECRET>' >> /etc/nginx/.htpasswd",
    ],
    [
      "sh -c echo 'quill ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers.d/x",
      "sh -c echo '<USER> ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers.d/x",
    ],
    [
      "bash -c echo 'quill * Velour7 *' >> /etc/ppp/chap-secrets",
      "bash -c echo '<USER> * <SECRET> *' >> /etc/ppp/chap-secrets",
    ],
    ["mysql -u quill -pVe'lou'r7", "mysql -u <USER> -p<SECRET>"],
    ["find /srv -exec chown quill {} ;", "find /srv -exec chown <USER> {} ;"],
    ["timeout 9 nohup nice sudo -u quill id tansy", "timeout 9 nohup nice sudo -u <USER> id <USER>"],
    ['cmd /c "net user quill Velour7 /add"', 'cmd /c "net user <USER> <SECRET> /add"'],
  ],
};

/** Near misses: the same letters and words with another meaning. */
const ignored: readonly string[] = [
  "docker run -p 80:80 nginx:1.25",
  "docker build -t api:2.7.0 .",
  "mysql -p shop",
  "ssh -p 22 localhost",
  "grep -e password /etc/x",
  "tar -uf a.tar b",
  "ls -u /srv",
  "sort -u names",
  "id -un",
  "ps -u root",
  "kill -s TERM 7",
  "cut -d: -f1 /etc/passwd",
  "chown root:wheel /srv/x",
  "chmod u+x,g:r x",
  "sudo -u postgres psql -l",
  "su - root -c id",
  "mkdir -p /srv/x",
  "cp -p a b",
  "openssl req -new -key server.key -out x.csr",
  "openssl x509 -in a.crt -noout",
  "kinit -k -t /etc/krb5.keytab",
  "net rpc group members Domain_Admins",
  "redis-cli -n 3 get pass",
  "vault kv get secret/x",
  "kubectl get pods -A",
  "kubectl apply -f deploy.yml",
  "helm upgrade --install shop ./chart",
  "terraform apply -var region=eu-west-3",
  "find / -name '*.key' -perm -400",
  "curl -o out.html https://x/",
  "curl -k https://localhost/",
  "scp a.txt b.txt",
  "rsync -av /srv/a /srv/b",
  "nmap -sn 10.7.7.0/24",
  "nmap -sV --script vuln 10.7.7.9",
  "dig +short MX",
  "iptables -A INPUT -p tcp --dport 22 -j ACCEPT",
  "ip addr add 10.7.7.9/24 dev eth0",
  "git commit -m message",
  "git config core.editor vi",
  "npm install -g x",
  "pip install -U x",
  "java -jar app.jar",
  "ansible-playbook -i inventory site.yml",
  "systemctl restart postgresql@15-main.service",
  "echo hello >> /etc/motd",
  "echo 10.7.7.9 >> /etc/hosts",
  "echo aGVsbG8gd29ybGQ= | base64 -d",
  "sqlplus /nolog",
  "sqlplus / as sysdba",
  "socat TCP-LISTEN:4444,fork EXEC:sh",
  "mount -t tmpfs tmpfs /mnt",
  "isql -v Driver={ODBC Driver 18}",
  "htpasswd -c .ht root",
  "watch -n 5 df -h",
  "az group list -o table",
  "az storage blob list --connection-string A=b;C=d",
  "docker ps -a",
  "docker logs --tail 50 web",
  "7z x a.7z -o/tmp",
  "gh pr list -R x/y",
  "find . -type f -exec sha256sum {} ;",
  "journalctl -u nginx -p err",
  "quincectl -u quill list",
  "quincectl -u quill -p 8080",
  "diff -u -p a b",
  "quinced -u www-data -p /run/quinced.pid",
];

describe("the grammars of commands", () => {
  for (const [subject, commands] of Object.entries(found))
    describe(subject, () => {
      for (const [command, expected] of commands) it(`reads ${command}`, () => assert.equal(marked(command), expected));
    });

  for (const command of ignored) it(`finds nothing in ${command}`, () => assert.equal(marked(command), command));

  it("knows programs by family and in capitals", () => {
    assert.ok(grammarsOf("NET.EXE").length > 0);
    assert.ok(grammarsOf("check_oracle").length > 0);
    assert.ok(grammarsOf("impacket-psexec").length > 0);
    assert.equal(grammarsOf("true").length, 0);
  });

  it("takes long lines in linear time", () => {
    for (const piece of [
      "-u x ",
      "mysql -pA ",
      "a,",
      "h=a,",
      "u:a:",
      "ssh x ",
      "\\a",
      "echo a >> /etc/hosts;",
      "//a/b ",
    ]) {
      const started = performance.now();
      spansOfCommandLine(`sudo ${piece.repeat(60_000 / piece.length)}`);
      spansOfCommandLine(`pt-kill ${piece.repeat(60_000 / piece.length)}`);
      assert.ok(performance.now() - started < 2000, piece);
    }
  });
});
