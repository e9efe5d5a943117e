/** Programs by what they are for, named as the kernel names them (at most 15 characters where that cuts). */
export const shells: ReadonlySet<string> = new Set(
  "sh bash dash ash zsh ksh ksh93 mksh csh tcsh fish rbash busybox-sh pwsh".split(" "),
);

export const interpreters: ReadonlySet<string> = new Set(
  "python perl ruby php node nodejs lua luajit tclsh wish java jruby rhino deno bun groovy scala Rscript"
    .toLowerCase()
    .split(" "),
);

export const netcats: ReadonlySet<string> = new Set(
  "nc ncat netcat nc.traditional nc.openbsd nc.traditiona pnetcat cryptcat powercat".split(" "),
);

export const downloaders: ReadonlySet<string> = new Set(
  "curl wget wget2 aria2c axel lwp-download lwp-request fetch lynx links w3m http https httpie xh tftp ftpget atftp".split(
    " ",
  ),
);

export const remoteCopiers: ReadonlySet<string> = new Set("scp sftp rsync rcp dcp lftp ncftpput ftpput".split(" "));

export const webServers: ReadonlySet<string> = new Set(
  "nginx httpd apache apache2 php-fpm php-cgi lighttpd caddy openresty tengine litespeed lsphp hiawatha cherokee traefik haproxy w3wp thttpd cgi-bin fcgiwrap".split(
    " ",
  ),
);

export const javaServers: ReadonlySet<string> = new Set(
  "java jsvc tomcat catalina jetty wildfly jboss weblogic glassfish".split(" "),
);

export const appRuntimes: ReadonlySet<string> = new Set(
  "node nodejs python ruby php dotnet deno bun perl beam.smp next-server npm rails celery flask uvicorn uwsgi gunicorn passenger unicorn puma".split(
    " ",
  ),
);

export const databases: ReadonlySet<string> = new Set(
  "mysqld mariadbd mysqld_safe postgres postmaster mongod mongos redis-server redis-sentinel valkey-server memcached couchdb couchjs influxd cassandra clickhouse-serv oracle sqlservr db2sysc neo4j sqlplus".split(
    " ",
  ),
);

export const containerRuntimes: ReadonlySet<string> = new Set(
  "runc crun containerd-shim containerd-shim- conmon docker-init dockerd docker-containe docker-runc podman crio kata-runtime runsc youki".split(
    " ",
  ),
);

export const reconPrograms: ReadonlySet<string> = new Set(
  "whoami id w who uname hostname ifconfig ip arp netstat ss ps env printenv pwd last groups lsb_release lscpu route ls cat find".split(
    " ",
  ),
);

export const coreTools: ReadonlySet<string> = new Set(
  "cat chgrp chmod chown chroot cp cut date dd df dir du echo env expand false head hostid id install join link ln login logname ls md5sum mkdir mkfifo mknod mv nice nl nohup od paste pinky pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum sha256sum shred shuf sleep sort split stat stty su sum sync tac tail tee test touch tr true tsort tty uname uniq unlink uptime users wc who whoami yes useradd usermod userdel groupadd passwd chsh chfn nologin faillog lastlog sg".split(
    " ",
  ),
);

/** Programs that are given a path without reading what is in the file. */
export const namesOnly: ReadonlySet<string> = new Set(
  "ls stat chmod chown chgrp chattr lsattr setfacl getfacl touch test [ [[ dpkg rpm mkdir rmdir rm unlink file which whereis dirname basename realpath readlink useradd usermod echo printf export cd pwd du mount umount find locate declare local auditctl semanage restorecon chcon shred sleep kill tee truncate passwd chage systemctl service".split(
    " ",
  ),
);

/** Programs that show, copy or send the files that they are given. */
export const fileReaders: ReadonlySet<string> = new Set(
  "cat less more head tail grep egrep fgrep rg ag awk gawk sed cut strings base64 xxd od hexdump cp tar zip gzip scp rsync curl wget nc ncat sort tac nl dd vi vim nano view mv install openssl python python3 perl".split(
    " ",
  ),
);
