import { accountsSection } from "./accounts/accounts-section.ts";
import { describeSettings, type SettingDescription } from "./env/describe-settings.ts";
import type { SettingsGroup } from "./settings/shared-settings.ts";

const HEAD = `# Configuration

Every setting is an environment variable. An empty one counts as unset; all faults are reported at once when a process
starts. This page is generated from the code (\`node infra/docs/write-configuration.mjs\`).
`;

/** docs/configuration.md, from the same shapes that the processes read their settings with. */
export function configurationPage(groups: readonly SettingsGroup[]): string {
  return [HEAD, ...groups.map((group) => section(group)), accountsSection(escapeCell)].join("\n");
}

function section(group: SettingsGroup): string {
  const rows = describeSettings(group.shape).map((setting) => row(setting));
  return [`## ${group.title}\n`, "| Variable | Default | Allowed | Meaning |", "|---|---|---|---|", ...rows, ""].join(
    "\n",
  );
}

function row(setting: SettingDescription): string {
  const fallback =
    setting.default === undefined ? "none" : setting.default.includes(" ") ? setting.default : `\`${setting.default}\``;
  const meaning = setting.secret ? `${setting.description} Secret: never logged or shown.` : setting.description;
  return `| ${[`\`${setting.name}\``, fallback, setting.allowed, meaning].map(escapeCell).join(" | ")} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
