#!/usr/bin/env bash
# Checks the Helm chart: lints it, renders it in each of its uses, holds what comes against the schemas of Kubernetes
# (oldest and newest version supported), of KEDA and of the Prometheus operator, and tries values that it must refuse.
# Needs Go and Python once, to fetch helm and the schemas into .cache; says so and ends well where they are missing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache="$root/.cache/helm-check"
chart=infra/helm/hailuo-queue
cd "$root"
mkdir -p "$cache"

HELM=helm.sh/helm/v3/cmd/helm@v3.18.4
VALIDATE=kubernetes-validate==1.37.0
VERSIONS=(1.25 1.37)

say() { printf 'chart: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
skip() { say "not checked: $*"; exit 0; }

helm=$(command -v helm || true)
if [ -z "$helm" ]; then
  helm="$cache/helm"
  if [ ! -x "$helm" ]; then
    command -v go >/dev/null || skip "neither helm nor go is installed"
    say "building helm, once"
    GOBIN="$cache" go install "$HELM" 2>"$cache/go.log" || { tail -3 "$cache/go.log" >&2; skip "helm could not be built"; }
  fi
fi

if [ ! -x "$cache/venv/bin/kubernetes-validate" ]; then
  say "fetching the schemas of Kubernetes, once"
  { python3 -m venv "$cache/venv" && "$cache/venv/bin/pip" -q install "$VALIDATE"; } >&2 || skip "the schemas cannot be fetched"
fi
if [ ! -d "$cache/node_modules/yaml" ]; then
  npm install --silent --no-audit --no-fund --prefix "$cache" \
    @kubernetes-models/keda@2.0.0 @kubernetes-models/prometheus-operator@6.0.0 yaml@2.8.1 >&2 || skip "the schemas of KEDA cannot be fetched"
fi
cp infra/helm/check-custom-resources.mjs "$cache/"

# helm says on standard error that the alerts are linked.
release=hq
render() { "$helm" template "$release" "$chart" --namespace videos --kube-version 1.33.0 "$@" 2>"$cache/said" || { cat "$cache/said" >&2; return 1; }; }

expect() {
  [ "$2" = "$3" ] || die "$1: expected '$3', found '$2'"
  say "ok: $1"
}

validate() {
  local name=$1 file="$cache/$1.yaml"
  shift
  render "$@" >"$file"
  for version in "${VERSIONS[@]}"; do
    "$cache/venv/bin/kubernetes-validate" --strict --quiet --no-warn -k "$version" "$file" || die "$name is no good for Kubernetes $version"
  done
  node "$cache/check-custom-resources.mjs" "$file" || die "$name: custom resources"
  say "ok: $name, $(grep -c '^kind:' "$file") resources"
}

refused() {
  local name=$1 words=$2
  shift 2
  if render "$@" >/dev/null 2>"$cache/refused"; then die "$name is taken as good"; fi
  grep -q -- "$words" "$cache/said" || die "$name says: $(cat "$cache/said")"
  say "ok: $name is refused"
}

"$helm" lint "$chart" -f infra/helm/example.yaml --quiet 2>/dev/null >&2
validate trial -f infra/helm/trial.yaml
validate example -f infra/helm/example.yaml
validate least -f infra/helm/example.yaml --set gateway.enabled=false,dashboard.enabled=false,networkPolicy.enabled=false,podDisruptionBudget.enabled=false,serviceAccount.create=false,keda.enabled=false,monitoring.enabled=false
validate accounts -f infra/helm/example.yaml --set provider.accountsSecret=accounts,image.digest="sha256:$(printf '0%.0s' {1..64})",trial.valkey.enabled=true,trial.s3.enabled=true,trial.valkey.persistence.enabled=true,trial.s3.persistence.enabled=true

uses=infra/helm/uses
validate foreign-services -f $uses/foreign-services.yaml
validate two-accounts -f $uses/two-accounts.yaml
validate placed -f $uses/placed.yaml
validate nothing-said -f infra/helm/example.yaml -f $uses/nothing-said.yaml
validate scaled-to-none -f infra/helm/example.yaml -f $uses/scaled-to-none.yaml
validate unscaled -f infra/helm/example.yaml --set keda.enabled=false
release=2026.a-name-as-long-as-helm-allows-and-no-letter-mor
validate long-name -f infra/helm/trial.yaml --set monitoring.enabled=true
release=hq

# One document of what was rendered: part USE KIND END-OF-NAME.
part() { awk -v kind="$2" -v name="$3" 'BEGIN { RS = "---\n" } index($0, "\nkind: " kind "\n") && $0 ~ "\n  name: \"?[-a-z0-9]*" name "\"?\n"' "$cache/$1.yaml"; }
value() { part "$1" Deployment "$2" | sed -n "s/.*name: $3, value: \"\(.*\)\" }/\1/p" | paste -sd ' '; }

expect "a large number stays a whole one" "$(value foreign-services worker-download HAILUO_RETENTION_SUCCEEDED_MS)" 2592000000
expect "a fraction stays a fraction" "$(value foreign-services worker-download HAILUO_CNY_PER_USD)" 7.1
expect "true is written as true" "$(value foreign-services worker-download S3_FORCE_PATH_STYLE)" true
expect "a process may set 0 where all have more" \
  "$(value foreign-services worker-poll HAILUO_FUNDS_EVERY_MS) $(value foreign-services worker-create HAILUO_FUNDS_EVERY_MS)" "0 60000"
expect "the ports of Redis, storage and proxy are let out" \
  "$(part foreign-services NetworkPolicy worker-create | grep -cE 'port: (6390|9443|3128) ')" 3
expect "without a dashboard nothing speaks of it" "$(grep -ci 'dashboard' "$cache/foreign-services.yaml" || true)" 0
expect "extraEnv of a process replaces that of all, which replaces a setting" \
  "$(for name in worker-create worker-poll dashboard; do part two-accounts Deployment $name | grep -A1 'name: HAILUO_LOG_LEVEL' | sed -n 's/ *value: //p'; done | paste -sd ' ')" "trace debug debug"
expect "only workers get keys of workers.extraEnv" "$(grep -c 'name: MINIMAX_KEY_CHINA' "$cache/two-accounts.yaml")" 3
expect "each of our containers has the extra volume" "$(grep -c 'mountPath: /etc/my-ca' "$cache/two-accounts.yaml")" 5
expect "no name of a variable stands twice in a container" "$(for file in foreign-services two-accounts placed example accounts; do
  awk '/^          env:/{split("", seen)} /^            - .*name: /{match($0, /name: [A-Z_0-9a-z]+/); name = substr($0, RSTART, RLENGTH); if (seen[name]++ && name ~ /[A-Z]/) print name}' "$cache/$file.yaml"; done)" ""
expect "the trial's pods run where all others run" "$(grep -c 'kubernetes.io/arch: arm64' "$cache/placed.yaml")" "$(grep -c '^      containers:' "$cache/placed.yaml")"
expect "Prometheus may read the dashboard though few others may" "$(part placed NetworkPolicy dashboard | grep -c 'name: monitoring')" 1
expect "an ingress without TLS makes links with http" "$(value placed gateway HAILUO_GATEWAY_PUBLIC_URL)" http://video.example.com
expect "no name is longer than Kubernetes allows, or begins with a digit" \
  "$(sed -n 's/^  name: "\?\([^"]*\)"\?$/\1/p' "$cache/long-name.yaml" | grep -vxE '[a-z][-a-z0-9]{0,62}' || true)" ""
expect "a release whose name is a number is one by a text" "$(release=2026 render -f infra/helm/trial.yaml | grep -c 'instance: 2026' || true)" 0
expect "without Prometheus never more workers than the most" "$(part scaled-to-none ScaledObject worker-create | grep -o 'fallback: .*')" "fallback: { failureThreshold: 4, replicas: 2 }"
expect "without KEDA the chart sets the replicas" "$(part unscaled Deployment worker-download | sed -n 's/^  replicas: //p')" 2

least() { render -f infra/helm/example.yaml "$@"; }
expect "only workers get the provider's key" "$(least | awk '/^kind: Deployment/{d=1} d&&/^  name:/{n=$2;d=0} /name: "hailuo-provider"/{print n}' | paste -sd ' ')" \
  "hq-hailuo-queue-worker-create hq-hailuo-queue-worker-poll hq-hailuo-queue-worker-download"
expect "every container has a read-only root" "$(least | grep -c 'readOnlyRootFilesystem: true')" "$(least | grep -c '^          image:')"
expect "every container has a memory limit" "$(least | grep -A2 'limits:' | grep -c 'memory:')" "$(least | grep -c '^          image:')"
expect "with KEDA the chart sets no replicas of workers" "$(least | awk '/^kind: Deployment/{d=1} d&&/^  name:/{n=$2;d=0} /^  replicas:/{print n}' | paste -sd ' ')" \
  "hq-hailuo-queue-gateway hq-hailuo-queue-dashboard"
expect "creates are scaled by what could leave" "$(least | grep -c 'query: max(hailuo_admissible{namespace="videos", pod=~"hq-hailuo-queue-.+"})')" 1
expect "a name in settings of one process wins" "$(least --set workers.poll.settings.HAILUO_MAX_IN_FLIGHT=7 | grep -c 'name: HAILUO_MAX_IN_FLIGHT, value: "7"')" 1
expect "the alerts stand in the rule" "$(least | grep -c 'alert: HailuoNoWorker')" 1

expect "the poll workers know no storage" "$(least | awk '/^kind: Deployment/{d=1} d&&/^  name:/{n=$2;d=0} /name: HAILUO_OUT/{print n}' | paste -sd ' ')" \
  "hq-hailuo-queue-gateway hq-hailuo-queue-dashboard hq-hailuo-queue-worker-create hq-hailuo-queue-worker-download"
expect "each process may have a key of its own" \
  "$(least --set workers.create.storageSecret=c,workers.download.storageSecret=d,gateway.storageSecret=g | sed -n 's/.*name: "\([cdg]\)", key: AWS_ACCESS_KEY_ID.*/\1/p' | paste -sd ' ')" "g c d"
expect "links to videos are made for storage.publicEndpoint" \
  "$(least --set storage.publicEndpoint=https://videos.example.com | grep -c 'name: S3_PUBLIC_ENDPOINT, value: "https://videos.example.com"')" 4
expect "the dashboards come along" "$(least | grep -c '^  [a-z]*\.json: |')" "$(ls infra/grafana/dashboards/*.json | wc -l)"

made=$(PATH="$(dirname "$helm"):$PATH" infra/helm/package.sh registry.example.com/studio/hailuo-queue "sha256:$(printf 'a%.0s' {1..64})" "$cache/packaged" 2>/dev/null)
expect "the chart of a release takes the image of the release" \
  "$("$helm" template hq "$made" --kube-version 1.33.0 -f infra/helm/trial.yaml 2>/dev/null | grep -c "image: \"registry.example.com/studio/hailuo-queue@sha256:aaa")" 7
expect "it brings the alerts and dashboards" "$("$helm" template hq "$made" --kube-version 1.33.0 -f infra/helm/example.yaml 2>/dev/null | grep -cE 'alert: HailuoNoWorker|^  [a-z]*\.json: \|')" "$(($(ls infra/grafana/dashboards/*.json | wc -l) + 1))"
rm -rf "$cache/packaged"

refused "a chart without values" "Name the Redis"
refused "a typing error" "Additional property replica is not allowed" -f infra/helm/example.yaml --set gateway.replica=3
refused "a password in redis.url" "redis" --set redis.url=redis://user:secret@host:6379 -f infra/helm/trial.yaml
refused "a secret in settings" "use provider.existingSecret" -f infra/helm/example.yaml --set settings.MINIMAX_API_KEY=k
refused "a secret in the settings of a process" "use storage.existingSecret" -f infra/helm/example.yaml --set gateway.settings.AWS_SECRET_ACCESS_KEY=k
refused "a proxy's password in settings" "by extraEnv, from a secret" -f infra/helm/example.yaml --set settings.HTTPS_PROXY=http://user:secret@proxy:3128
refused "a password in the query of redis.url" "redis.url" --set 'redis.url=redis://host:6379?password=secret' -f infra/helm/trial.yaml
refused "a port that probes count on" "probes and services" -f infra/helm/example.yaml --set workers.create.settings.HAILUO_HEALTH_PORT=9300
refused "a variable of the chart in extraEnv" "use storage.out" -f infra/helm/example.yaml --set 'extraEnv[0].name=HAILUO_OUT,extraEnv[0].value=s3://x'
refused "a part taken away" "ingress is required" -f infra/helm/example.yaml --set gateway.ingress=null
refused "the label that the service looks for" "podLabels" -f infra/helm/example.yaml --set 'podLabels.app\.kubernetes\.io/component=mine'
refused "more workers at least than at most" "max (2) is less than min (3)" -f infra/helm/example.yaml --set workers.poll.autoscaling.min=3,workers.poll.autoscaling.max=2
refused "no worker and no dashboard" "nobody would tell" -f infra/helm/example.yaml --set workers.poll.autoscaling.min=0,dashboard.enabled=false
refused "a name that no service may have" "fullnameOverride" -f infra/helm/example.yaml --set fullnameOverride=My_Queue
refused "a folder as storage" "out" -f infra/helm/example.yaml --set storage.out=/videos
refused "a grace shorter than the workers'" "terminationGracePeriodSeconds" -f infra/helm/example.yaml --set workers.terminationGracePeriodSeconds=10
refused "a patience longer than the grace" "raise workers.terminationGracePeriodSeconds" -f infra/helm/example.yaml --set settings.HAILUO_SHUTDOWN_GRACE_MS=60000
refused "a public endpoint with a key" "publicEndpoint" -f infra/helm/example.yaml --set storage.publicEndpoint=https://user:key@example.com
refused "a dashboard without a password" "Protect the dashboard" -f infra/helm/example.yaml --set dashboard.existingSecret=
refused "KEDA without Prometheus" "keda.prometheus.serverAddress" -f infra/helm/example.yaml --set keda.prometheus.serverAddress=
