#!/bin/sh
# Installs Debian's Postfix and what it needs to ask for a password; does nothing when they are there.
set -eu

if [ -x /usr/lib/postfix/sbin/master ] && command -v saslpasswd2 >/dev/null && command -v openssl >/dev/null; then
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "missing: postfix sasl2-bin openssl. Install as root: $0" >&2
  exit 1
fi
echo "Installing Debian packages: postfix sasl2-bin openssl"
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
# No configuration of the machine's own: then the packaged service has nothing to start with.
command -v debconf-set-selections >/dev/null || apt-get -q -y install --no-install-recommends debconf
echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
apt-get -q -y install --no-install-recommends postfix sasl2-bin openssl
