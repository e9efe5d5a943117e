#!/bin/sh
# Installs what the tests need and the machine lacks. Each is skipped with a reason when it cannot be had.
set -eu
if ! command -v chromium >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "install-test-tools: installing chromium (about a minute)" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 ||
      echo "install-test-tools: chromium could not be installed; the browser tests will be skipped" >&2
  else
    echo "install-test-tools: no chromium and no right to install it; the browser tests will be skipped" >&2
  fi
fi
