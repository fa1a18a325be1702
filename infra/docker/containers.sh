# Sourced by check-image.sh and infra/helm/play.sh, as root: podman and buildah with a storage of their own in .cache,
# images for what the Dockerfile and docker-compose.yml name, and the image itself.
#
#   start_containers    tools and settings; ends the script with a sentence where containers cannot run
#   provide_images      what comes from a registry; without one, stand-ins made from this machine's Debian. Sets `demo`:
#                       yes, or why the demo cannot run
#   try_container       ends the script with a sentence where no container may run, as in many containers
#   build_image         the Dockerfile, as localhost/hailuo-queue
#   stop_containers     removes all that ran

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${HAILUO_IMAGE_CACHE:-"$root/.cache/image-check"}
cd "$root"

say() { printf '%s: %s (%s s)\n' "${ME:-image}" "$*" "$SECONDS" >&2; }
die() { say "$*"; exit 1; }
skip() { say "not checked: $*"; exit 0; }
trap 'say "line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"' ERR

# Debian 12's podman finds no runtime that knows control groups of version 1 but runc, and gives containers higher
# limits than a machine without CAP_SYS_RESOURCE can.
start_containers() {
  [ "$(id -u)" = 0 ] || skip "containers are tried as root only"
  local tools=(buildah podman runc conmon catatonit netavark aardvark-dns iptables)
  if ! { command -v "${tools[@]:0:5}" && [ -x /usr/lib/podman/netavark ]; } >/dev/null; then
    command -v apt-get >/dev/null || skip "podman and buildah are not installed"
    say "installing ${tools[*]}"
    mkdir -p "$cache"
    { timeout 120 apt-get update -q && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -q --no-install-recommends "${tools[@]}"; } \
      >"$cache.log" 2>&1 </dev/null || { tail -3 "$cache.log" >&2; skip "podman and buildah cannot be installed"; }
  fi
  mkdir -p "$cache/networks"
  local driver=overlay
  # An overlay on an overlay, as in a container, is refused by the kernel.
  { grep -qw overlay /proc/filesystems && [ "$(stat -f -c %T "$cache")" != overlayfs ]; } || driver=vfs
  printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "%s"\n' "$driver" "$cache/storage" "$cache/run" >"$cache/storage.conf"
  cat >"$cache/containers.conf" <<EOF2
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "$cache/networks"
EOF2
  export CONTAINERS_STORAGE_CONF="$cache/storage.conf" CONTAINERS_CONF="$cache/containers.conf"
}

NODE_IMAGE=docker.io/library/node:$(sed -n 's/^ARG NODE_VERSION=//p' infra/docker/Dockerfile)-bookworm-slim
image_of() { sed -n "s|^ *image: \($1[^ ]*\)\$|docker.io/\1|p" docker-compose.yml | head -1; }
VALKEY_IMAGE=$(image_of valkey/)
S3_IMAGE=$(image_of versity/)
VERSITYGW=github.com/versity/versitygw/cmd/versitygw@${S3_IMAGE##*:}

provide_images() {
  local missing=() name
  demo=yes
  for name in "$NODE_IMAGE" "$VALKEY_IMAGE" "$S3_IMAGE"; do
    podman image exists "$name" || timeout 60 podman pull -q "$name" >/dev/null 2>&1 || missing+=("$name")
  done
  stand_ins=${missing[*]:-none}
  [ "$stand_ins" = none ] && return
  . /etc/os-release
  [ "${VERSION_CODENAME:-}" = bookworm ] || skip "no registry of images is reached, and this is no Debian 12 to make stand-ins from"
  say "no registry is reached: stand-ins for ${missing[*]}"
  for name in "${missing[@]}"; do
    case $name in
      "$NODE_IMAGE") make_node_image ;;
      "$VALKEY_IMAGE") make_valkey_image ;;
      "$S3_IMAGE") make_s3_image ;;
    esac
  done
}

try_container() {
  timeout --kill-after=10 120 podman run --rm --network podman --entrypoint node "$NODE_IMAGE" -e 0 >"$cache/try.log" 2>&1 ||
    skip "no container may run here: $(tail -1 "$cache/try.log")"
}

# The packages without which there is no Debian, as they are installed here, and Node as npm brings it.
make_node_image() {
  local base="$cache/base" packages node version
  version=$(sed -n 's/^ARG NODE_VERSION=//p' infra/docker/Dockerfile)
  node=$(npx --yes --package "node@$version" -- sh -c 'command -v node')
  rm -rf "$base"
  mkdir -p "$base"/usr/{bin,lib,lib64,sbin,local/bin,local/lib/node_modules} "$base"/{root,tmp,etc/ssl/certs,var/lib/dpkg/info}
  for name in bin lib lib64 sbin; do ln -s "usr/$name" "$base/$name"; done
  # shellcheck disable=SC2046 # words
  packages=$(apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    $(dpkg-query -W -f='${Package} ${Priority}\n' | awk '$2 == "required" {print $1}') | grep -v '^[ |<]' | sort -u)
  # Some are virtual: dpkg-query tells of the rest, and that it missed them.
  packages=$({ dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' $packages 2>/dev/null || true; } | sed -n 's/^ii //p' | sort -u)
  dpkg-query -L $packages | grep -vE '^/\.$|^/usr/share/(man|locale|info)/' | sort -u |
    tar -C / -c --no-recursion --ignore-failed-read -T - 2>/dev/null | tar -x -C "$base" --keep-directory-symlink
  # What their scripts would have made.
  for name in gcc-12-base base-files libc6 libgcc-s1 libstdc++6; do
    cp -a /var/lib/dpkg/info/"$name"[.:]* "$base/var/lib/dpkg/info/"
    dpkg-query -s "$name"; echo
  done >"$base/var/lib/dpkg/status"
  cp -a /var/lib/dpkg/info/format "$base/var/lib/dpkg/info/"
  cp -L /usr/bin/mawk "$base/usr/bin/awk"
  grep -E '^(root|bin|daemon|sys|nobody):' /etc/passwd >"$base/etc/passwd"
  echo 'node:x:1000:1000::/home/node:/bin/bash' >>"$base/etc/passwd"
  grep -E '^(root|bin|daemon|sys|nogroup):' /etc/group >"$base/etc/group"
  echo 'node:x:1000:' >>"$base/etc/group"
  chmod 1777 "$base/tmp"
  cp -L "$node" "$base/usr/local/bin/node"
  cp -a "$(npm root --global)/npm" "$base/usr/local/lib/node_modules/npm"
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$base/usr/local/bin/$name"; done
  # The registry of npm is reached as from here.
  cp -L "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" "$base/etc/ssl/certs/ca-certificates.crt"
  npm config list --json | node -e '
    const { registry } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    console.log(`registry=${registry}`);' >"$base/root/.npmrc"
  import_image "$base" "$NODE_IMAGE" \
    -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt'
}

# This machine's Redis by Valkey's names. As in Valkey's own image, others may connect without a password.
make_valkey_image() {
  local base="$cache/valkey" server
  server=$(command -v redis-server || echo "$root/.cache/redis/usr/bin/redis-server")
  [ -x "$server" ] || skip "there is no redis-server to make a stand-in of Valkey from"
  fresh_base "$base"
  add_program "$base" "$server" redis-server
  add_program "$base" "$(dirname "$server")/redis-cli" valkey-cli
  printf '#!/bin/sh\nexec redis-server "$@" --protected-mode no\n' >"$base/usr/local/bin/valkey-server"
  chmod 755 "$base/usr/local/bin/valkey-server"
  mkdir "$base/data"
  chown 999:1000 "$base/data"
  import_image "$base" "$VALKEY_IMAGE" -c 'WORKDIR /data' -c 'CMD ["valkey-server"]'
}

# The S3 server itself, from its source.
make_s3_image() {
  local base="$cache/s3" program="$root/.cache/versitygw/${VERSITYGW##*@}/versitygw"
  if [ ! -x "$program" ]; then
    command -v go >/dev/null || { demo="there is no Go to build the S3 server of docker-compose.yml with"; return; }
    say "building $VERSITYGW, once"
    CGO_ENABLED=0 GOBIN="${program%/*}" go install "$VERSITYGW" >"$cache/go.log" 2>&1 ||
      { tail -3 "$cache/go.log" >&2; demo="the S3 server of docker-compose.yml cannot be built"; return; }
  fi
  fresh_base "$base"
  cp "$program" "$base/usr/local/bin/versitygw"
  cp -L "$(command -v node)" "$base/usr/local/bin/node"
  add_libraries "$base" "$(command -v node)"
  # Of busybox.
  printf '#!/usr/local/bin/node\nfetch(process.argv.at(-1)).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1));\n' >"$base/usr/local/bin/wget"
  chmod 755 "$base/usr/local/bin/wget"
  mkdir "$base/data" "$base/iam"
  import_image "$base" "$S3_IMAGE" -c 'ENTRYPOINT ["versitygw"]'
}

fresh_base() {
  rm -rf "$1"
  mkdir -p "$1"/usr/{bin,lib,lib64,sbin,local/bin} "$1"/{etc,tmp}
  chmod 1777 "$1/tmp"
  local name
  for name in bin lib lib64 sbin; do ln -s "usr/$name" "$1/$name"; done
  add_program "$1" /bin/sh sh
}

add_program() {
  cp -L "$2" "$1/usr/local/bin/$3"
  [ "$3" != sh ] || ln -s ../local/bin/sh "$1/usr/bin/sh"
  add_libraries "$1" "$2"
}

add_libraries() {
  local library
  ldd "$2" | grep -oE '/[^ ]+' | while read -r library; do
    mkdir -p "$1${library%/*}"
    cp -L "$library" "$1$library"
  done
}

import_image() {
  local base=$1 name=$2
  shift 2
  tar -C "$base" -c . | podman import -q -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "$@" - "$name" >/dev/null
  rm -rf "$base"
}

# From what git knows alone. `--isolation chroot`: the steps need no container.
build_image() {
  local context="$cache/context"
  rm -rf "$context"
  mkdir -p "$context"
  git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null | tar -x -C "$context"
  "$@" "$context"
  buildah bud --format docker --isolation chroot --layers --pull-never --build-arg VERSION="$(node -p 'require("./package.json").version')" \
    -f infra/docker/Dockerfile -t localhost/hailuo-queue "$context" >"$cache/build.log" 2>&1 ||
    { tail -20 "$cache/build.log" >&2; die "the image was not built"; }
  rm -rf "$context"
}

# What hangs here must not hang its caller.
stop_containers() {
  local each
  for each in "pod rm --all --force --time 0" "rm --all --force --time 0" "volume prune --force" "network prune --force"; do
    # shellcheck disable=SC2086 # words
    timeout --kill-after=10 60 podman $each >/dev/null 2>&1 || true
  done
}
