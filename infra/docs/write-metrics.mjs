// Writes docs/metrics.md from the metrics that the processes declare. Run after a build.
import { writeFile } from "node:fs/promises";
import { metricsPage } from "../../packages/runtime/dist/index.js";

await writeFile(new URL("../../docs/metrics.md", import.meta.url), await metricsPage());
