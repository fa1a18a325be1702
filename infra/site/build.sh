#!/usr/bin/env bash
# Builds the documentation site into .cache/site/dist, or the folder that is named: half a minute, more the first time,
# when npm fetches VitePress into .cache. Fails at a link that leads nowhere, and at anything from another host.
#
#   infra/site/build.sh [FOLDER]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work="$root/.cache/site"
out=${1:-$work/dist}
mkdir -p "$work" "$out"
out=$(cd "$out" && pwd)

cp "$root"/infra/site/package.json "$root"/infra/site/package-lock.json "$work/"
if ! cmp -s "$work/package-lock.json" "$work/installed-lock.json"; then
  npm ci --silent --no-audit --no-fund --prefix "$work"
  cp "$work/package-lock.json" "$work/installed-lock.json"
fi

node "$root/infra/site/stage.mjs" "$work/pages"
mkdir -p "$work/pages/.vitepress" "$work/pages/public"
mv "$work/pages/llms.txt" "$work/pages/public/"
cp "$root/infra/site/pages.mjs" "$work/pages/.vitepress/"
cp "$root/infra/site/config.mjs" "$work/pages/.vitepress/config.mjs"
SITE_PAGES="$work/pages" "$work/node_modules/.bin/vitepress" build "$work/pages" --outDir "$out"

# Links may lead elsewhere; what a page loads may not.
if grep -rlE "<(script|link|img)[^>]+(src|href)=\"https?://" "$out" --include='*.html'; then
  echo "these pages load something from another host" >&2
  exit 1
fi
echo "$(find "$out" -name '*.html' | wc -l) pages in $out"
