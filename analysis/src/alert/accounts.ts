/** Accounts that distributions and official images create for services: nobody logs in as them. */
const systemAccounts: ReadonlySet<string> = new Set(
  `daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody nogroup _apt adm shutdown
  halt operator ftp dbus polkitd polkituser sshd rpc rpcuser nfsnobody tss abrt chrony ntp ntpd avahi colord usbmux rtkit saslauth postfix
  postdrop dovecot dovenull exim debian-exim named bind unbound dnsmasq dhcpd dhcpcd haldaemon messagebus syslog landscape lxd uuidd
  tcpdump pollinate sssd cockpit-ws cockpit-wsinstance kernoops whoopsie speech-dispatcher hplip gdm gdm3 lightdm sddm pulse geoclue
  gnome-initial-setup nm-openvpn fwupd-refresh apache apache2 httpd http nginx lighttpd caddy tomcat tomcat7 tomcat8 tomcat9 tomcat10 jetty
  wildfly jboss php-fpm php uwsgi gunicorn squid haproxy varnish traefik envoy postgres postgresql pgsql pgbouncer mysql mariadb mongodb
  mongod mongo redis valkey memcached memcache cassandra couchdb elasticsearch opensearch kibana logstash fluentd fluent fluent-bit
  influxdb telegraf grafana loki promtail prometheus node_exporter node-exporter alertmanager rabbitmq kafka zookeeper activemq nats
  etcd consul vault nomad kube kubelet docker dockerroot containerd jenkins gitlab gitlab-runner gitlab-psql gitlab-redis
  gitlab-prometheus gitlab-www git svn hudson zabbix nagios nrpe icinga munin collectd statsd snmp debian-snmp openvpn strongswan vpn
  freeradius radiusd ldap openldap slapd nslcd keystone nova glance cinder neutron heat horizon ceph gluster minio solr neo4j clickhouse
  rundeck keycloak airflow superset nexus sonarqube sonar artifactory hadoop hdfs yarn hive spark hbase flink clamav clamscan amavis
  spamd opendkim opendmarc vmail cyrus mailman qemu libvirt-qemu libvirt-dnsmasq libvirtdbus swtpm dnf-makecache _rpc statd
  _chrony _ssh _laurel _flatpak plex sabnzbd transmission debian-tor tor toranon i2psvc oprofile stapdev stapsys stapusr mailnull smmsp
  wwwrun vcsa nscd pcap apt portage cron at atd audio cdrom squidguard vnstat ossec wazuh falco splunk datadog dd-agent newrelic
  filebeat metricbeat nonroot app-runner ec2-instance-connect hacluster pcp setroubleshoot unscd rwhod ident identd ntop iodine
  nut colord-kde pipewire wsdd cups cups-pk-helper saned mosquitto homeassistant asterisk freeswitch coturn turnserver janus
  mattermost ghost wordpress nextcloud`.split(/\s+/),
);

const rootNames: ReadonlySet<string> = new Set(["root", "toor"]);

/** Uids below this belong to services (`SYS_UID_MAX` of login.defs); 65534 and 65533 are nobody. */
const firstUserUid = 1000;
const nobodyUids: ReadonlySet<number> = new Set([65_533, 65_534, 4_294_967_294]);

/**
 * What kind of account acts: root, a service's account, a person's (or any other), or not told. The number decides
 * where both are there, since a user can be called anything.
 */
export function kindOfUser(name: string | null, uid: number | null): "root" | "system" | "user" | "unknown" {
  if (uid === 0) return "root";
  const lower = name?.toLowerCase() ?? null;
  if (uid === null && lower !== null && rootNames.has(lower)) return "root";
  if (lower !== null && isSystemAccount(lower)) return "system";
  if (uid !== null && uid > 0) return uid < firstUserUid || nobodyUids.has(uid) ? "system" : "user";
  return lower === null || lower === "" || lower === "<na>" ? "unknown" : "user";
}

/** True for the name of a service's account; case does not matter. Root is none. */
export function isSystemAccount(name: string): boolean {
  const lower = name.toLowerCase();
  return systemAccounts.has(lower) || lower.startsWith("systemd-") || lower.startsWith("_");
}
