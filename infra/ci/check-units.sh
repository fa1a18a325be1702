#!/usr/bin/env bash
# Holds the units of systemd against systemd itself: no fault, and little that a service could do beyond its work. Runs
# nothing; says so and ends well where systemd is not installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../systemd"

# Of 100, as systemd counts; a unit without any bounds has 96.
MOST_EXPOSED=15

command -v systemd-analyze >/dev/null || { echo "units: not checked: systemd is not installed" >&2; exit 0; }
# What is to be started is here and not in /opt.
faults=$(systemd-analyze verify --man=no ./*.service ./*.target 2>&1 | grep -v '/opt/hailuo-queue' || true)
[ -z "$faults" ] || { echo "$faults" >&2; exit 1; }
for unit in *.service; do
  systemd-analyze security --offline=yes --threshold="$MOST_EXPOSED" "./$unit" >/dev/null ||
    { echo "units: $unit is exposed by more than $MOST_EXPOSED" >&2; exit 1; }
done
echo "units: ok: $(ls ./*.service | wc -l) services, each exposed by at most $MOST_EXPOSED of 100" >&2
