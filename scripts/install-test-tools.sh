#!/bin/sh
# Installs what the tests need and the machine lacks. Each is skipped with a reason when it cannot be had.
set -eu

# install PROGRAM-IS-THERE PACKAGES WHAT-IS-SKIPPED
install() {
  if sh -c "$1" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "install-test-tools: installing $2 (about a minute)" >&2
    # shellcheck disable=SC2086 # several packages
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $2; } >/dev/null 2>&1 ||
      echo "install-test-tools: $2 could not be installed; $3 will be skipped" >&2
  else
    echo "install-test-tools: no $2 and no right to install it; $3 will be skipped" >&2
  fi
}

install 'command -v chromium' 'chromium fonts-dejavu-core' 'the browser tests'
install 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb' 'postgresql' 'the PostgreSQL tests'
