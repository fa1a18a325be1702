import { OLDEST_MAINTAINED } from "../node-notice.ts";
import type { CheckResult } from "./check-result.ts";
import { say } from "../words/say.ts";

const OLDEST = [20, 19] as const;

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (fits && major < OLDEST_MAINTAINED) {
    return {
      status: "warn",
      what: "node",
      detail: say`${version} gets no more security fixes`,
      cure: say`install Node 24 when you can`,
    };
  }
  if (fits) return { status: "ok", what: "node", detail: version };
  return { status: "fail", what: "node", detail: version, cure: say`install Node 24 (at least ${OLDEST.join(".")})` };
}
