import type { GenerationState } from "../states.ts";

/** The languages that advice is given in. */
export type AdviceLanguage = "en" | "zh";

/** What a person can do about a failure, in each language. `ID` stands for the generation's id. */
export type Advice = Readonly<Record<AdviceLanguage, string>>;

const REWORD: Advice = {
  en: 'Reword the prompt: `hailuo edit ID --prompt "…"`, or change its line and run the file with --replace.',
  zh: '请改写提示词：`hailuo edit ID --prompt "…"`，或修改文件中的这一行并用 --replace 重新运行。',
};
const REWORD_OR_AGAIN: Advice = {
  en: 'Reword the prompt (`hailuo edit ID --prompt "…"`), or try it again as it is: `hailuo retry ID --rebuy`.',
  zh: '请改写提示词（`hailuo edit ID --prompt "…"`），或原样再试：`hailuo retry ID --rebuy`。',
};
const AGAIN: Advice = {
  en: "The provider failed. Try it again: `hailuo retry ID --rebuy`.",
  zh: "服务商出错。请重试：`hailuo retry ID --rebuy`。",
};
const CHANGE_REQUEST: Advice = {
  en: "Change what it asks for: `hailuo edit ID --set FIELD=VALUE`; docs/files.md says what each model takes.",
  zh: "请修改请求：`hailuo edit ID --set 字段=值`；各模型支持的参数见 docs/files.md。",
};
const OTHER_MODEL: Advice = {
  en: "Use another model (`hailuo edit ID --model NAME`), or an account whose plan offers this one.",
  zh: "请换用其他模型（`hailuo edit ID --model 名称`），或使用支持该模型的账号。",
};
const KEY: Advice = {
  en: "Check MINIMAX_API_KEY and its region (MINIMAX_BASE_URL): `hailuo doctor`. Then `hailuo retry ID --rebuy`.",
  zh: "请检查 MINIMAX_API_KEY 及其所属区域（MINIMAX_BASE_URL）：`hailuo doctor`，然后 `hailuo retry ID --rebuy`。",
};
const FUNDS: Advice = {
  en: "Top up the account or wait for its quota, then `hailuo retry ID --rebuy`.",
  zh: "请充值或等待额度恢复，然后 `hailuo retry ID --rebuy`。",
};
const LATER: Advice = {
  en: "The provider is busy. Try it again later: `hailuo retry ID --rebuy`.",
  zh: "服务商繁忙。请稍后重试：`hailuo retry ID --rebuy`。",
};
const WAY: Advice = {
  en: "Check MINIMAX_BASE_URL, MINIMAX_DIALECT and the network: `hailuo doctor`. Then `hailuo retry ID --rebuy`.",
  zh: "请检查 MINIMAX_BASE_URL、MINIMAX_DIALECT 和网络：`hailuo doctor`，然后 `hailuo retry ID --rebuy`。",
};
const LOST: Advice = {
  en: "It may have been bought. Look at the provider's console, then decide: `hailuo resolve ID`.",
  zh: "可能已经扣费。请先查看服务商控制台，再决定：`hailuo resolve ID`。",
};
const MEDIA: Advice = {
  en: "Give a public http(s) URL or a smaller file: `hailuo edit ID --set image_url=URL`.",
  zh: "请提供可公开访问的 http(s) 链接或更小的文件：`hailuo edit ID --set image_url=链接`。",
};
const TASK_GONE: Advice = {
  en:
    "The provider has no such task any more. Ask once more with " +
    "`hailuo retry ID`, or buy it again with --rebuy --force.",
  zh: "服务商已没有该任务。可用 `hailuo retry ID` 再查询一次，或用 --rebuy --force 重新购买。",
};
const DOWNLOAD: Advice = {
  en: "It is paid for, and kept by the provider for a while: `hailuo retry ID` downloads it again and buys nothing.",
  zh: "视频已付费，服务商会保留一段时间：`hailuo retry ID` 重新下载，不会再次扣费。",
};
const STORAGE: Advice = {
  en: "Make room or mend the storage (--out, HAILUO_OUT), then `hailuo retry ID` downloads it; nothing is bought.",
  zh: "请清理空间或修复存储（--out、HAILUO_OUT），然后 `hailuo retry ID` 重新下载，不会再次扣费。",
};
const STORAGE_FULL: Advice = {
  en: "Make room in the storage, or raise its quota, then `hailuo retry ID` downloads it; nothing is bought.",
  zh: "请清理存储空间或提高其配额，然后 `hailuo retry ID` 重新下载，不会再次扣费。",
};
const CALLBACKS: Advice = {
  en: "Check that HAILUO_CALLBACK_URL leads to a running gateway, or unset it. Then `hailuo retry ID --rebuy`.",
  zh: "请确认 HAILUO_CALLBACK_URL 指向正在运行的网关，或取消设置，然后 `hailuo retry ID --rebuy`。",
};
const ACCOUNTS: Advice = {
  en: "Give all workers the same accounts (HAILUO_ACCOUNTS_FILE), then `hailuo retry ID`.",
  zh: "请让所有 worker 使用相同的账号（HAILUO_ACCOUNTS_FILE），然后 `hailuo retry ID`。",
};
const IMAGE: Advice = {
  en: "Its picture is not in storage as it was submitted. Submit its file again, then `hailuo retry ID --rebuy`.",
  zh: "存储中的图片缺失或已改变。请重新提交该文件，然后 `hailuo retry ID --rebuy`。",
};
const GIVEN_UP: Advice = {
  en: "It was given up, and may have been bought. To buy it again: `hailuo retry ID --rebuy`.",
  zh: "已放弃等待，可能已经扣费。重新购买：`hailuo retry ID --rebuy`。",
};
const UNKNOWN: Advice = {
  en: "Its reason is in `hailuo get ID`. Try it again: `hailuo retry ID`.",
  zh: "原因见 `hailuo get ID`。请重试：`hailuo retry ID`。",
};

/**
 * By the code of a failure. Complete: a test looks for every code that the provider's dialects and the stages can give.
 */
export const FAILURE_ADVICE: Readonly<Record<string, Advice>> = {
  prompt_flagged: REWORD,
  illegal_characters: REWORD,
  prompt_required: REWORD,
  video_flagged: REWORD_OR_AGAIN,
  request_blocked: REWORD_OR_AGAIN,
  generation_failed: REWORD_OR_AGAIN,
  provider_internal: AGAIN,
  provider_unknown: AGAIN,
  provider_timeout: AGAIN,
  server_error: AGAIN,
  task_cancelled: AGAIN,
  task_expired: AGAIN,
  invalid_parameters: CHANGE_REQUEST,
  unprocessable: CHANGE_REQUEST,
  request_refused: CHANGE_REQUEST,
  refused_without_code: CHANGE_REQUEST,
  not_offered: OTHER_MODEL,
  model_not_in_plan: OTHER_MODEL,
  model_not_allowed: OTHER_MODEL,
  not_in_plan: OTHER_MODEL,
  key_refused: KEY,
  key_missing: KEY,
  key_malformed: KEY,
  forbidden: KEY,
  account_not_permitted: KEY,
  insufficient_balance: FUNDS,
  quota_exhausted: FUNDS,
  plan_used_up: FUNDS,
  rate_limited: LATER,
  token_limited: LATER,
  rate_growth_limited: LATER,
  plan_throttled: LATER,
  provider_overloaded: LATER,
  too_many_tasks: LATER,
  too_many_connections: LATER,
  endpoint_not_found: WAY,
  redirected: WAY,
  proxy_refused: WAY,
  unreachable: WAY,
  wrong_api: WAY,
  unknown_dialect: WAY,
  not_a_video_code: WAY,
  timeout: LOST,
  aborted: LOST,
  request_timeout: LOST,
  request_cut_off: LOST,
  unreadable_answer: LOST,
  unknown_provider_code: LOST,
  create_crashed: LOST,
  create_interrupted: LOST,
  request_too_large: MEDIA,
  media_url_refused: MEDIA,
  not_found: TASK_GONE,
  gone: TASK_GONE,
  invalid_task_id: TASK_GONE,
  input_image_missing: IMAGE,
  input_image_changed: IMAGE,
  given_up: GIVEN_UP,
  file_not_found: DOWNLOAD,
  invalid_file_id: DOWNLOAD,
  download_crashed: DOWNLOAD,
  download_link_expired: DOWNLOAD,
  download_link_refused: DOWNLOAD,
  download_interrupted: DOWNLOAD,
  download_not_a_video: DOWNLOAD,
  download_storage: STORAGE,
  download_storage_full: STORAGE_FULL,
  download_too_large: {
    en: "Raise HAILUO_MAX_VIDEO_BYTES, then `hailuo retry ID` downloads it; nothing is bought.",
    zh: "请调大 HAILUO_MAX_VIDEO_BYTES，然后 `hailuo retry ID` 重新下载，不会再次扣费。",
  },
  download_untrusted_url: {
    en: "Its link leads to an address that is not trusted. Check MINIMAX_BASE_URL, then `hailuo retry ID`.",
    zh: "下载链接指向不受信任的地址。请检查 MINIMAX_BASE_URL，然后 `hailuo retry ID`。",
  },
  callback_refused: CALLBACKS,
  account_not_configured: ACCOUNTS,
};

/** What to do about a failure with this code; for one that nobody knows, where to look. */
export function adviceFor(
  code: string | undefined,
  language: AdviceLanguage,
  { state, id }: { readonly state: GenerationState; readonly id?: string },
): string {
  const known = (code === undefined ? undefined : FAILURE_ADVICE[code]) ?? UNKNOWN;
  // A lost answer that was decided on is no longer waited for.
  const advice = known === LOST && state !== "submission_unknown" ? GIVEN_UP : known;
  return id === undefined ? advice[language] : advice[language].replaceAll(/\bID\b/g, id);
}
