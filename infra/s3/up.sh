#!/usr/bin/env bash
# Starts a real S3 server for tests: Ceph radosgw on a one-node cluster that keeps its objects in memory.
#
#   pnpm s3:up     then   . .cache/s3/env   and run the tests; pnpm s3:down ends it and forgets the data.
#
# Needs Debian's or Ubuntu's packages (about 0.5 GB, installed once, as root or with sudo). Starting takes about 15 s.
# Everything listens on the loopback only and lives in .cache/s3. Calling it twice is calling it once.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
home="$root/.cache/s3"
conf="$home/ceph.conf"
packages=(ceph-mon ceph-mgr ceph-osd ceph-common radosgw)

say() { printf 's3:up: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

install_packages() {
  for binary in ceph-mon ceph-mgr ceph-osd ceph radosgw radosgw-admin; do
    command -v "$binary" >/dev/null || break
    [ "$binary" = radosgw-admin ] && return 0
  done
  command -v apt-get >/dev/null || die "Ceph is not installed and this system has no apt-get; install ceph-mon, ceph-mgr, ceph-osd and radosgw yourself."
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "Ceph's packages must be installed by root: run 'sudo apt-get install ${packages[*]}' once, then this again."
    as_root=(sudo -n)
  fi
  say "installing ${packages[*]} (about 40 s)"
  "${as_root[@]}" apt-get update -qq >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$home/install.log" 2>&1 ||
    die "the packages could not be installed: see $home/install.log"
}

# Three ports that are free now; node is there anyway, and asks the kernel instead of guessing.
free_ports() {
  node -e '
    const { createServer } = require("node:net");
    const servers = [1, 2, 3].map(() => createServer().listen(0, "127.0.0.1"));
    Promise.all(servers.map((server) => new Promise((done) => server.once("listening", done)))).then(() => {
      console.log(servers.map((server) => server.address().port).join(" "));
      for (const server of servers) server.close();
    });'
}

random_hex() { node -e 'console.log(require("node:crypto").randomBytes(Number(process.argv[1])).toString("hex"))' "$1"; }

is_up() {
  [ -f "$home/env" ] || return 1
  local name
  for name in mon.a mgr.x osd.0 client.rgw; do
    [ -f "$home/$name.pid" ] && kill -0 "$(cat "$home/$name.pid")" 2>/dev/null || return 1
  done
  # shellcheck source=/dev/null
  (. "$home/env" && answers "$S3_ENDPOINT")
}

answers() { node -e 'fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))' "$1"; }

# Repeats a command until it succeeds, for at most so many seconds.
wait_for() {
  local seconds=$1 what=$2 ends
  shift 2
  ends=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$ends" ] || die "$what did not come up within $seconds s: see $home/log"
    sleep 0.2
  done
}

write_conf() {
  local mon_v2=$1 mon_v1=$2 rgw=$3
  # cephx stays on ("none" breaks radosgw 16). chooseleaf 0 and pool size 1 let one OSD hold everything. Admin sockets
  # are off: their paths may not be longer than 107 bytes.
  cat >"$conf" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$mon_v2,v1:127.0.0.1:$mon_v1]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $home/keyring
pid file = $home/\$name.pid
log file = $home/log/\$name.log
admin socket =
crash dir = $home/crash
mon data = $home/mon
mgr data = $home/mgr
osd data = $home/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush update on start = true
mon allow pool size one = true
mon allow pool delete = true
mon data avail warn = 2
mon data avail crit = 1
mon cluster log file = $home/log/cluster.log
mgr initial modules =
rgw frontends = beast endpoint=127.0.0.1:$rgw
rgw data = $home/rgw
rgw thread pool size = 64
rgw enable usage log = false
rgw gc obj min wait = 1
CONF
}

make_keys() {
  ceph-authtool --create-keyring "$home/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
  ceph-authtool "$home/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *' >/dev/null
  ceph-authtool "$home/keyring" --gen-key -n mgr.x --cap mon 'allow profile mgr' --cap osd 'allow *' --cap mds 'allow *' >/dev/null
  ceph-authtool "$home/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd' >/dev/null
  ceph-authtool "$home/keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx' --cap mgr 'allow rw' >/dev/null
}

logged() { "$@" >>"$home/log/start.log" 2>&1 || die "'$1' failed: see $home/log/start.log"; }

ceph_admin() { ceph -c "$conf" --connect-timeout 5 "$@"; }

start_cluster() {
  monmaptool --create --addv a "[v2:127.0.0.1:$1,v1:127.0.0.1:$2]" --fsid "$fsid" "$home/monmap" >/dev/null
  logged ceph-mon -c "$conf" --mkfs -i a --monmap "$home/monmap" --keyring "$home/keyring"
  logged ceph-mon -c "$conf" -i a
  wait_for 30 "the monitor" ceph_admin status
  logged ceph_admin osd new "$osd_uuid" 0
  logged ceph-mgr -c "$conf" -i x
  logged ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd_uuid"
  logged ceph-osd -c "$conf" -i 0
  wait_for 30 "the storage daemon" osd_is_up
  logged radosgw -c "$conf" -n client.rgw
  wait_for 60 "radosgw" answers "http://127.0.0.1:$3"
}

osd_is_up() { ceph_admin osd stat | grep -q '1 up'; }

main() {
  mkdir -p "$home"
  if is_up; then
    say "is up already"
    cat "$home/env"
    return
  fi
  install_packages
  "$root/infra/s3/down.sh" --quiet
  mkdir -p "$home"/{log,crash,mon,mgr,osd,rgw}
  chmod 700 "$home"
  read -r mon_v2 mon_v1 rgw < <(free_ports)
  fsid=$(cat /proc/sys/kernel/random/uuid)
  osd_uuid=$(cat /proc/sys/kernel/random/uuid)
  write_conf "$mon_v2" "$mon_v1" "$rgw"
  make_keys
  say "starting Ceph $(radosgw --version | cut -d' ' -f3) on 127.0.0.1:$rgw"
  start_cluster "$mon_v2" "$mon_v1" "$rgw"
  local key_id secret bucket=hailuo-videos
  key_id="HAILUO$(random_hex 7 | tr a-f A-F)"
  secret=$(random_hex 20)
  radosgw-admin -c "$conf" user create --uid hailuo --display-name hailuo --access-key "$key_id" --secret-key "$secret" >"$home/log/user.log" 2>&1 ||
    die "the S3 user could not be made: see $home/log/user.log"
  umask 077
  cat >"$home/env.new" <<ENV
export S3_ENDPOINT=http://127.0.0.1:$rgw
export S3_REGION=us-east-1
export AWS_ACCESS_KEY_ID=$key_id
export AWS_SECRET_ACCESS_KEY=$secret
export HAILUO_TEST_S3_ENDPOINT=http://127.0.0.1:$rgw
export HAILUO_TEST_S3_BUCKET=$bucket
ENV
  # shellcheck source=/dev/null
  (. "$home/env.new" && node "$root/infra/s3/create-bucket.mjs" "$bucket")
  mv "$home/env.new" "$home/env"
  say "is up; use it with:  . .cache/s3/env"
  cat "$home/env"
}

main
