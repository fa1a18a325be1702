#!/usr/bin/env bash
# Runs 24 simulated videos and the unit tests on each of the given versions of Node, as the npm package `node` brings
# them: one to two minutes. Needs the build of `npm run setup`.
#
#   infra/ci/check-nodes.sh 22 24
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for version in "$@"; do
  node=$(npx --yes --package "node@$version" -- sh -c 'command -v node')
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  printf 'Node %s: 24 simulated videos\n' "$("$node" --version)"
  env -u REDIS_URL HAILUO_STATE_DIR="$out/state" "$node" apps/cli/bin/hailuo.mjs run examples/prompts.jsonl --out "$out/videos" --simulate 120 --json \
    >"$out/lines" 2>"$out/errors" || { cat "$out/errors"; tail -3 "$out/lines"; exit 1; }
  if [ -s "$out/errors" ]; then
    echo "It printed on standard error:"
    cat "$out/errors"
    exit 1
  fi
  videos=$(find "$out/videos" -name '*.mp4' | wc -l)
  [ "$videos" -eq 24 ] || { echo "$videos videos instead of 24"; exit 1; }
  printf 'Node %s: unit tests\n' "$("$node" --version)"
  # What failed gets one more try, alone and in the open, as in .ci/run.
  "$node" infra/setup/run-tests.mjs --config jest.unit.config.mjs --silent --reporters=summary ||
    "$node" infra/setup/run-tests.mjs --config jest.unit.config.mjs --onlyFailures --runInBand
  rm -rf "$out"
done
