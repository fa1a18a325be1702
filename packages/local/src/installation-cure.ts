import { readFile } from "node:fs/promises";

/** What to type on this system to get a server. */
export async function installationCure(platform: string = process.platform): Promise<string> {
  const release = platform === "linux" ? await readFile("/etc/os-release", "utf8").catch(() => "") : "";
  return cureFor(platform, release);
}

/** Pure part of {@link installationCure}: `release` is the text of /etc/os-release. */
export function cureFor(platform: string, release: string): string {
  return (
    `${installCommand(platform, release)}, or set REDIS_URL to a Redis of yours ` +
    "(6.2 or newer), e.g. REDIS_URL=redis://127.0.0.1:6379"
  );
}

function installCommand(platform: string, release: string): string {
  if (platform === "darwin") return "Install one with: brew install redis";
  if (platform === "win32") return "Install Memurai (memurai on the PATH), or run this in WSL (wsl --install)";
  const families = (/^ID=(.*)$/m.exec(release)?.[1] ?? "")
    .concat(" ", /^ID_LIKE=(.*)$/m.exec(release)?.[1] ?? "")
    .replaceAll('"', "");
  if (/\b(debian|ubuntu)\b/.test(families)) return "Install one with: sudo apt install redis-server";
  if (/\b(fedora|rhel|centos)\b/.test(families)) return "Install one with: sudo dnf install valkey";
  if (/\balpine\b/.test(families)) return "Install one with: apk add redis";
  if (/\barch\b/.test(families)) return "Install one with: sudo pacman -S valkey";
  return "Install redis-server or valkey-server 6.2 or newer";
}
