import { expect, test } from "@jest/globals";
import { toAnswer } from "./answer.ts";
import { ERROR_TABLE } from "./error-table.ts";
import { answerError } from "./provider-error.ts";
import { readFault } from "./read-fault.ts";

const NOW = Date.parse("2026-09-22T09:00:00Z");
const facts = { host: "api.minimax.io", secrets: ["sk-secret-123456"], clock: { now: () => NOW } } as const;

function judged(
  operation: "create" | "query" | "file",
  httpStatus: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const answer = toAnswer(httpStatus, headers, typeof body === "string" ? body : JSON.stringify(body));
  return answerError({ ...facts, operation }, answer, readFault(answer));
}

const refusal = (code: number, text: string) => ({ task_id: "", base_resp: { status_code: code, status_msg: text } });

test("a v2 task that is not known is told under the code of an internal error; on a create that says nothing of it", () => {
  const body = { type: "error", error: { type: "server_error", message: "record not found (1000)", http_code: "500" } };
  expect(judged("query", 500, body)).toMatchObject({
    code: "not_found",
    details: { verdict: "not_found", providerCode: 1000 },
  });
  expect(judged("create", 500, body).details.verdict).toBe("unknown_outcome");
});

// Each code: the stable code, what it means on a create, what it means on a poll.
test.each([
  [1000, "provider_unknown", "unknown_outcome", "transient"],
  [1001, "provider_timeout", "unknown_outcome", "transient"],
  [1002, "rate_limited", "throttled", "throttled"],
  [1004, "key_refused", "account", "account"],
  [1008, "insufficient_balance", "account", "account"],
  [1013, "provider_internal", "unknown_outcome", "transient"],
  [1024, "provider_internal", "unknown_outcome", "transient"],
  [1026, "prompt_flagged", "terminal", "terminal"],
  [1027, "video_flagged", "terminal", "terminal"],
  [1028, "quota_exhausted", "account", "account"],
  [1030, "quota_exhausted", "account", "account"],
  [1033, "provider_internal", "unknown_outcome", "transient"],
  [1039, "token_limited", "throttled", "throttled"],
  [1041, "too_many_connections", "concurrency", "throttled"],
  [1042, "illegal_characters", "terminal", "not_found"],
  [1043, "not_a_video_code", "terminal", "terminal"],
  [1044, "not_a_video_code", "terminal", "terminal"],
  [2013, "invalid_parameters", "terminal", "not_found"],
  [2037, "not_a_video_code", "terminal", "terminal"],
  [2038, "account_not_permitted", "account", "account"],
  [2039, "not_a_video_code", "terminal", "terminal"],
  [2042, "not_a_video_code", "terminal", "terminal"],
  [2045, "rate_growth_limited", "throttled", "throttled"],
  [2048, "not_a_video_code", "terminal", "terminal"],
  [2049, "key_refused", "account", "account"],
  [2056, "plan_used_up", "account", "account"],
  [2061, "model_not_in_plan", "model", "account"],
  [2062, "plan_throttled", "throttled", "throttled"],
  [2064, "provider_overloaded", "throttled", "throttled"],
  [2067, "plan_used_up", "account", "account"],
  [20132, "not_a_video_code", "terminal", "terminal"],
  [7777, "unknown_provider_code", "unknown_outcome", "transient"],
])("code %i in a 200 is %s: %s on a create, %s on a poll", (code, stable, onCreate, onPoll) => {
  const create = judged("create", 200, refusal(code, "as told"));
  expect([create.code, create.details.verdict]).toEqual([stable, onCreate]);
  expect(create.details).toMatchObject({ httpStatus: 200, providerCode: code });
  expect(judged("query", 200, refusal(code, "as told")).details.verdict).toBe(onPoll);
});

test.each([
  [500, { type: "error", error: { type: "server_error", message: "record not found (1000)", http_code: "500" } }],
  [500, { type: "error", error: { type: "server_error", message: "record not found", http_code: "500" } }],
  [200, refusal(1000, "record not found")],
  [404, { type: "error", error: { message: "invalid task_id (2013)" } }],
])("v2 does not know a task any more: HTTP %i %j is not found to a poll", (httpStatus, body) => {
  expect(judged("query", httpStatus, body)).toMatchObject({ details: { verdict: "not_found" } });
});

test("the same words on a create explain nothing: it may have been bought", () => {
  expect(judged("create", 500, { error: { message: "record not found (1000)" } })).toMatchObject({
    details: { verdict: "unknown_outcome" },
  });
});

test.each([
  "disallowed image url: localhost or private address not allowed",
  "invalid params, private address is not supported",
  "图片地址不允许访问",
])("code 1000 that says %j is a refusal: nothing was bought", (text) => {
  expect(judged("create", 200, refusal(1000, text))).toMatchObject({
    code: "media_url_refused",
    details: { verdict: "terminal" },
  });
});

test.each([
  [200, refusal(2013, "invalid params, fail to check callback url")],
  [200, refusal(2013, "webhook verification failed: challenge mismatch")],
  [200, refusal(2013, "invalid params, notify_url is not reachable")],
  [200, refusal(2013, "通知地址验证失败")],
  [
    400,
    {
      type: "error",
      error: { type: "bad_request_error", message: "invalid params, fail to check callback url (2013)" },
    },
  ],
])("a callback that cannot be verified is told from other bad parameters: HTTP %i", (httpStatus, body) => {
  expect(judged("create", httpStatus, body)).toMatchObject({
    code: "callback_refused",
    details: { verdict: "terminal" },
  });
});

test.each([
  "",
  '{"error":{"message":"no words that are known"}}',
  '{"message":"Forbidden"}',
  "<html>blocked</html>",
  "{}",
])(
  "a create that is refused with 403 or 405 and %j is somebody's before the API, and blames no key and no path",
  (body) => {
    for (const status of [403, 405]) {
      const { code, message, details } = judged("create", status, body);
      expect([code, details.verdict]).toEqual(["request_blocked", "account"]);
      expect(message).not.toMatch(/\bkeys?\b|MINIMAX_DIALECT|such path/);
    }
  },
);

test("other statuses of firewalls are told by what comes with them: a page or nothing is theirs, JSON is the API's", () => {
  for (const status of [400, 401, 406, 412, 418, 422, 423, 451, 493])
    expect(judged("create", status, "<html>Request denied</html>")).toMatchObject({
      code: "request_blocked",
      details: { verdict: "account" },
    });
  for (const status of [400, 406, 418, 451]) expect(judged("create", status, "").code).toBe("request_blocked");
  for (const status of [406, 418, 451])
    expect(judged("create", status, { error: "no words" }).details.verdict).toBe("terminal");
  for (const [status, code] of [
    [404, "endpoint_not_found"],
    [407, "proxy_refused"],
    [413, "request_too_large"],
    [429, "rate_limited"],
  ] as const)
    expect(judged("create", status, "<html>page</html>").code).toBe(code);
});

test("what may be repeated at will is told by its page alone", () => {
  expect(judged("query", 403, "<html>blocked</html>").details.verdict).toBe("transient");
  expect(judged("query", 403, { error: "no words" }).details.verdict).toBe("account");
  expect(judged("file", 405, { error: "no words" }).details.verdict).toBe("transient");
});

test("a firewall that forbids our own URL is no verdict on the request", () => {
  expect(judged("create", 403, { message: "Access to this URL is forbidden" }).details.verdict).toBe("account");
});

test("every code of the table has a row above it in the test", () => {
  expect(Object.keys(ERROR_TABLE.byProviderCode)).toHaveLength(31);
});

test.each([
  [301, "redirected", "account", "transient"],
  [302, "redirected", "account", "transient"],
  [303, "redirected", "unknown_outcome", "transient"],
  [304, "redirected", "unknown_outcome", "transient"],
  [307, "redirected", "account", "transient"],
  [308, "redirected", "account", "transient"],
  [400, "invalid_parameters", "terminal", "not_found"],
  [401, "key_refused", "account", "account"],
  [402, "insufficient_balance", "account", "account"],
  [407, "proxy_refused", "account", "account"],
  [408, "request_timeout", "unknown_outcome", "transient"],
  [409, "request_refused", "terminal", "terminal"],
  [410, "gone", "account", "not_found"],
  [413, "request_too_large", "terminal", "terminal"],
  [422, "unprocessable", "terminal", "not_found"],
  [425, "rate_limited", "throttled", "throttled"],
  [429, "rate_limited", "throttled", "throttled"],
  [499, "request_cut_off", "unknown_outcome", "transient"],
  [500, "server_error", "unknown_outcome", "transient"],
  [502, "server_error", "unknown_outcome", "transient"],
  [503, "server_error", "unknown_outcome", "transient"],
  [504, "server_error", "unknown_outcome", "transient"],
  [524, "server_error", "unknown_outcome", "transient"],
  [529, "server_error", "unknown_outcome", "transient"],
  [599, "server_error", "unknown_outcome", "transient"],
])("HTTP %i with a JSON error is %s: %s on a create, %s on a poll", (status, stable, onCreate, onPoll) => {
  const create = judged("create", status, { error: "no words that are known" });
  expect([create.code, create.details.verdict]).toEqual([stable, onCreate]);
  expect(judged("query", status, { error: "no words that are known" }).details.verdict).toBe(onPoll);
});

// Wordings: [what the answer says, on which status, stable code, verdict on a create]
test.each([
  [
    "plan refusal, English",
    refusal(2013, "Token Plan does not support MiniMax-H3 (2013)"),
    200,
    "model_not_in_plan",
    "model",
  ],
  ["plan refusal, credits", refusal(2013, "model not support Credit payment"), 200, "model_not_in_plan", "model"],
  ["plan refusal, Chinese", refusal(2013, "当前 Token Plan 套餐暂不支持该模型"), 200, "model_not_in_plan", "model"],
  [
    "mode refusal is no plan refusal",
    refusal(2013, "MiniMax-Hailuo-2.3-Fast does not support Text-to-Video"),
    200,
    "invalid_parameters",
    "terminal",
  ],
  ["mode refusal, Chinese", refusal(2013, "该模型不支持文生视频"), 200, "invalid_parameters", "terminal"],
  ["nothing of nothing", refusal(2056, "usage limit exceeded (0/0 used)"), 200, "not_in_plan", "account"],
  ["nothing of nothing, Chinese", refusal(2056, "已达到 Token Plan 上限（0/0 已使用）"), 200, "not_in_plan", "account"],
  ["plan used up, Chinese", refusal(2056, "已达到 Token Plan 用量上限"), 200, "plan_used_up", "account"],
  ["moderation in words", { error: "内容审核未通过" }, 400, "prompt_flagged", "terminal"],
  [
    "moderation in English words",
    { error: { message: "content policy violation" } },
    400,
    "prompt_flagged",
    "terminal",
  ],
  ["moderation of the result", { error: "生成的视频内容审核未通过" }, 422, "video_flagged", "terminal"],
  ["moderation of the result in English", { error: "generated video is sensitive" }, 422, "video_flagged", "terminal"],
  [
    "plan refusal without a code",
    { error: "your current token plan not support model" },
    403,
    "model_not_in_plan",
    "model",
  ],
  ["plan used up in words", { error: "Token Plan usage limit reached" }, 429, "plan_used_up", "account"],
  ["plan used up in Chinese words", { error: "已达到 Token Plan 用量上限" }, 429, "plan_used_up", "account"],
  ["nothing of nothing in words", { error: "weekly usage limit reached (0/0 used)" }, 429, "not_in_plan", "account"],
  ["limit in words", { error: "请求过于频繁，请稍后再试" }, 200, "rate_limited", "throttled"],
  ["limit in English words", { message: "Too many requests" }, 200, "rate_limited", "throttled"],
  ["balance in words", { error: "余额不足" }, 400, "insufficient_balance", "account"],
  ["balance in English words", { error: "insufficient balance" }, 403, "insufficient_balance", "account"],
  ["key in words", { error: "无效的密钥" }, 200, "key_refused", "account"],
  ["key in English words", { error: "invalid api key" }, 403, "key_refused", "account"],
  ["words that nobody knows", { error: "the moon is full" }, 200, "refused_without_code", "unknown_outcome"],
  [
    "code in parentheses",
    { type: "error", error: { type: "rate_limit_error", message: "slow down (1002)", http_code: "429" } },
    429,
    "rate_limited",
    "throttled",
  ],
  [
    "code in full-width parentheses",
    { type: "error", error: { message: "余额不够（1008）", http_code: "402" } },
    402,
    "insufficient_balance",
    "account",
  ],
  [
    "code in a 500",
    { base_resp: { status_code: 2061, status_msg: "your plan does not include the model" } },
    500,
    "model_not_in_plan",
    "model",
  ],
  [
    "code as text",
    { base_resp: { status_code: "1008", status_msg: "insufficient balance" } },
    200,
    "insufficient_balance",
    "account",
  ],
  ["a proxy's page", "<html><h1>502 Bad Gateway</h1></html>", 502, "server_error", "unknown_outcome"],
  ["a page with 200", "<html>welcome</html>", 200, "unreadable_answer", "unknown_outcome"],
  ["nothing at all", "", 200, "unreadable_answer", "unknown_outcome"],
  ["broken off", '{"task_id":"10691', 200, "unreadable_answer", "unknown_outcome"],
  [
    "neither id nor error",
    { base_resp: { status_code: 0, status_msg: "success" } },
    200,
    "unreadable_answer",
    "unknown_outcome",
  ],
  ["an empty list", [], 200, "unreadable_answer", "unknown_outcome"],
])("%s", (_name, body, status, stable, verdict) => {
  const error = judged("create", status, body);
  expect([error.code, error.details.verdict]).toEqual([stable, verdict]);
});

const live = (text: string): [unknown, number] => [refusal(1002, text), 200];
const flat = (text: string): [unknown, number] => [{ error: text }, 429];

// What already runs, in both languages, in the live shape (1002 in a 200) and as a bare 429.
test.each([
  "rate limit exceeded(concurrency), too many unfinished tasks",
  "too many concurrent tasks, please retry later",
  "Too many running tasks",
  "too many processing or queued tasks",
  "the concurrency limit of your account is reached",
  "max concurrent requests exceeded",
  "task limit exceeded",
  "you have reached the maximum of 30 tasks",
  "exceeds the limit of 30 tasks in flight",
  "the task queue is full",
  "too many connections",
  "当前并发数已达上限，请稍后再试",
  "超出账户并发限制",
  "同时进行的任务过多",
  "进行中的任务数已达上限",
  "排队任务过多，请等待已有任务完成",
  "任务数量超过上限",
  "任务队列已满",
  "连接数超限",
])("%j is concurrency for a create and a throttle for a poll", (text) => {
  for (const [body, status] of [live(text), flat(text)]) {
    expect(judged("create", status, body)).toMatchObject({
      code: "too_many_tasks",
      details: { verdict: "concurrency" },
    });
    expect(judged("query", status, body).details.verdict).toBe("throttled");
    expect(judged("file", status, body).details.verdict).toBe("throttled");
  }
});

// How often we ask.
test.each([
  "rate limit exceeded(RPM)",
  "rate limit exceeded, 20 requests per minute",
  "too many tasks per minute",
  "at most 20 tasks per minute, you have reached the maximum of 20 tasks",
  "Too many requests, limit of 300 RPM",
  "daily task limit exceeded",
  "请求过于频繁，请稍后再试",
  "触发限流",
  "每分钟任务数已达上限",
  "今日任务数已达上限",
  "slow down",
])("%j is a throttle", (text) => {
  for (const [body, status] of [live(text), flat(text)]) {
    expect(judged("create", status, body)).toMatchObject({ code: "rate_limited", details: { verdict: "throttled" } });
    expect(judged("query", status, body).details.verdict).toBe("throttled");
  }
});

// [text, stable code]: what one account cannot use one model for.
test.each([
  ["Token Plan does not support MiniMax-H3 (2013)", "model_not_in_plan"],
  ["your current token plan not support model, MiniMax-Hailuo-2.3", "model_not_in_plan"],
  ["The model is not available in your plan", "model_not_in_plan"],
  ["your Max plan does not include this model", "model_not_in_plan"],
  ["this subscription doesn't support video models", "model_not_in_plan"],
  ["当前 Token Plan 套餐暂不支持该模型", "model_not_in_plan"],
  ["当前套餐不包含 MiniMax-Hailuo-02", "model_not_in_plan"],
  ["您的订阅未开通视频生成", "model_not_in_plan"],
  ["you have no permission to use this model", "model_not_allowed"],
  ["You do not have access to model MiniMax-Hailuo-02", "model_not_allowed"],
  ["model MiniMax-Hailuo-02 is not enabled for this account", "model_not_allowed"],
  ["无权访问该模型", "model_not_allowed"],
  ["该模型未开通，请联系商务", "model_not_allowed"],
])("%j is %s: about one model on a create, about the account on a poll", (text, stable) => {
  for (const [body, status] of [
    [refusal(2013, text), 200],
    [{ error: text }, 403],
    [{ error: { message: `${text} (2013)`, http_code: "400" } }, 400],
  ] as const) {
    expect(judged("create", status, body)).toMatchObject({ code: stable, details: { verdict: "model" } });
    expect(judged("query", status, body).details.verdict).toBe("account");
    expect(judged("file", status, body).details.verdict).toBe("account");
  }
});

test.each([
  "MiniMax-Hailuo-2.3-Fast does not support Text-to-Video",
  "invalid params, model MiniMax-H3 is not supported on /v1/video_generation",
  "duration 10 is not supported with resolution 1080P",
  "该模型不支持文生视频",
  "分辨率不支持",
  "参数错误：任务类型不合法",
])("%j is about the request", (text) => {
  expect(judged("create", 200, refusal(2013, text))).toMatchObject({
    code: "invalid_parameters",
    details: { verdict: "terminal" },
  });
});

test("a refusal for concurrency keeps the time to come back", () => {
  const said = refusal(1002, "too many concurrent tasks");
  expect(judged("create", 200, said, { "retry-after": "9" }).details).toMatchObject({
    verdict: "concurrency",
    retryAt: NOW + 9000,
  });
});

test("no read is ever about a model", () => {
  for (const row of [
    ...Object.values(ERROR_TABLE.byProviderCode),
    ...Object.values(ERROR_TABLE.byHttpStatus),
    ...ERROR_TABLE.byWording,
  ])
    expect(row.verdict.read).not.toBe("model");
});

test("a 404 that speaks of a task is not a router's 404", () => {
  expect(judged("query", 404, { error: "task not found" }).details.verdict).toBe("not_found");
  expect(judged("file", 404, { error: "文件不存在" }).details.verdict).toBe("not_found");
  expect(
    judged("query", 404, { message: "Route GET:/v1/video_generation/7 not found", error: "Not Found", statusCode: 404 })
      .details.verdict,
  ).toBe("transient");
  expect(judged("query", 404, "404 page not found").details.verdict).toBe("transient");
  expect(judged("create", 404, { error: "task not found" })).toMatchObject({
    code: "endpoint_not_found",
    details: { verdict: "account" },
  });
});

test("a proxy's 400 page does not give up a task that was paid for", () => {
  expect(judged("query", 400, "<html>Bad Request</html>").details.verdict).toBe("transient");
});

test("the time to come back is read from the message, the header or the table, in this order", () => {
  const text = "usage limit exceeded, (12/12 used), resets at 2026-09-22T15:00:00+08:00";
  expect(judged("create", 200, refusal(2056, text), { "retry-after": "5" }).details.retryAt).toBe(
    Date.parse("2026-09-22T07:00:00Z"),
  );
  expect(judged("create", 429, { error: "slow" }, { "retry-after": "7" }).details.retryAt).toBe(NOW + 7000);
  expect(judged("create", 200, refusal(2062, "busy")).details.retryAt).toBe(NOW + 60_000);
  expect(judged("create", 429, { error: "slow" }).details.retryAt).toBeUndefined();
});

test("a Retry-After date is measured by the server's clock, and a silly one is capped at a day", () => {
  const date = "Tue, 22 Sep 2026 12:00:00 GMT";
  expect(judged("query", 503, "", { "retry-after": "Tue, 22 Sep 2026 12:00:30 GMT", date }).details.retryAt).toBe(
    NOW + 30_000,
  );
  expect(judged("query", 429, "", { "retry-after": "99999999" }).details.retryAt).toBe(NOW + 86_400_000);
  expect(judged("query", 429, "", { "retry-after": "soon" }).details.retryAt).toBeUndefined();
});

test("a refusal names host, code and cure, its words without secrets, and the trace id", () => {
  const said = refusal(2049, "invalid api key sk-secret-123456\nsee https://x.example/a?Signature=abc");
  const error = judged("create", 200, said, { "trace-id": "04de0afd7ed0ad" });
  expect(error.message).toBe(
    'MiniMax refused the key for api.minimax.io (2049); keys are bound to a region, check MINIMAX_API_KEY and MINIMAX_BASE_URL; api.minimax.io takes keys of the platform for the rest of the world; those of the one for China work at https://api.minimaxi.com; it said "invalid api key [redacted] see https://x.example/a?[redacted]" (trace id 04de0afd7ed0ad)',
  );
  expect(error.details.traceId).toBe("04de0afd7ed0ad");
});

test("of a proxy's page only the words are told", () => {
  const page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>";
  expect(judged("query", 502, page).message).toBe(
    'api.minimax.io or a proxy before it failed (HTTP 502); it said "502 Bad Gateway"',
  );
});

test("case-sensitive is not sensitive, and a sentence that ends in m is no plan", () => {
  expect(judged("create", 400, { error: "resolution is case-sensitive" }).code).toBe("invalid_parameters");
  expect(judged("create", 200, refusal(2013, "this form planned does not support it")).code).toBe("invalid_parameters");
});

test("a broken-off answer keeps what could be the task's id for the user", () => {
  expect(judged("create", 200, '{"task_id":"106916112212032","base_r').message).toContain("106916112212032");
});

// [code, HTTP status on v2, English, Chinese, stable code, verdict on a create, on a poll]
const SAID = [
  [1000, 500, "unknown error", "未知错误", "provider_unknown", "unknown_outcome", "transient"],
  [1001, 500, "request timeout", "请求超时", "provider_timeout", "unknown_outcome", "transient"],
  [1002, 429, "rate limit exceeded(RPM)", "触发限流，请稍后再试", "rate_limited", "throttled", "throttled"],
  [1004, 401, "token not match group", "未授权，token 不匹配", "key_refused", "account", "account"],
  [1008, 402, "insufficient balance", "余额不足", "insufficient_balance", "account", "account"],
  [1013, 500, "internal service error", "服务内部错误", "provider_internal", "unknown_outcome", "transient"],
  [1024, 500, "internal error", "内部错误", "provider_internal", "unknown_outcome", "transient"],
  [1026, 422, "input new_sensitive", "输入内容涉及敏感信息", "prompt_flagged", "terminal", "terminal"],
  [1027, 422, "output new_sensitive", "输出内容涉及敏感信息", "video_flagged", "terminal", "terminal"],
  [1028, 429, "quota exhausted", "额度已用尽", "quota_exhausted", "account", "account"],
  [1030, 429, "quota exhausted", "额度已用尽", "quota_exhausted", "account", "account"],
  [
    1033,
    500,
    "system error, mysql failed",
    "系统错误，下游服务异常",
    "provider_internal",
    "unknown_outcome",
    "transient",
  ],
  [1039, 429, "token limit", "触发 TPM 限制", "token_limited", "throttled", "throttled"],
  [1041, 429, "conn limit", "连接数限制，请联系我们", "too_many_connections", "concurrency", "throttled"],
  [
    1042,
    400,
    "more than 10% of the text are invisible or illegal characters",
    "非法字符超过 10%",
    "illegal_characters",
    "terminal",
    "not_found",
  ],
  [2013, 400, "invalid params", "参数错误", "invalid_parameters", "terminal", "not_found"],
  [
    2038,
    403,
    "no permission, please finish the real-name check",
    "无权限，请先完成实名认证",
    "account_not_permitted",
    "account",
    "account",
  ],
  [2045, 429, "rate growth limit", "请求频率增长超限", "rate_growth_limited", "throttled", "throttled"],
  [2049, 401, "invalid api key", "无效的 API Key", "key_refused", "account", "account"],
  [
    2056,
    429,
    "usage limit exceeded (12/12 used), resets at 2026-09-22T10:00:00Z",
    "已达到 Token Plan 用量上限",
    "plan_used_up",
    "account",
    "account",
  ],
  [
    2061,
    400,
    "your current token plan not support model",
    "当前套餐不支持该模型",
    "model_not_in_plan",
    "model",
    "account",
  ],
  [2062, 429, "Token Plan throttled", "Token Plan 限流中", "plan_throttled", "throttled", "throttled"],
  [
    2064,
    529,
    "the service is overloaded in peak hours",
    "当前为高峰时段，服务繁忙",
    "provider_overloaded",
    "throttled",
    "throttled",
  ],
  [2067, 429, "Token Plan usage limit reached", "已达到 Token Plan 用量上限", "plan_used_up", "account", "account"],
] as const;

test.each(SAID)(
  "code %i means the same on v1 and on v2 (HTTP %i), in both languages: %j, %j",
  (code, http, english, chinese, ...expected) => {
    const told = [english, chinese].flatMap((text): [number, unknown][] => [
      [200, refusal(code, text)],
      [200, refusal(code, `${text} (${code})`)],
      [
        http,
        {
          type: "error",
          error: { type: "any_error", message: `${text} (${code})`, http_code: String(http) },
          request_id: "1",
        },
      ],
      [
        http,
        {
          type: "error",
          error: { type: "any_error", message: `${text}（${code}）`, http_code: String(http) },
          request_id: "1",
        },
      ],
    ]);
    for (const [status, body] of told) {
      const create = judged("create", status, body);
      expect([create.code, create.details.verdict, judged("query", status, body).details.verdict]).toEqual(expected);
      expect(create.details.providerCode).toBe(code);
    }
  },
);

test("every code that a video may meet has a row in both languages", () => {
  const said = new Set<number>(SAID.map(([code]) => code));
  const missing = Object.entries(ERROR_TABLE.byProviderCode).filter(([code]) => !said.has(Number(code)));
  expect(missing.filter(([, { code }]) => code !== "not_a_video_code")).toEqual([]);
});

test.each([
  ["api.minimax.io", 401, "those of the one for China work at https://api.minimaxi.com"],
  ["api.minimaxi.com", 401, "those of the one for the rest of the world work at https://api.minimax.io"],
  ["api.minimax.cn", 401, "those of the one for the rest of the world work at https://api.minimax.io"],
  ["api.minimax.chat", 401, "those of the one for the rest of the world work at https://api.minimax.io"],
  ["api-uw.minimax.io", 404, "api-uw.minimax.io has no video API; that is at https://api.minimax.io"],
])("a key or path that %s refuses (HTTP %i) is told with where it may work", (host, status, hint) => {
  const answer = toAnswer(status, {}, "");
  expect(answerError({ ...facts, host, operation: "create" }, answer, undefined).message).toContain(hint);
});

test("no region is guessed for a host of somebody else", () => {
  expect(
    answerError({ ...facts, host: "127.0.0.1:8080", operation: "create" }, toAnswer(401, {}, ""), undefined).message,
  ).not.toMatch(/platform/);
});
