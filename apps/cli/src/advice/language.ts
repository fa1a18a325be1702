import type { AdviceLanguage } from "@hailuo-queue/contracts";
import type { Environment } from "../shell.ts";

/** As other programs read the environment: the first of these that is set decides. Default English. */
export function languageOf(env: Environment): AdviceLanguage {
  const locale =
    [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "") ?? "";
  return /^zh(?:[_.@-]|$)/i.test(locale) ? "zh" : "en";
}
