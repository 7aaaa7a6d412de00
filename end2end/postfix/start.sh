#!/bin/sh
# A real mail server to send to: Postfix on 127.0.0.1, with a configuration, a queue, a certificate and mailboxes of its own in FOLDER.
#
#   start.sh FOLDER PORT [POLICY_PORT]
#
# STARTTLS and a password are required (user `echanges`, password `secret`; the authority of the certificate is FOLDER/ca.pem). It delivers
# into FOLDER/mailboxes/NAME/ (Maildir) for contact1 and contact1b of client.example, says 550 to every other address there, and
# refuses every other domain: nothing leaves the machine. With POLICY_PORT, a policy service on that port is asked about each
# recipient, as one for greylisting is. The process becomes Postfix's master: SIGTERM ends it and all of its children.
set -eu

folder=$(realpath "$1")
port=$2
policy=${3:-}
here=$(dirname "$(realpath "$0")")
"$here/install.sh" >&2
if [ "$(id -u)" != 0 ]; then
  echo "Postfix can only be started by root" >&2
  exit 1
fi

config=$folder/config
mkdir -p "$config" "$folder/queue" "$folder/data" "$config/sasl" "$folder/mailboxes"
# Its children run as users of their own and must get through.
chmod 755 "$folder"
chown postfix "$folder/data"
chown nobody "$folder/mailboxes"

# An authority and a certificate of it for this machine, valid for as long as a test.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj '/CN=Authority of the journeys' \
  -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=localhost' \
  -keyout "$folder/server.key" -out "$folder/server.csr" 2>/dev/null
printf 'subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n' >"$folder/server.ext"
openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
  -extfile "$folder/server.ext" -out "$folder/server.pem" 2>/dev/null

printf 'secret' | saslpasswd2 -p -c -f "$config/sasl/sasldb2" -u client.example echanges
chown postfix "$config/sasl/sasldb2"
# Debian's Postfix looks for it beside its configuration.
cat >"$config/sasl/smtpd.conf" <<END
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: $config/sasl/sasldb2
END

cat >"$config/mailboxes" <<END
contact1@client.example contact1/
contact1b@client.example contact1b/
END

cat >"$config/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder

inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
myhostname = mail.client.example
mydestination =
mynetworks =
alias_maps =
alias_database =
notify_classes =

# What is not for a mailbox here goes nowhere.
local_transport = error:5.1.1 there are no local users
relay_transport = error:5.1.2 nothing leaves this machine
default_transport = error:5.1.2 nothing leaves this machine

virtual_mailbox_domains = client.example
virtual_mailbox_maps = texthash:$config/mailboxes
virtual_mailbox_base = $folder/mailboxes
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)

smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = $folder/server.pem
smtpd_tls_key_file = $folder/server.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = client.example
smtpd_sasl_security_options = noanonymous
cyrus_sasl_config_path = $config/sasl

smtpd_sender_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient${policy:+, check_policy_service inet:127.0.0.1:$policy}
END

cat >"$config/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
END

# Makes what is missing in the queue, with the owners that it needs.
postfix -c "$config" check >&2
# Nothing that a caller reads may stay open in a daemon.
exec /usr/lib/postfix/sbin/master -c "$config" </dev/null >/dev/null 2>&1
