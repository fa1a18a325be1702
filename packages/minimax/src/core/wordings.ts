/** What the provider writes in `status_msg` and error strings, in both of its languages. */
export const WORDINGS = {
  plan: /token\s*plan|\bm\s*plan\b|\b(?:your|current|this|the)\s+(?:\w+\s+)?plan\b|\bsubscription\b|\bcredits?\b|套餐|积分|额度包|订阅/i,
  notSupported:
    /(?:do(?:es)?\s*n[o']t|not|un)[\s-]*(?:yet\s+)?(?:support|includ|offer|cover)|not\s+available|(?:暂|尚)?(?:不|未)(?:支持|包含|包括|提供|开通)/i,
  modelForbidden:
    /\b(?:no|not\s+have|n['o]t\s+have|without|lacks?)\s+(?:the\s+)?(?:permission|access|authori[sz]ation|rights?)\b[\s\S]{0,40}\bmodel|\bmodel\b[\s\S]{0,40}\b(?:not\s+(?:been\s+)?(?:authori[sz]ed|enabled|activated|permitted)|no\s+(?:permission|access))|(?:无权|(?:没有|无)权限|未授权|未开通)[\s\S]{0,12}模型|模型[\s\S]{0,20}(?:未开通|未授权|无权|没有权限)/i,
  concurrency:
    /\bconcurren(?:t|cy)\b|\btoo\s+many\s+(?:[\w-]+\s+(?:or\s+[\w-]+\s+)?)?(?:tasks|jobs|generations|videos|connections)\b|\b(?:tasks?|jobs?|connections?)\s+(?:count\s+|number\s+|queue\s+)?(?:limit|quota)\s+(?:is\s+|has\s+been\s+|was\s+)?(?:exceeded|reached|full)|\b(?:exceed\w*|reach\w*|maximum)\b[\s\S]{0,40}\b(?:tasks|jobs|connections)\b|\btasks?\s+in\s+(?:flight|progress)\b|\bqueue\s+(?:is\s+)?full|并发|同时(?:进行|运行|处理|生成)|(?:任务|连接)(?:总数|数量|数|个数)?(?:已经?)?(?:达到?|超过|超出|超)?(?:最大)?(?:上限|限制|过多|太多|已满|超限)|队列(?:已)?满/i,
  /** A limit on how often, not on how many at once: found in a text, it is no {@link WORDINGS.concurrency}. */
  atOnce:
    /^(?![\s\S]*(?:\b(?:per|a|each|every)\s+(?:second|minute|hour|day|week|month)|\/\s*(?:s|sec|min|minute|h|hour|day)\b|\b[rqt]p[smhd]\b|\b(?:daily|weekly|monthly|today)\b|每(?:秒|分钟|小时|日|天|周|月)|[今当](?:日|天)|本[周月]|频率|频繁))/i,
  zeroOfZero: /[(（]\s*0\s*\/\s*0\s*(?:total\s+)?(?:used|已使用|已用)?\s*[)）]/i,
  usedUp:
    /usage\s+limit|quota\s+(?:is\s+|has\s+been\s+)?(?:exceeded|exhausted|used\s+up)|用量上限|额度(?:已)?(?:用完|用尽|耗尽)/i,
  resetsAt: /resets?\s+at[\s:]+(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2}))/i,
  key: /invalid\s+(?:api\s*)?(?:key|token)|api\s*key\s+(?:is\s+)?invalid|unauthori[sz]ed|not\s+match\s+group|(?:密钥|令牌|api\s*key)\s*(?:无效|错误)|无效的?\s*(?:密钥|令牌|api\s*key)|鉴权失败/i,
  balance: /insufficient\s+(?:account\s+)?(?:balance|credit|fund)|余额不足|欠费/i,
  rate: /rate[\s-]*limit|too\s+many\s+(?:requests|connections|tasks)|请求(?:过于)?频繁|(?:触发)?限流|频率(?:超限|限制)/i,
  moderation:
    /moderation|(?<!case[\s-])sensitive|inappropriate|content\s+policy|policy\s+violation|审核|敏感|违规|不合规|涉政|涉黄|色情|血腥|暴恐/i,
  output: /\boutput\b|generated|生成的|生成(?:内容|结果|画面)|输出/i,
  /** What v2 says, with HTTP 500 and code 1000, of a task that it does not know (any more). */
  noRecord: /\brecord\s+(?:is\s+|was\s+)?not\s+found\b|记录不存在/i,
  /** A picture's or callback's address that the provider does not go to. */
  refusedUrl:
    /\bdisallowed\b[\s\S]{0,40}\b(?:url|uri|link|host|domain|address)\b|\b(?:url|uri|link|host|domain|address)\b[\s\S]{0,60}\b(?:disallowed|not\s+allowed|forbidden)\b|\b(?:private|internal|loopback|local)\s+(?:ip\s+)?address|(?:地址|链接|域名)[\s\S]{0,12}(?:不允许|禁止)|内网地址/i,
  /** The provider asks a callback's address before it takes the task. */
  callback: /\bcallback[\s_-]*(?:url|address)?\b|\bweb[\s_-]?hook\b|\bnotify[\s_-]*(?:url|address)\b|回调|通知地址/i,
  unknownId:
    /(?:task|file)(?:[\s_-]*id)?\s+(?:is\s+)?(?:not\s+(?:found|exist)|does\s+not\s+exist|invalid|unknown)|(?:invalid|unknown|no\s+such)\s+(?:task|file)|(?:任务|文件)(?:id)?\s*(?:不存在|无效|未找到)/i,
} as const;

/** Whether each pattern is found in the text. */
export function matchesAll(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.every((pattern) => pattern.test(text));
}

/** The Unix ms of "resets at 2026-09-22T10:00:00Z", when the text says so. */
export function resetTime(text: string): number | undefined {
  const stamp = WORDINGS.resetsAt.exec(text)?.[1];
  const time = stamp === undefined ? Number.NaN : Date.parse(stamp.replace(/^(\S{10}) /, "$1T").replace(" ", ""));
  return Number.isNaN(time) ? undefined : time;
}
