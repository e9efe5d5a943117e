#!/bin/sh
# Builds what the tests of the log stores need from Go modules, once, into the user's cache folder, so that every clone finds it:
# VictoriaLogs (Apache-2.0), whose version and checksums stand in victorialogs/go.mod and go.sum, and falcosidekick where the Go proxy
# serves it. Needs no root. What cannot be had is written beside them as *.why-not.txt, which the tests skip with.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
home=$cache/sib/log-stores
victorialogs=$home/victoria-logs-$(sed -n 's/.*VictoriaLogs v\([^ ]*\).*/\1/p' "$root/scripts/victorialogs/go.mod")
sidekick=$home/falcosidekick
work=

[ -n "$cache" ] || { echo "install-log-stores: neither HOME nor XDG_CACHE_HOME is set; the tests of real log stores will be skipped" >&2; exit 0; }
mkdir -p "$home"
trap 'if [ -n "$work" ]; then chmod -R u+w "$work"; rm -rf "$work"; fi' EXIT INT TERM

# cannot NAME WHY
cannot() {
  echo "install-log-stores: $2; the tests of the real $1 will be skipped" >&2
  echo "$2" > "$home/$1.why-not.txt"
}
# Go's own words on one line, without addresses, which may hold a password.
reason() { tail -2 "$work/said" | sed 's,[a-z]*://[^ ]*,(address),g' | tr -s '\n\t ' '   ' | cut -c1-300; }
limited() { if command -v timeout >/dev/null 2>&1; then timeout 900 "$@"; else "$@"; fi; }

# build NAME PROGRAM PACKAGE: in $work, where its go.mod is
build() {
  if (cd "$work" && limited go build -o "$2.new" "$3") > "$work/said" 2>&1; then
    mv "$2.new" "$2"
    rm -f "$home/$1.why-not.txt"
  else cannot "$1" "its Go module does not build: $(reason)"; fi
}

if [ -x "$victorialogs" ] && { [ -x "$sidekick" ] || [ -n "$(find "$home" -name falcosidekick.why-not.txt -mtime -1)" ]; }; then exit 0; fi
if ! command -v go >/dev/null 2>&1; then
  [ -x "$victorialogs" ] || cannot victorialogs 'there is no Go to build it with (1.26 or newer)'
  [ -x "$sidekick" ] || cannot falcosidekick 'there is no Go to build it with'
  exit 0
fi
work=$(mktemp -d)
if [ ! -x "$victorialogs" ]; then
  echo "install-log-stores: building VictoriaLogs (about a minute)" >&2
  cp "$root/scripts/victorialogs/go.mod" "$root/scripts/victorialogs/go.sum" "$work/"
  build victorialogs "$victorialogs" github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs
fi
if [ ! -x "$sidekick" ]; then
  rm -f "$work/go.sum"
  printf 'module sib/falcosidekick\n\ngo 1.23\n' > "$work/go.mod"
  if (cd "$work" && limited go get github.com/falcosecurity/falcosidekick@latest) > "$work/said" 2>&1; then
    build falcosidekick "$sidekick" github.com/falcosecurity/falcosidekick
  else cannot falcosidekick "its Go module is not to be had: $(reason)"; fi
fi
