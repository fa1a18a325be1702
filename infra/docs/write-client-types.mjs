// Writes packages/client/src/generated/api.ts from the gateway's route table. Run after a build, then format.
import { writeFile } from "node:fs/promises";
import { clientTypes } from "../../apps/gateway/dist/openapi/client-types.js";

await writeFile(new URL("../../packages/client/src/generated/api.ts", import.meta.url), await clientTypes());
