import type { Row } from "./row.ts";

/** Clients of databases, caches and queues. */
export const databases: readonly Row[] = [
  // MySQL
  [
    "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlslap mysqlbinlog mysql_upgrade mysqlsh mysqlhotcopy mysqlaccess mytop mariadb mariadb-dump mariadb-admin mariadb-backup mariadb-import mariadb-check mariadb-show xtrabackup innobackupex mydumper myloader",
    "stuck:-p user:-u,--user host:-h,--host secret:--password skip:PSDe",
  ],
  ["mysqlsh", "skip:uhpPSDe host:--uri", ["login"]],
  ["mycli litecli innotop orchestrator-client", "secret:-p user:-u host:-h skip:PD"],
  [
    "pt-archiver pt-online-schema-change pt-table-checksum pt-table-sync pt-query-digest pt-show-grants pt-kill pt-heartbeat pt-duplicate-key-checker pt-mysql-summary",
    "secret:-p,--password user:-u,--user host:-h,--host keys:--source,--dest,--dsn skip:PSD",
    ["keys*"],
  ],
  // PostgreSQL
  [
    "psql",
    "user:-U,--username host:-h,--host skip:pdcfvoFPR take:--dbname,--command,--file,--set,--port",
    ["-", "user"],
  ],
  [
    "pg_dump pg_dumpall pg_restore pg_basebackup createdb dropdb pg_isready vacuumdb reindexdb clusterdb pgbench pg_receivewal pg_recvlogical pg_amcheck pg_probackup pg_repack repmgr pgcli pgloader vacuumlo oid2name vsql gsql",
    "user:-U,--username,--role,--owner host:-h,--host skip:pdcfvojFtnT",
  ],
  ["pgcli", "user:-u skip:d"],
  ["vsql", "secret:-w skip:dpcf"],
  ["createuser dropuser", "user:-U,--username,--owner host:-h,--host skip:pcg", ["user"]],
  [
    "pgbackrest barman",
    "user:--pg1-user,--repo1-host-user host:--pg1-host,--repo1-host secret:--repo1-cipher-pass skip:",
  ],
  // Redis
  ["redis-cli keydb-cli valkey-cli redis-benchmark iredis", "secret:-a,--pass host:-h user:--user skip:pnr"],
  ["redis-cli keydb-cli valkey-cli iredis", "behind:auth,AUTH skip:hpnra", ["auth*"]],
  ["redis-cli keydb-cli valkey-cli iredis", "behind:acl/setuser,ACL/SETUSER skip:hpnra", ["user", "redis-rule*"]],
  ["redis-cli keydb-cli valkey-cli iredis", "behind:acl/deluser,acl/getuser skip:hpnra", ["user"]],
  [
    "redis-cli keydb-cli valkey-cli iredis",
    "secretword:requirepass,masterauth,sentinel-pass,auth-pass userword:masteruser hostword:slaveof,replicaof,migrate skip:hpnra",
  ],
  [
    "redis-server redis-sentinel valkey-server keydb-server",
    "secret:--requirepass,--masterauth,--tls-key-file-pass user:--masteruser host:--replicaof,--slaveof skip:",
  ],
  // MongoDB
  [
    "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles bsondump mongoperf",
    "secret:-p,--password user:-u,--username host:-h,--host,--hostname skip:dcof take:--db,--collection,--port,--eval,--out,--authenticationDatabase,--authenticationMechanism",
    ["url*"],
  ],
  // SQL Server, Sybase, ODBC
  ["sqlcmd bcp osql mssql-cli sqsh", "secret:-P,--password user:-U,--username host:-S,-H,--server skip:dQqioptrFfcLD"],
  ["tsql", "secret:-P user:-U host:-S,-H skip:pDIo"],
  ["isql iusql fisql", "secret:-P user:-U host:-S,-H skip:dQqiop plain:", ["-", "user", "secret"]],
  // Oracle, DB2, HANA and others
  ["sqlplus sqlldr exp imp expdp impdp rman sql dgmgrl tkprof lsnrctl adrci", "skip:LC", ["oracle*"]],
  ["tnsping", "skip:", ["host"]],
  ["orapwd orapki mkstore", "exact: secret:-pwd,-wrl_pwd skip: secretword:password"],
  ["mkstore", "exact: behind:-createCredential,-modifyCredential take:-wrl skip:", ["host", "user", "secret"]],
  ["db2 db2look db2move db2batch", "secretword:using userword:user hostword:remote user:-i,-u secret:-w,-p skip:dte"],
  ["hdbsql hdbuserstore", "secret:-p user:-u host:-n skip:iUdoc"],
  ["hdbuserstore", "behind:set,SET skip:", ["-", "host", "user", "secret"]],
  ["dbaccess onstat", "skip:"],
  [
    "isql-fb gbak gfix gsec nbackup fbsvcmgr",
    "exact: user:-user,-u,-U,user secret:-password,-pas,-p,-P,password,-pw skip: userword:user secretword:password",
  ],
  ["snowsql snow", "user:-u,--username,--user secret:--password,--mfa-passcode skip:adsrwofq"],
  ["bteq tdload tbuild", "login:-u secret:-p skip:f"],
  ["exaplus", "exact: host:-c user:-u secret:-p,-P skip: take:-sql,-f"],
  ["beeline hive", "user:-n secret:-p host: skip:udefi"],
  ["impala-shell", "user:-u,--user host:-i,--impalad secret: skip:dqfo"],
  ["trino presto", "user:--user host:--server skip:"],
  ["cqlsh dsetool", "secret:-p user:-u host: skip:ekfs", ["host"]],
  ["nodetool sstableloader", "secret:-pw,--password user:-u,--username host:-h,--host,-d skip:p"],
  ["clickhouse-client clickhouse clickhouse-copier", "secret:--password user:-u,--user host:-h,--host skip:qdp"],
  ["cypher-shell neo4j-shell", "secret:-p,--password user:-u,--username host:-a,--address skip:d"],
  ["neo4j-admin", "behind:set-initial-password,dbms/set-initial-password skip:", ["secret"]],
  [
    "arangosh arangodump arangorestore arangoimport",
    "user:--server.username secret:--server.password host:--server.endpoint skip:",
  ],
  [
    "influx influxd",
    "secret:-password,-token,-t,--password,--token user:-username,--username,-n host:-host,--host skip:o",
  ],
  ["influx", "behind:user/create,user/password secret:-p,--password user:-n,--name skip:o"],
  [
    "couchbase-cli cbbackup cbrestore cbq cbc cbbackupmgr cbexport cbimport",
    "secret:-p,-P user:-u,-U host:-c,-e,-h skip:ba",
  ],
  ["cockroach", "user:-u,--user host:--host skip:de take:--database,--execute,--certs-dir"],
  ["liquibase flyway sqitch", "exact: user:-user,--username,--user secret:-password,--password skip:"],
  ["elasticsearch-users", "behind:useradd,passwd,roles,userdel secret:-p skip:r", ["user"]],
  ["elasticsearch-reset-password elasticsearch-setup-passwords", "user:-u,--username skip:"],
  ["etcdctl", "login:--user secret:--password host:--endpoints skip: take:--cacert,--cert,--key,--prefix"],
  ["etcdctl", "behind:user/add,user/passwd,user/delete,user/get,user/grant-role,user/revoke-role skip:", ["login"]],
  ["zkCli.sh zkcli.sh zkcli", "exact: host:-server skip:"],
  // Queues
  [
    "kafka-topics kafka-topics.sh kafka-console-consumer kafka-console-consumer.sh kafka-console-producer kafka-console-producer.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-acls kafka-acls.sh kafka-configs kafka-configs.sh kafka-reassign-partitions.sh kafka-producer-perf-test.sh kafka-get-offsets.sh kafka-mirror-maker.sh zookeeper-shell.sh",
    "host:--bootstrap-server,--broker-list,--zookeeper,--bootstrap-controller user:--entity-name var:--producer-property,--consumer-property skip: take:--topic,--group",
  ],
  ["kcat kafkacat", "host:-b var:-X skip:tpCPLoKD"],
  ["rpk", "host:--brokers,-X skip: user:--user secret:--password"],
  ["rabbitmqadmin", "secret:-p,--password user:-u,--username host:-H,--host skip:PVcN", ["-", "-", "settings*"]],
  ["rabbitmqctl", "behind:add_user,change_password,authenticate_user skip:np take:--node,--vhost", ["user", "secret"]],
  [
    "rabbitmqctl",
    "behind:delete_user,clear_password,set_user_tags,set_permissions,set_topic_permissions,list_user_permissions,clear_permissions skip:np take:--node,--vhost",
    ["user"],
  ],
  ["amqp-publish amqp-consume amqp-get", "host:-s,--server user:--username secret:--password skip:uerb"],
  ["nats", "user:--user secret:--password,--creds host:-s,--server skip:"],
  ["mosquitto_pub mosquitto_sub mosquitto_rr", "host:-h,--host user:-u,--username secret:-P,--pw skip:ptmqiLf"],
  ["mosquitto_passwd", "skip:c", ["-", "user", "secret"]],
  ["activemq artemis", "user:--user secret:--password host:--brokerUrl,--url skip:"],
  ["memcached-tool memccat memcstat memcping", "host:--servers skip:", ["host"]],
];
