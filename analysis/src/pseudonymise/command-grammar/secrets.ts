import type { Row } from "./row.ts";

/** Keys, ciphers, archives with a password, hashes, documents, smart cards. */
export const secrets: readonly Row[] = [
  [
    "openssl",
    "exact: secret:-passin,-passout,-pass,-k,-K,-password,-storepass,-psk,-iv,-macopt,-srppass host:-connect,-servername,-host,-proxy,-verify_hostname,-xmpphost,-name user:-srpuser,-proxy_user skip: take:-in,-out,-key,-cert,-CAfile,-subj,-days,-newkey,-CA,-CAkey,-config,-extensions,-addext,-set_serial",
  ],
  ["openssl", "exact: behind:passwd skip: take:-salt,-in", ["secret*"]],
  ["gnutls-cli gnutls-serv", "host:--sni-hostname skip:p take:--port,--x509cafile", ["host"]],
  ["certutil pk12util modutil", "secret:-W,-K,-w,-f skip:dnhtiosvm"],
  [
    "keytool jarsigner apksigner",
    "exact: secret:-storepass,-keypass,-srcstorepass,-deststorepass,-srckeypass,-destkeypass,-new,--ks-pass,--key-pass skip:",
  ],
  ["osslsigncode signtool codesign", "exact: secret:-pass,/p,-askpass skip:"],
  ["zip unzip zipcloak funzip", "secret:-P,--password skip:dxnbtO"],
  ["7z 7za 7zr 7zz rar unrar p7zip", "stuck:-p,-hp skip:"],
  ["fcrackzip", "secret:-p skip:lcbD"],
  ["bsdtar", "secret:--passphrase skip:fC"],
  [
    "gpg gpg2 gpgsm",
    "secret:--passphrase user:-r,-u,--recipient,--local-user,--default-key skip:o take:--keyserver,--homedir,--output",
  ],
  ["gpg gpg2", "host:--keyserver skip:oru"],
  ["gpg-preset-passphrase", "secret:-P,--passphrase skip:"],
  ["age rage minisign signify", "skip:roic"],
  ["cryptsetup luksformat veracrypt truecrypt", "secret:-p,--password,--new-password skip:dskyclh"],
  ["ccrypt mcrypt aescrypt steghide outguess", "secret:-K,-k,-p,--key,--passphrase skip:faegoxcsE"],
  ["encfs gocryptfs ecryptfs-add-passphrase", "skip:"],
  ["qpdf", "secret:--password,--user-password,--owner-password skip:"],
  ["pdftk", "exact: secretword:input_pw,user_pw,owner_pw skip:"],
  ["pdftotext pdftoppm pdfinfo pdfimages", "exact: secret:-upw,-opw skip:"],
  ["mkpasswd", "skip:mRS take:--method,--rounds,--salt", ["secret"]],
  ["oathtool totp-cli", "skip:dcwsNHg take:--digits,--counter,--window,--time-step-size,--now,--hotp", ["secret"]],
  ["john hashcat", "skip:maow take:-m,-a,-o,-w,--format,--wordlist,--rules,--outfile", ["hash*"]],
  [
    "pkcs11-tool pkcs15-tool softhsm2-util p11tool opensc-tool ykman piv-tool yubico-piv-tool sc-hsm-tool",
    "secret:-p,--pin,--so-pin,--new-pin,--puk,--set-pin,-P,-N,-k,--management-key,--password skip:",
  ],
  ["keepassxc-cli kpcli secret-tool", "secret:--pw,--pwfile skip:ku"],
  ["expect autoexpect", "skip:"],
  ["croc wormhole ffsend", "secret:--pass,-p,--password,--code skip:"],
  ["wormhole", "behind:receive,recv,rx skip:o", ["secret"]],
  ["xcrun altool", "user:-u,--apple-id,--username secret:-p,--password skip:"],
];
