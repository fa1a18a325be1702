// Writes docs/configuration.md from the shapes that the processes read their settings with. Run after a build.
import { writeFile } from "node:fs/promises";
import { ALL_SETTINGS } from "../../apps/cli/dist/all-settings.js";
import { configurationPage } from "../../packages/runtime/dist/index.js";

await writeFile(new URL("../../docs/configuration.md", import.meta.url), configurationPage(ALL_SETTINGS));
