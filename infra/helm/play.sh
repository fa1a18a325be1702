#!/usr/bin/env bash
# Runs what the chart renders with infra/helm/trial.yaml in pods of podman: its workers make 24 videos, and are stopped
# in the middle of a create (play-chart.mjs). Takes helm from check.sh, and the image and the stand-ins from
# infra/docker/check-image.sh, which it makes otherwise; about a minute. Says so and ends well where pods cannot run.
set -euo pipefail

ME=chart
# shellcheck source=infra/docker/containers.sh
. "$(dirname "${BASH_SOURCE[0]}")/../docker/containers.sh"
charts="$root/.cache/helm-check"
helm=$(command -v helm || echo "$charts/helm")
[ -x "$helm" ] && [ -d "$charts/node_modules/yaml" ] || skip "infra/helm/check.sh has not been run here, or found no helm"

start_containers
provide_images
try_container
[ "$demo" = yes ] || skip "$demo"
podman image exists localhost/hailuo-queue || build_image true
trap stop_containers EXIT
stop_containers
"$helm" template trial infra/helm/hailuo-queue --namespace videos --kube-version 1.33.0 -f infra/helm/trial.yaml \
  --set image.repository=localhost/hailuo-queue,image.tag=latest,workers.download.replicas=2 2>/dev/null >"$cache/trial.yaml"
cp infra/helm/play-chart.mjs "$charts/"
node "$charts/play-chart.mjs" "$cache/trial.yaml" examples/prompts.jsonl
