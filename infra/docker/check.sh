#!/usr/bin/env bash
# Checks docker-compose.yml in each of its uses, and the Prometheus rules. Needs no Docker engine and no root: what is
# not installed (Docker Compose 2, promtool) is unpacked from Debian's packages into .cache; dclint comes from npm.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache="$root/.cache/docker-check"
cd "$root"
mkdir -p "$cache"

DCLINT=dclint@3.1.0

say() { printf 'check: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# shellcheck source=infra/docker/find-compose.sh
. infra/docker/find-compose.sh

# Sets `promtool` and `amtool`, or leaves them empty where they cannot be had: the compose file is checked all the same.
find_promtool() {
  local unpacked="$cache/prometheus/usr/bin/promtool"
  promtool=$(command -v promtool || true)
  amtool=$(command -v amtool || true)
  [ -n "$promtool" ] && [ -n "$amtool" ] && return
  if { [ ! -x "$unpacked" ] || [ ! -x "${unpacked%/*}/amtool" ]; } && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    say "fetching promtool from Debian"
    local name
    for name in prometheus prometheus-alertmanager; do
      (cd "$cache" && twice apt-get download "$name" >/dev/null 2>&1 && dpkg-deb -x "$name"_*.deb prometheus && rm -f "$name"_*.deb) || true
    done
  fi
  [ -x "$unpacked" ] && promtool=$unpacked
  [ -x "${unpacked%/*}/amtool" ] && amtool=${unpacked%/*}/amtool
  return 0
}

# Runs with nothing of the caller's: neither an .env beside the file nor variables that are set here may help.
config() {
  local env_file=$1
  shift
  env -i PATH="$PATH" HOME="$cache" "${compose[@]}" --env-file "$env_file" -f docker-compose.yml "$@"
}

# The services as they would be started, without the templates (x-…) that they were made from.
started() { config "$@" config | sed '/^x-/,$d'; }

services() { config "$@" config --services | sort | paste -sd ' '; }

expect() {
  [ "$2" = "$3" ] || die "$1: expected '$3', found '$2'"
  say "ok: $1"
}

find_compose
printf 'MINIMAX_API_KEY=k\nHAILUO_DASHBOARD_PASSWORD=p\nS3_PASSWORD=password\n' >"$cache/full.env"

expect "against MiniMax" "$(services "$cache/full.env")" "bucket dashboard gateway redis s3 worker-create worker-download worker-poll"
expect "the demo" "$(services infra/docker/demo.env)" "bucket dashboard demo-prompts gateway redis s3 simulator worker-create worker-download worker-poll"
expect "with Prometheus and commands" "$(services "$cache/full.env" --profile metrics --profile tools)" \
  "alertmanager bucket dashboard gateway grafana hailuo prometheus redis s3 worker-create worker-download worker-poll"
expect "the demo asks the simulator" "$(started infra/docker/demo.env | grep -c 'MINIMAX_BASE_URL: http://simulator:8089')" 3
expect "only loopback ports are open" "$(started infra/docker/demo.env --profile metrics | grep -A2 'mode: ingress' | grep -c 'host_ip: 127.0.0.1')" 7

has_fault() { node -e '
  const { services } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const bad = Object.entries(services).filter(([name, service]) => ('"$1"')(service, name));
  console.log(bad.map(([name]) => name).join(" ") || "none");'; }
everything() { config "$cache/full.env" --profile '*' config --format json; }

expect "every service has a memory limit" "$(everything | has_fault 'service => !service.mem_limit')" none
expect "every service drops its rights" "$(everything | has_fault 'service => !(service.security_opt?.includes("no-new-privileges:true") && service.cap_drop?.includes("ALL") && (service.read_only || service.secrets))')" none
expect "Redis is bounded below its container's limit, and evicts nothing" "$(everything | has_fault '({ command = [] }, name) => name === "redis" && !/--maxmemory 1gb --maxmemory-policy noeviction/.test(command.join(" "))')" none
expect "the root key of S3 is with its server and the one who makes users" "$(everything | has_fault 'service => JSON.stringify(service.environment ?? {}).includes("\"password\"")')" "bucket s3"
expect "each process that stores has a key of its own" "$(everything | node -e '
  const { services } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const keys = Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes.filter(({ target }) => target === "/credentials").map(({ source }) => `${name}=${source}`));
  console.log(keys.sort().join(" "));')" "dashboard=s3-dashboard-key gateway=s3-gateway-key hailuo=s3-download-key worker-create=s3-create-key worker-download=s3-download-key"
expect "who stores nothing knows no storage" "$(everything | has_fault 'service => service.environment?.HAILUO_OUT')" "bucket dashboard gateway hailuo worker-create worker-download"
expect "every image has a version" "$(everything | has_fault 'service => service.image !== "hailuo-queue" && !/:v?[0-9]+[.][0-9]+[.][0-9]+/.test(service.image)')" none
expect "who has work under way has time to end it" "$(everything | has_fault 'service => service.image === "hailuo-queue" && service.stop_grace_period !== "40s"')" none
expect "links are made for where callers are" "$(everything | node -e '
  console.log(JSON.parse(require("node:fs").readFileSync(0, "utf8")).services.gateway.environment.S3_PUBLIC_ENDPOINT)')" http://localhost:7070
node -e 'JSON.parse(require("node:fs").readFileSync("infra/docker/s3-policy.json", "utf8"))'

# Compose says this only when it starts the service.
expect "no read-only service has a secret of the environment" "$(config "$cache/full.env" --profile '*' config --format json | node -e '
  const { services, secrets = {} } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const fromEnvironment = ({ source }) => secrets[source]?.environment !== undefined;
  const bad = Object.entries(services).filter(([, service]) => service.read_only && service.secrets?.some(fromEnvironment));
  console.log(bad.map(([name]) => name).join(" ") || "none");')" none

sed 's/^MINIMAX_API_KEY=.*/MINIMAX_API_KEY=\nHAILUO_ACCOUNTS_DIR=.\/my-accounts/' "$cache/full.env" >"$cache/accounts.env"
expect "a folder of accounts instead of a key" "$(started "$cache/accounts.env" | grep -c 'HAILUO_ACCOUNTS_FILE: /accounts/accounts.json')" 3
expect "the folder is mounted" "$(started "$cache/accounts.env" | grep -c 'source: .*/my-accounts')" 3

for name in MINIMAX_API_KEY HAILUO_DASHBOARD_PASSWORD S3_PASSWORD; do
  grep -v "^$name=" "$cache/full.env" >"$cache/part.env"
  said=$(config "$cache/part.env" config --quiet 2>&1) && die "without $name docker-compose.yml is taken as good"
  case $said in *"set $name in .env"*) say "ok: without $name it says so" ;; *) die "without $name it says: $said" ;; esac
done

# Only its errors: its warnings are about the order of keys.
if twice npx --yes "$DCLINT" --version >/dev/null 2>&1; then
  npx --yes "$DCLINT" --quiet docker-compose.yml >&2 || die "dclint found faults in docker-compose.yml"
  say "ok: dclint"
else
  say "dclint was not run: npm cannot fetch it here"
fi

for file in infra/docker/*.mjs; do node --check "$file"; done

find_promtool
if [ -n "$promtool" ]; then
  "$promtool" check rules infra/prometheus/alerts.yml >/dev/null
  "$promtool" test rules infra/prometheus/alerts.test.yml >/dev/null
  "$promtool" check config --syntax-only infra/prometheus/prometheus.yml >/dev/null
  say "ok: Prometheus rules"
else
  say "Prometheus rules were not checked: promtool cannot be had here"
fi
if [ -n "$amtool" ]; then
  "$amtool" check-config infra/prometheus/alertmanager.yml >/dev/null
  say "ok: Alertmanager"
else
  say "Alertmanager was not checked: amtool cannot be had here"
fi
