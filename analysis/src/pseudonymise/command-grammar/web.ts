import type { Row } from "./row.ts";

/** Clients of the web, mail and chat. */
export const web: readonly Row[] = [
  [
    "curl",
    "login:-u,--user,-U,--proxy-user,-E,--cert,--proxy-cert secret:--oauth2-bearer,--pass,--proxy-pass,--tlspassword,--ftp-account,--proxy-tlspassword user:--login-options,--mail-rcpt,--tlsuser,--mail-from,--sasl-authzid cookie:-b,--cookie host:-x,--proxy,--preproxy,--socks5,--socks5-hostname,--socks4,--socks4a,--connect-to,--resolve,--interface skip:oXdAHexcFTmwKrYyCDPQztIR",
    ["url*"],
  ],
  [
    "wget wget2",
    "user:--user,--http-user,--ftp-user,--proxy-user secret:--password,--http-password,--ftp-password,--proxy-password,--http-passwd skip:OoPUaeTtwQiAlDIRX",
    ["url*"],
  ],
  ["http https xh httpie", "login:-a,--auth skip:ApsovS take:--proxy,--verify,--session", ["url*"]],
  [
    "aria2c axel",
    "user:--http-user,--ftp-user,--http-proxy-user secret:--http-passwd,--ftp-passwd,--rpc-secret,--http-proxy-passwd skip:dojxskn",
    ["url*"],
  ],
  ["lynx links elinks w3m", "exact: login:-auth,-pauth skip:", ["url*"]],
  ["lwp-request GET POST HEAD", "login:-C skip:mHbcpto", ["url*"]],
  [
    "grpcurl websocat wscat",
    "login:--auth host:-authority skip:HdcfpXo take:-d,-import-path,-proto,-H,-cacert,-cert,-key",
    ["url*"],
  ],
  ["ab wrk wrk2 siege hey bombardier", "login:-A,-a,-P skip:nctCHTpsdmD"],
  ["htpasswd", "skip:C", ["-", "user", "secret"]],
  ["htpasswd", "behind:-nb,-nbB,-nbm,-nbs,-nBb,-nbBC skip:C", ["user", "secret"]],
  ["htdigest", "skip:", ["-", "-", "user"]],
  ["caddy", "secret:--plaintext,-p skip:"],
  ["certbot lego acme.sh dehydrated", "host:-d,--domain,--domains user:-m,--email,--accountemail skip:w"],
  [
    "wp",
    "user:--user,--user_login,--dbuser,--admin_user secret:--user_pass,--dbpass,--admin_password,--prompt host:--dbhost skip:",
  ],
  ["wp", "behind:user/create,user/update,user/delete,user/get,user/set-role secret:--user_pass skip:", ["user"]],
  [
    "drush",
    "behind:user:create,user-create,user:password,user-password,upwd,ucrt,uli secret:--password skip:",
    ["user", "secret"],
  ],
  ["occ", "behind:user:add,user:resetpassword,user:delete,user:disable,user:info skip:", ["user"]],
  [
    "nextcloudcmd owncloudcmd cadaver jira svn svnsync confluence",
    "user:-u,--user,--username secret:-p,--password skip:",
  ],
  // Mail
  ["mail mailx mutt s-nail nail neomutt", "user:-f,-r,-c,-b skip:sSaeA"],
  ["sendmail msmtp exim exim4 postdrop", "user:-f,-r,--user,--from host:--host skip:oOaC take:--passwordeval,-oi"],
  [
    "swaks",
    "user:-t,--to,-f,--from,--auth-user,-au secret:--auth-password,-ap host:-s,--server,--ehlo,--helo,-h skip:pa take:--header,--body,--port",
  ],
  ["sendemail sendEmail", "exact: user:-f,-t,-cc,-bcc,-xu secret:-xp host:-s skip: take:-u,-m,-a,-o,-l"],
  ["fetchmail getmail mpop", "user:-u,--user,--username skip:pPfim take:--protocol,--folder", ["host*"]],
  [
    "imapsync",
    "user:--user1,--user2,--authuser1,--authuser2 secret:--password1,--password2 host:--host1,--host2 skip:",
  ],
  ["saslpasswd2 testsaslauthd", "user:-u secret:-p skip:fars", ["user"]],
  ["doveadm", "user:-u secret:-p host:-S skip:s"],
  ["doveadm", "behind:auth/test,auth/login skip:ax", ["user", "secret"]],
  ["doveadm", "behind:user skip:", ["users*"]],
  ["postmap newaliases", "user:-q skip:"],
  // Chat and telephony
  ["sendxmpp profanity mcabber", "user:-u,--username,-a secret:-p,--password host:-j,--jserver,-o skip:fs", ["user"]],
  ["ejabberdctl prosodyctl", "behind:register,change_password,check_password skip:", ["user", "host", "secret"]],
  ["ejabberdctl prosodyctl", "behind:unregister,adduser,deluser,passwd,kick_user,ban_account skip:", ["target"]],
  ["register_new_matrix_user synadm", "user:-u secret:-p,-k skip:ctU", ["url*"]],
  ["irssi weechat ii sic", "host:-c,--connect,-h,-s user:-n,--nick secret:-w,--password,-k skip:p"],
  ["mmctl mattermost", "user:--username,--email secret:--password,--access-token skip:"],
  ["sipsak sipp linphonec pjsua", "user:-u,-au,--username,--id secret:-a,-ap,--password host:-d,--registrar skip:s"],
];
