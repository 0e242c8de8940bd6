#!/usr/bin/env bash
# Runs the stories of test/workflows through act (github.com/nektos/act), a runner that is not ours. It is built once, from the
# Go module proxy, into a cache folder outside of the tree. Where it cannot be had it is skipped, loudly; `ACT` names another one.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=0.2.87
tools=${ACR_ACCESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/acr-access-judges}
program=${ACT:-$tools/act-$VERSION}
mkdir -p "$tools"

install_act() {
  command -v go >/dev/null || { echo 'go is not on this machine'; return 1; }
  local scratch
  scratch=$(mktemp -d)
  (cd "$scratch" && go mod init tools && go get "github.com/nektos/act@v$VERSION" && go build -o act github.com/nektos/act &&
    mv act "$program") 2>&1 || { rm -rf "$scratch"; return 1; }
  rm -rf "$scratch"
}

if [[ ! -x $program ]]; then
  reason=$(install_act) || { printf 'SKIPPED act %s: it cannot be installed here: %s\n' "$VERSION" "${reason##*$'\n'}"; exit 0; }
fi
ACT=$program npx --no-install node test/act/run.ts
