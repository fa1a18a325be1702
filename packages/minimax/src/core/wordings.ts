/** What the provider writes in `status_msg` and error strings, in both of its languages. */
export const WORDINGS = {
  plan: /token\s*plan|\bm\s*plan\b|\bcredits?\b|套餐|积分|额度包/i,
  notSupported: /(?:do(?:es)?\s*n[o']t|not|un)[\s-]*(?:yet\s+)?support|(?:暂|尚)?(?:不|未)支持/i,
  zeroOfZero: /[(（]\s*0\s*\/\s*0\s*(?:total\s+)?(?:used|已使用|已用)?\s*[)）]/i,
  usedUp: /usage\s+limit|quota\s+(?:is\s+|has\s+been\s+)?(?:exceeded|exhausted|used\s+up)|用量上限|额度(?:已)?(?:用完|用尽|耗尽)/i,
  resetsAt: /resets?\s+at[\s:]+(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2}))/i,
  key: /invalid\s+(?:api\s*)?(?:key|token)|api\s*key\s+(?:is\s+)?invalid|unauthori[sz]ed|not\s+match\s+group|(?:密钥|令牌|api\s*key)\s*(?:无效|错误)|无效的?\s*(?:密钥|令牌|api\s*key)|鉴权失败/i,
  balance: /insufficient\s+(?:account\s+)?(?:balance|credit|fund)|余额不足|欠费/i,
  rate: /rate[\s-]*limit|too\s+many\s+(?:requests|connections|tasks)|请求(?:过于)?频繁|(?:触发)?限流|频率(?:超限|限制)/i,
  moderation: /moderation|(?<!case[\s-])sensitive|inappropriate|content\s+policy|policy\s+violation|审核|敏感|违规/i,
  output: /\boutput\b|generated|生成的|输出/i,
  unknownId:
    /(?:task|file)(?:[\s_-]*id)?\s+(?:is\s+)?(?:not\s+(?:found|exist)|does\s+not\s+exist|invalid|unknown)|(?:invalid|unknown|no\s+such)\s+(?:task|file)|(?:任务|文件)(?:id)?\s*(?:不存在|无效|未找到)/i,
} as const;

export function matchesAll(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.every((pattern) => pattern.test(text));
}

/** The Unix ms of "resets at 2026-09-22T10:00:00Z", when the text says so. */
export function resetTime(text: string): number | undefined {
  const stamp = WORDINGS.resetsAt.exec(text)?.[1];
  const time = stamp === undefined ? Number.NaN : Date.parse(stamp.replace(/^(\S{10}) /, "$1T").replace(" ", ""));
  return Number.isNaN(time) ? undefined : time;
}
