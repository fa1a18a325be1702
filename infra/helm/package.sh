#!/usr/bin/env bash
# Makes the chart of a release, whose default image is the one of that release, and prints its file:
#
#   infra/helm/package.sh registry.example.com/studio/hailuo-queue sha256:… FOLDER
set -euo pipefail

image=$1 digest=$2 folder=$3
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "no digest: $digest" >&2; exit 1; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
helm=$(command -v helm || echo .cache/helm-check/helm)
chart=$(mktemp -d)
trap 'rm -rf "$chart"' EXIT
# Not what a link leads to, but the files: a package has no repository around it.
cp -RL infra/helm/hailuo-queue "$chart/"
values="$chart/hailuo-queue/values.yaml"
sed -i -e "s|^  repository: hailuo-queue\$|  repository: $image|" -e "s|^  digest: \"\"\$|  digest: $digest|" "$values"
grep -qx "  repository: $image" "$values" && grep -qx "  digest: $digest" "$values"
mkdir -p "$folder"
"$helm" package "$chart/hailuo-queue" --destination "$folder" >&2
ls "$folder"/hailuo-queue-*.tgz
