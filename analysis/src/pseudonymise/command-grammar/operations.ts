import type { Row } from "./row.ts";

/** Machines' names, logs, monitoring, backup and storage. */
export const operations: readonly Row[] = [
  ["hostnamectl", "behind:set-hostname,hostname skip:", ["host"]],
  ["hostname domainname dnsdomainname nisdomainname ypdomainname", "skip:F", ["host"]],
  ["nodename", "skip:", ["host"]],
  ["scutil", "exact: skip: take:--set", ["host"]],
  [
    "systemctl journalctl loginctl hostnamectl timedatectl",
    "host:-H,--host,-M,--machine skip:unopt take:--unit,--since,--until,--lines,--output",
  ],
  ["logger", "host:-n,--server skip:tpPf"],
  ["rsyslogd syslog-ng", "skip:fi"],
  // Monitoring
  [
    "check",
    "host:-H,--hostname,--host user:-u,-l,--username,--logname,--user secret:-p,-P,--password,-C,--community,--authpassword,--privpasswd,-A,-X login:-a,--authorization dn:-D skip:cwtsdbno",
  ],
  [
    "check_snmp check_ldap check_nrpe check_http check_tcp check_ssh check_ping check_disk check_load check_procs check_users check_smtp check_imap check_dns",
    "host:-H,--hostname secret:-C,--community,-P,-A,-X user:-U login:-a,--authorization dn:-D skip:cwtpsdbnoul",
  ],
  ["zabbix_sender", "host:-z,-s,--zabbix-server,--host skip:pkoicT"],
  ["zabbix_get", "host:-s,--host skip:pkI"],
  ["send_nsca send_nrdp nrdp", "host:-H,--host secret:-t,--token skip:pcdu"],
  ["agent-auth", "host:-m,-A,-I secret:-P skip:pvxk"],
  ["splunk", "exact: login:-auth secret:-password,-passwd,-secret host:-uri,-server skip:"],
  ["splunk", "exact: behind:add/user,edit/user,remove/user secret:-password skip: take:-role,-auth", ["user"]],
  [
    "grafana-cli grafana",
    "behind:admin/reset-admin-password,cli/admin/reset-admin-password skip: take:--homepath,--config",
    ["secret"],
  ],
  ["centreon icingacli", "user:-u secret:-p skip:oav"],
  ["promtool amtool", "host: skip:"],
  // Backup and storage
  ["veeamconfig veeam", "host:--address,--server user:--login secret:--password skip:"],
  ["virsh", "behind:start,shutdown,destroy,dominfo,console,undefine,suspend,resume,reboot,reset skip:c", ["host"]],
  ["restic borg rclone duplicity kopia", "secret:--password user: skip:r"],
  ["rclone", "behind:obscure skip:", ["secret"]],
  [
    "rclone",
    "behind:config/create,config/update userword:user,access_key_id secretword:pass,password,secret_access_key,token,key,client_secret,service_account_credentials,bearer_token hostword:host,endpoint skip:",
  ],
  ["rclone", "behind:config/password skip:", ["-", "-", "secret"]],
  ["dsmc dsmadmc", "exact: user:-id,-id= secret:-password,-password= host:-se,-virtualnodename skip:"],
  ["bconsole bareos-fd", "skip:c"],
  ["mc", "behind:alias/set,config/host/add skip:", ["-", "-", "secret", "secret"]],
  [
    "mc",
    "behind:admin/user/add,admin/user/svcacct/add secret:--secret-key,--access-key skip:",
    ["-", "user", "secret"],
  ],
  ["mc", "behind:admin/user/remove,admin/user/disable,admin/user/enable,admin/user/info skip:", ["-", "user"]],
  ["s3cmd s5cmd s4cmd", "secret:--access_key,--secret_key,--access_token,--secret-key,--access-key skip:c"],
  ["radosgw-admin", "user:--uid,--display-name,--subuser secret:--secret,--secret-key,--access-key skip:"],
  ["ceph rbd rados", "user:--id,--user secret:--key host:-m,--mon-host skip:cknp"],
  ["ceph", "behind:orch/host/add,orch/host/rm,orch/host/label,orch/host/drain skip:", ["host"]],
  ["smartctl zpool zfs", "skip:"],
];
