import { bodyOf, isJsonObject, type ProviderAnswer } from "./answer.ts";
import { faultOf, isKnownCode, type ProviderFault, readFault, toCode, toText, trailingCode } from "./read-fault.ts";

/**
 * What an answer about a task calls the reason of its failure. No source documents one for v1: these are what its
 * answers and those of proxies were seen to have.
 */
const REASON_NAMES = [
  "error_message",
  "error_msg",
  "err_msg",
  "errmsg",
  "errorMessage",
  "error_reason",
  "error_detail",
  "fail_reason",
  "fail_msg",
  "fail_message",
  "failure_reason",
  "failed_reason",
  "failReason",
  "status_msg",
] as const;
const CODE_NAMES = ["error_code", "err_code", "errcode", "errorCode", "fail_code", "code", "status_code"] as const;
/** In which an answer may wrap its task. */
const WRAPPERS = ["task", "data", "result"] as const;
/** What stands where there is no reason. */
const NO_REASON = /^(?:success(?:ful)?|succeeded|ok|none|null|nil|n\/a|fail(?:ed|ure)?|error|unknown)\W*$/i;

/**
 * Why a task failed, out of the answer that says so: as {@link readFault} finds it, and by the names that only tasks
 * have, also where `base_resp` says that the call itself went well. Not for a create's answer: there words without a
 * code must not be taken for a refusal.
 */
export function readTaskFault(answer: ProviderAnswer): ProviderFault | undefined {
  const told = readFault(answer);
  const parts = partsOf(answer);
  const reason = parts.flatMap((part) => REASON_NAMES.map((name) => toText(part[name]))).find(isReason);
  const text = reason ?? [told?.text].find(isReason);
  const code =
    told?.providerCode ??
    parts.flatMap((part) => CODE_NAMES.map((name) => toCode(part[name]))).find(isKnownCode) ??
    trailingCode(reason);
  return code === undefined && text === undefined ? undefined : faultOf(code, text);
}

function partsOf(answer: ProviderAnswer): readonly Readonly<Record<string, unknown>>[] {
  const body = bodyOf(answer);
  if (body === undefined) return [];
  return [body, ...WRAPPERS.map((name) => body[name]), body["base_resp"], body["error"]].filter(isJsonObject);
}

function isReason(text: string | undefined): text is string {
  return text !== undefined && !NO_REASON.test(text.trim());
}
