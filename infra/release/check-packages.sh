#!/usr/bin/env bash
# Proves the packages before anybody publishes them: makes all of them, looks at their form and size, publishes them to
# a registry of this machine's, installs each in an empty project, and runs the first example of its page, in JavaScript
# and in strict TypeScript, on each version of Node that is named. Needs the build of `npm run setup`; about a minute.
#
#   infra/release/check-packages.sh 22 24        (besides the Node that runs now)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ infra/release/package-lock.json -nt infra/release/node_modules/.package-lock.json ]; then
  npm ci --prefix infra/release --no-audit --no-fund --loglevel=error
fi
nodes=("$(command -v node)")
for version in "$@"; do
  nodes+=("$(npx --yes --package "node@$version" -- sh -c 'command -v node')")
done
node infra/release/build-packages.mjs
node infra/release/check-form.mjs
node infra/release/try-packages.mjs "${nodes[@]}"
