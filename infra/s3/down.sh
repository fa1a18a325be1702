#!/usr/bin/env bash
# Ends what up.sh started and removes its data. Only processes whose pid files are in .cache/s3 and that still are
# Ceph's.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
home="$root/.cache/s3"
quiet=${1:-}

is_ours() {
  local command_line
  command_line=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") || return 1
  [[ $command_line == *"$home/ceph.conf"* ]]
}

stopped=0
for name in client.rgw osd.0 mgr.x mon.a; do
  pid_file="$home/$name.pid"
  [ -f "$pid_file" ] || continue
  pid=$(cat "$pid_file")
  is_ours "$pid" || continue
  kill "$pid" 2>/dev/null || continue
  stopped=$((stopped + 1))
  for _ in $(seq 50); do
    is_ours "$pid" || break
    sleep 0.1
  done
  if is_ours "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
done
rm -rf "$home"
[ "$quiet" = --quiet ] || printf 's3:down: ended %s processes, data removed\n' "$stopped" >&2
