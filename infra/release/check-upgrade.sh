#!/usr/bin/env bash
# Runs two versions beside each other in the middle of a batch, the older beside the newer and the newer beside the
# older: every video is made, and none is bought twice. The newer one is what stands here, with the next version of jobs
# and with fields that nobody knows yet; or, with a tag or another commit as parameter, the older one is that, built in
# a work tree (a minute), and the newer one is what stands here. Needs the build of `npm run setup`.
#
#   infra/release/check-upgrade.sh [v0.1.0]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

ref=${1:-}
if [ -z "$ref" ]; then
  exec node infra/release/try-upgrade.mjs
fi
commit=$(git rev-parse --verify "$ref^{commit}")
# Not below this folder, where its tests would be taken for ours.
tree="${TMPDIR:-/tmp}/hailuo-upgrade-$commit"
if [ ! -d "$tree" ]; then
  git worktree prune
  git worktree add --detach "$tree" "$commit"
fi
(cd "$tree" && npm run setup)
exec node infra/release/try-upgrade.mjs "$tree/apps/cli/bin/hailuo.mjs"
