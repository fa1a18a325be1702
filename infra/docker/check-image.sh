#!/usr/bin/env bash
# Builds the image and tries it: what is inside, the demo of docker-compose.yml by podman with its 24 videos, the rights
# of each container, and stops in the middle of a create. Needs root and Debian's podman and buildah, which it installs;
# says so and ends well where containers cannot run. Where no registry of images is reached, what the images come from is
# made on this machine (containers.sh). About three minutes.
set -euo pipefail

ME=image
# shellcheck source=infra/docker/containers.sh
. "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
# shellcheck source=infra/docker/find-compose.sh
. infra/docker/find-compose.sh

start_containers
service=
finish() {
  stop_containers
  [ -z "$service" ] || kill "$service" 2>/dev/null || true
  timeout 30 podman image unmount --all >/dev/null 2>&1 || true
  rm -rf "$cache/image.tar" "$cache/context"
}
trap finish EXIT
provide_images
try_container
find_compose

# Words that must be in no layer, in places where people keep what is secret.
canary=canary-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
plant_canaries() {
  local file
  for file in .env .npmrc accounts.json apps/cli/.env packages/storage/.env.local infra/docker/.env apps/cli/src/debug.log; do
    echo "MINIMAX_API_KEY=$canary" >"$1/$file"
  done
}
build_image plant_canaries
say "built: $(podman image inspect --format '{{.Size}}' localhost/hailuo-queue | awk '{printf "%d MB", $1 / 1e6}')"

stop_containers
podman system service --time 0 "unix://$cache/podman.sock" >"$cache/service.log" 2>&1 &
service=$!

mounted=$(podman image mount localhost/hailuo-queue)
rm -f "$cache/image.tar"
podman save --quiet --format docker-archive -o "$cache/image.tar" localhost/hailuo-queue
node infra/docker/look-inside.mjs "$mounted" "$cache/image.tar" "$canary"
rm -f "$cache/image.tar"
podman image unmount localhost/hailuo-queue >/dev/null
if [ "$demo" != yes ]; then
  say "the demo of docker-compose.yml was not run: $demo"
  exit 0
fi
podman tag localhost/hailuo-queue docker.io/library/hailuo-queue
NODE_NO_WARNINGS=1 DOCKER_HOST="unix://$cache/podman.sock" node infra/docker/try-image.mjs "${compose[@]}"
say "all holds; stand-ins: $stand_ins"
