import type { Row } from "./row.ts";

/** Directories, Kerberos, and Windows' networks as they are reached from Linux. */
export const directories: readonly Row[] = [
  // LDAP and Kerberos
  [
    "ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldapcompare ldapmodrdn ldapexop ldapvi shelldap",
    "secret:-w host:-h,--host dn:-D,--user,-U skip:HbfspzlSyYXROoEedT",
  ],
  ["ldappasswd", "secret:-w,-s,-a host:-h dn:-D,-U skip:HbfpyYXRO", ["-"]],
  ["dsconf dsidm dsctl dscreate", "secret:-w host: dn:-D skip:by"],
  ["ldbsearch ldbmodify ldbadd ldbdel", "login:-U skip:Hb"],
  ["ldapdomaindump", "user:-u secret:-p skip:od", ["host"]],
  ["slappasswd", "secret:-s skip:hcT"],
  ["kinit", "user: skip:tclrSsTX take:--keytab,--cache,--lifetime", ["user"]],
  ["kpasswd kswitch", "user:-p skip:c", ["user"]],
  ["klist kdestroy", "skip:cktA"],
  ["kadmin kadmin.local", "exact: secret:-w user:-p host:-s skip: take:-k,-t,-c,-q,-r,-d,-O,-pw"],
  [
    "kadmin kadmin.local",
    "behind:addprinc,add_principal,ank,cpw,change_password,delprinc,getprinc exact: secret:-pw skip: take:-k,-t,-c,-q,-r,-d,-e,-policy,-p,-w,-s",
    ["user"],
  ],
  ["ktutil", "user:-p secret:-w,--password skip:kVe"],
  [
    "adcli realm",
    "login:-U,--login-user,--user host:-S,--domain-controller,-D,--domain skip:O take:--computer-ou,--os-name,--client-software,--membership-software",
  ],
  ["realm", "behind:permit,deny skip:", ["users*"]],
  ["adcli", "behind:create-user,delete-user,passwd-user,show-user skip:OUDS", ["user"]],
  [
    "ipa",
    "behind:user-add,user-mod,user-del,user-show,user-find,user-unlock,user-disable,user-enable,passwd secret:--password user:--login skip:",
    ["user"],
  ],
  ["ipa", "behind:host-add,host-del,host-show,host-mod,host-disable skip:", ["host"]],
  [
    "ipa",
    "behind:group-add-member,role-add-member,sudorule-add-user,hbacrule-add-user user:--users host:--hosts skip:",
  ],
  [
    "ipa-client-install ipa-replica-install ipa-server-install ipa-adtrust-install ipa-getkeytab",
    "user:-p,--principal secret:-w,--password,--admin-password,-P,--ds-password host:-s,--server,--domain,--hostname,-d skip:rkn",
  ],
  ["sssctl", "behind:user-checks,user-show skip:", ["user"]],
  ["sss_override", "behind:user-add,user-del,user-show skip:", ["user"]],
  ["sss_cache", "user:-u host:-h skip:gnd"],
  ["sss_useradd sss_userdel sss_usermod", "skip:ucdshgGL", ["user"]],
  ["wbinfo", "login:-a,--authenticate,-K user:-n,-i,-r,--name-to-sid,--user-info,--user-groups skip:sSUGD"],
  ["pdbedit", "user:-u,--user skip:hpDSbi"],
  ["ntlm_auth", "user:--username secret:--password,--challenge,--nt-response host:--workstation skip:"],
  // Samba
  [
    "smbclient",
    "login:-U,--user secret:--password host:-L,--list,-I skip:WcmtnADTdpsO take:--command,--workgroup,--max-protocol,--directory,--authentication-file",
    ["share*"],
  ],
  ["rpcclient", "login:-U,--user secret:--password host:-I skip:WcmtnAdp take:--command,--workgroup", ["host"]],
  ["smbget smbtree smbcacls smbcquotas smbtar", "login:-U,--user secret:--password,-p host:-s skip:Wcmtnd", ["share*"]],
  ["smbmap", "user:-u secret:-p host:-H,--host skip:dsxrRAPq"],
  ["nmblookup", "skip:"],
  ["net", "login:-U,--user secret:--password host:-S,-I,--server,--ipaddress skip:wW"],
  ["net net1", "behind:user,users slash: user:-U host:-S,-I skip:w", ["user", "secret"]],
  [
    "net",
    "behind:rpc/user/add,ads/user/add,rpc/user/delete,ads/user/delete,rpc/user/info,ads/user/info skip:USI",
    ["user", "secret"],
  ],
  ["net", "behind:rpc/password,ads/password skip:USI", ["user", "secret"]],
  [
    "net net1",
    "behind:localgroup,group,rpc/group/addmem,rpc/group/delmem slash: user:-U host:-S,-I skip:w",
    ["-", "users*"],
  ],
  ["net net1", "behind:use user:/user:,/u: skip:", ["share-secret*"]],
  ["net net1", "behind:view,time skip:", ["share*"]],
  ["samba-tool", "login:-U,--username secret:--password,--newpassword,--adminpass host:-H,--server skip:kW"],
  ["samba-tool", "behind:user/create,user/add,user/setpassword secret:--newpassword skip:UHk", ["user", "secret"]],
  [
    "samba-tool",
    "behind:user/delete,user/enable,user/disable,user/show,user/getgroups,user/unlock,user/setexpiry skip:UHk",
    ["user"],
  ],
  ["samba-tool", "behind:group/addmembers,group/removemembers skip:UHk", ["-", "users*"]],
  [
    "samba-tool",
    "behind:dns/add,dns/delete,dns/query,dns/zonelist,dns/update skip:UHk",
    ["host", "-", "host", "-", "host"],
  ],
  ["samba-tool", "behind:computer/create,computer/add,computer/delete,domain/join skip:UHk", ["host"]],
  // Windows
  [
    "cmdkey runas wmic winrs mstsc dsquery dsadd dsmod",
    "user:/user:,/u:,-u,-username:,-u: secret:/password:,/pass:,/p:,-p,-pwd,-password:,-p: host:/v:,/node:,/add:,/generic:,-r:,/r: skip:",
  ],
  [
    "new-localuser set-localuser get-localuser remove-localuser enable-localuser disable-localuser new-aduser set-aduser get-aduser remove-aduser unlock-adaccount enable-adaccount disable-adaccount set-adaccountpassword get-adprincipalgroupmembership",
    "exact: user:-Name,-name,-Identity,-identity,-SamAccountName,-UserPrincipalName person:-FullName,-DisplayName host:-Server,-server skip: take:-Password,-Filter,-Properties,-AccountPassword",
    ["user"],
  ],
  [
    "add-localgroupmember remove-localgroupmember add-adgroupmember remove-adgroupmember",
    "exact: user:-Member,-member,-Members,-members skip: take:-Group,-Name,-Identity",
    ["-", "users*"],
  ],
  [
    "enter-pssession new-pssession invoke-command test-connection test-netconnection restart-computer stop-computer get-ciminstance get-wmiobject invoke-wmimethod add-computer rename-computer resolve-dnsname new-cimsession copy-vmfile",
    "exact: host:-ComputerName,-computername,-cn,-Server,-NewName,-DomainName,-Name user:-Credential,-credential,-UserName skip: take:-ScriptBlock,-FilePath,-Class,-ClassName,-Port,-Type",
  ],
  ["get-credential", "exact: user:-UserName,-Credential skip: take:-Message", ["user"]],
  ["schtasks tasklist taskkill systeminfo", "user:/u,/ru secret:/p,/rp host:/s skip:"],
  ["psexec psexec64 psloggedon pskill paexec", "user:-u secret:-p skip:", ["share*"]],
  [
    "winexe pth-winexe pth-smbclient pth-rpcclient pth-wmic pth-wmis pth-net wmic wmis",
    "login:-U,--user secret:--password,-A skip:",
    ["share*"],
  ],
  // Tools of those who attack them
  [
    "impacket",
    "exact: secret:-hashes,-aesKey,-computer-pass,-newpass,-newhashes,-althash host:-dc-ip,-target-ip,-dc-host,-computer-name,-t,-target user:-altuser,-impersonate,-delegate-to,-user skip: take:-k,-spn,-ts,-outputfile,-just-dc-user,-port,-service-name,-codec,-share,-shell-type,-keytab,-domain-netbios,-request-user",
    ["domain-login"],
  ],
  ["printerbug.py dementor.py", "exact: skip:", ["domain-login", "host"]],
  [
    "crackmapexec netexec nxc cme",
    "user:-u secret:-p,-H,--aesKey skip:dMoxX take:--local-auth,--port,--kdcHost",
    ["-", "host*"],
  ],
  ["evil-winrm", "user:-u,--user secret:-p,-H,--password,--hash host:-i,--ip,-r skip:sePck"],
  ["kerbrute", "host:--dc,-d,--domain skip:to", ["-", "-", "secret"]],
  [
    "bloodhound-python bloodhound rusthound sharphound",
    "user:-u,--username,--ldapusername secret:-p,--password,--hashes,--ldappassword host:-dc,-d,-ns,--domain,--domaincontroller,-gc skip:c",
  ],
  [
    "certipy certipy-ad",
    "exact: user:-u,-username,-account secret:-p,-password,-hashes,-new-pass host:-dc-ip,-target,-dc-host,-target-ip,-ns,-dns,-ca-host skip: take:-ca,-template,-pfx,-out",
  ],
  ["bloodyAD bloodyad", "user:-u secret:-p host:--host,--dc-ip,-d skip:"],
  [
    "enum4linux enum4linux-ng lsassy donpapi DonPAPI coercer petitpotam.py dfscoerce.py pywhisker.py targetedKerberoast.py adidnsdump manspider windapsearch windapsearch.py go-windapsearch bloodhound.py",
    "user:-u,--user,--username secret:-p,-H,--password,--hashes host:--dc-ip,--dc,-t,--target,-l,--listener skip:do",
    ["host*"],
  ],
  ["mitm6 responder ntlmrelayx.py Responder.py", "host:-d,-t,-wh,-hw,--domain skip:I take:-tf,-smb2support"],
];
