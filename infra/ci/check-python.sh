#!/usr/bin/env bash
# Checks the Python client: what is generated is current, ruff, mypy, its tests against a real gateway with a simulated
# provider, and its packages (sdist, and the wheel that is made from it), the wheel installed in an empty environment.
# Says so and ends well where there is no Python, unless a folder is named in which the packages are to be left for a
# release. Needs the build of `npm run setup`.
#
#   infra/ci/check-python.sh [FOLDER]
set -euo pipefail
left=${1:+$(realpath -m "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cache="$PWD/.cache/python"

skip() {
  echo "Python client: not checked, $*"
  [ -z "$left" ]
  exit
}

python=$(command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  skip "there is no Python 3.10 or newer"
fi
if [ ! -x "$cache/bin/twine" ]; then
  "$python" -m venv "$cache"
  "$cache/bin/pip" install --quiet --disable-pip-version-check \
    anyio==4.16.0 build==1.6.1 hatchling==1.33.0 httpx==0.28.1 mypy==2.4.1 pytest==9.2.0 ruff==0.17.6 trio==0.35.0 twine==7.0.0 \
    || { rm -rf "$cache"; skip "its tools cannot be fetched"; }
fi

node infra/docs/write-python-types.mjs --check
cd clients/python
"$cache/bin/python" write_async.py --check
"$cache/bin/ruff" check --quiet .
"$cache/bin/ruff" format --check --quiet .
"$cache/bin/mypy"
"$cache/bin/pytest" -q -p no:cacheprovider

wheel=$(mktemp -d)
trap 'rm -rf "$wheel"' EXIT
"$cache/bin/python" -m build --outdir "$wheel" . >"$wheel/log" 2>&1 || { tail -5 "$wheel/log"; exit 1; }
"$cache/bin/twine" check --strict "$wheel"/*.whl "$wheel"/*.tar.gz
if tar -tzf "$wheel"/*.tar.gz | grep -E '/(tests/__pycache__|\.env|\.mypy_cache)'; then echo "The sdist holds what is not to be published."; exit 1; fi
"$python" -m venv "$wheel/empty"
"$wheel/empty/bin/pip" install --quiet --disable-pip-version-check "$wheel"/*.whl
(cd / && "$wheel/empty/bin/python" -c 'import hailuo_queue; print("Python client:", sorted(hailuo_queue.__all__))')
if [ -n "$left" ]; then
  mkdir -p "$left"
  cp "$wheel"/*.whl "$wheel"/*.tar.gz "$left/"
fi
