# Sourced: find_compose. Takes `root`, `say` and `die` from its caller.

# Debian 13's, for systems whose own package is older or missing; amd64.
COMPOSE_DEB=http://deb.debian.org/debian/pool/main/d/docker-compose/docker-compose_2.26.1-4_amd64.deb
COMPOSE_SHA256=47681197cb2b1ab88206b42a1a92fc75f50d9530a6322d03494a473eed0408ea

# For what asks the network.
twice() { "$@" || { say "once more: $1"; sleep 2; "$@"; }; }

download() {
  # shellcheck disable=SC2016 # the dollars are JavaScript's
  node -e '
    const { createHash } = require("node:crypto");
    const { writeFileSync } = require("node:fs");
    const [url, sha256, file] = process.argv.slice(1);
    fetch(url, { signal: AbortSignal.timeout(120_000) }).then(async (answer) => {
      if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
      const body = Buffer.from(await answer.arrayBuffer());
      const found = createHash("sha256").update(body).digest("hex");
      if (found !== sha256) throw new Error(`${url} has the digest ${found}, expected ${sha256}`);
      writeFileSync(file, body);
    }).catch((error) => { console.error(error.message); process.exit(1); });' "$@"
}

unpack() {
  command -v dpkg-deb >/dev/null || die "Docker Compose 2 is not installed, and without dpkg-deb it cannot be unpacked. Install the docker-compose-plugin."
  dpkg-deb -x "$1" "$2"
}

# Sets `compose` to a command that is Docker Compose 2.
find_compose() {
  local cache="$root/.cache/docker-check"
  local plugin="$cache/compose/usr/libexec/docker/cli-plugins/docker-compose"
  if docker compose version >/dev/null 2>&1; then compose=(docker compose); return; fi
  if docker-compose version --short 2>/dev/null | grep -q '^v\?2'; then compose=(docker-compose); return; fi
  if [ ! -x "$plugin" ]; then
    mkdir -p "$cache"
    [ "$(uname -m)" = x86_64 ] || die "Docker Compose 2 is not installed. Install the docker-compose-plugin."
    say "fetching Docker Compose from Debian"
    twice download "$COMPOSE_DEB" "$COMPOSE_SHA256" "$cache/compose.deb"
    unpack "$cache/compose.deb" "$cache/compose"
  fi
  compose=("$plugin")
}
