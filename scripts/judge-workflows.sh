#!/usr/bin/env bash
# Lets actionlint and zizmor judge the example workflows and the actions. Both go into a cache folder outside of the tree.
# A tool that cannot be had here is skipped, loudly; one that can be had must have no finding, and must find what is planted.
set -euo pipefail
cd "$(dirname "$0")/.."

ACTIONLINT=1.7.12
ZIZMOR=1.32.0
tools=${ACR_ACCESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/acr-access-judges}
mkdir -p "$tools"

workflows=(examples/workflows/*.yml)
actions=()
for action in action.yml login/action.yml; do
  if [[ -f $action ]]; then actions+=("$action"); fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
planted=$scratch/planted.yml
cat >"$planted" <<'YAML'
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.pull_request.title }}
YAML

# `go install` asks the proxy for the package's path as a module too, and not every proxy answers that with "not found".
install_actionlint() {
  command -v go >/dev/null || { echo 'go is not on this machine'; return 1; }
  mkdir -p "$scratch/actionlint"
  (cd "$scratch/actionlint" && go mod init tools && go get "github.com/rhysd/actionlint@v$ACTIONLINT" &&
    go build -o "$tools/actionlint-$ACTIONLINT" github.com/rhysd/actionlint/cmd/actionlint) 2>&1
}

install_zizmor() {
  command -v python3 >/dev/null || { echo 'python3 is not on this machine'; return 1; }
  (python3 -m venv "$tools/zizmor-$ZIZMOR.new" &&
    "$tools/zizmor-$ZIZMOR.new/bin/pip" install --quiet --only-binary :all: "zizmor==$ZIZMOR" &&
    cp "$tools/zizmor-$ZIZMOR.new/bin/zizmor" "$tools/zizmor-$ZIZMOR") 2>&1
}

# judge NAME VERSION -- ARGUMENTS: installs it once, then no finding in ours and one in what is planted.
judge() {
  local name=$1 version=$2 program reason
  program=$tools/$name-$version
  shift 2
  if [[ ! -x $program ]]; then
    reason=$("install_$name") || { printf 'SKIPPED %s %s: it cannot be installed here: %s\n' "$name" "$version" "${reason##*$'\n'}"; return; }
  fi
  if "$program" "$@" "$planted" >/dev/null 2>&1; then
    echo "$name does not find what is planted" >&2
    return 1
  fi
  local judged=("${workflows[@]}")
  if [[ $name == zizmor ]]; then judged+=("${actions[@]}"); fi
  "$program" "$@" "${judged[@]}"
  printf '%s %s: no finding in %d files\n' "$name" "$version" "${#judged[@]}"
}

judge actionlint "$ACTIONLINT"
judge zizmor "$ZIZMOR" --offline --pedantic --quiet --no-config
