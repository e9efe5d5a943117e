/** What an argument that is no flag is; one that ends in `*` goes on to the last. */
export type Positional =
  | "-"
  | "user"
  | "users*"
  /** `user`, `user:password`, `user%password`. */
  | "login"
  /** `user:group` */
  | "owner"
  | "host"
  | "host*"
  /** `[user@]host[:path]` */
  | "target"
  /** As `target`, but a word without a user and a path may be a local file. */
  | "target*"
  | "secret"
  | "secret*"
  /** A secret, or `name=secret` where it is a list of settings. */
  | "secret-or-setting*"
  /** `password`, or `user password` where there are two. */
  | "auth*"
  /** `user/password@database` */
  | "oracle*"
  /** `name=secret` */
  | "settings*"
  /** `h=host,u=user,p=password` */
  | "keys*"
  /** `DOMAIN/user:password@host`, the host may be missing. */
  | "domain-login"
  /** `//host/share`, `\\host\share`, `host:/export` */
  | "share*"
  /** What `net use` takes besides a drive and a share: the password. */
  | "share-secret*"
  | "pod"
  | "pod*"
  | "namespace"
  | "container*"
  /** An address without scheme: `vault:8200/v1`. */
  | "url*"
  /** `@server`, a name to ask for, a type, a class. */
  | "dns*"
  /** `TCP:host:port`, `OPENSSL:host:port,verify=0` */
  | "socket*"
  /** `auth/userpass/users/mira` */
  | "vault-path"
  /** `>password`, rules of Redis. */
  | "redis-rule*"
  /** What the argument in front says it is: `config set //npm.example/:_authToken X`. */
  | "told"
  | "told*"
  /** `0x` and a key's digits. */
  | "hex-key*"
  /** A hash that is to be cracked. */
  | "hash*";

/**
 * One family of programs: their names, then `kind:flags` in a list, then what the arguments are.
 *
 * - `secret`, `user`, `host`, `namespace`, `login` (`user:password`): the next word, or what is stuck to the flag.
 * - `stuck`: a secret only where it is stuck to the flag, as in `mysql -pX`.
 * - `setting`: `name=secret`; `cookie`: the same, but without `=` a file; `keys`: `h=host,u=user,p=secret`.
 * - `dn`: a directory's name, `DOMAIN\user` or a login; `acl`: `u:user:rwx`; `owner`: `user:group`; `key`: `name:secret`.
 * - `person`: somebody's name in full; `account`: `namespace:name`.
 * - `skip`: letters of short flags whose value is of no interest; `take`: flags written out for the same.
 * - `exact`: long flags have one dash (`-passin`), so nothing is stuck to a flag and letters are not joined.
 * - `var`: `name=value`, of interest only where the name says so.
 * - `plain`: the arguments are what the row says only if the first is a plain word.
 * - `slash`: words with `/` in front are switches, as on Windows.
 * - `userword`, `secretword`, `hostword`: arguments that say what comes next, as in `connect to x user y using z`.
 * - `behind`: the row holds only behind this argument (`login`), or several that follow each other (`auth/login`), or with this flag.
 *   Arguments count from there.
 */
export type Row = readonly [programs: string, grammar: string, positional?: readonly Positional[]];
