const CHINESE = /\p{Script=Han}/u;

/** What the provider says in Chinese about a request or a task. The first that is found is told. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/(?:输出|生成的?)[\s\S]{0,12}(?:敏感|违规|不合规|审核)/, "the finished video was flagged by moderation"],
  [/审核|敏感|违规|不合规|涉政|涉黄|色情|血腥|暴恐/, "the content was flagged by moderation"],
  [/版权|侵权|肖像/, "it may infringe somebody's rights"],
  [
    /(?:图片|图像|首帧|尾帧)[\s\S]{0,12}(?:下载|获取|拉取|访问|读取)[\s\S]{0,6}(?:失败|超时|不了|错误)/,
    "the image could not be fetched",
  ],
  [
    /(?:视频|音频|文件|素材|链接|url)[\s\S]{0,12}(?:下载|获取|拉取|访问|读取)[\s\S]{0,6}(?:失败|超时|不了|错误)/i,
    "a file could not be fetched",
  ],
  [/(?:宽高比|长宽比|比例)/, "the shape of the image does not fit"],
  [
    /(?:图片|图像|首帧|尾帧)[\s\S]{0,12}(?:尺寸|分辨率|像素|大小|过大|过小|太大|太小)/,
    "the size of the image does not fit",
  ],
  [
    /(?:图片|图像|视频|音频|文件)?格式[\s\S]{0,10}(?:不支持|错误|不正确|无效)|不支持[\s\S]{0,6}格式/,
    "the format is not taken",
  ],
  [
    /(?:未|没有|无法|不)[\s\S]{0,6}(?:检测|识别)[\s\S]{0,6}(?:人脸|面部|人物)|(?:人脸|面部|人物)[\s\S]{0,8}(?:未|没有|无法|不)[\s\S]{0,4}(?:检测|识别)/,
    "no face was found",
  ],
  [/(?:提示词|文本|描述|prompt)[\s\S]{0,10}(?:过长|超长|超过|太长)/i, "the prompt is too long"],
  [/(?:提示词|文本|描述|prompt)[\s\S]{0,10}(?:为空|缺失|不能为空)/i, "the prompt is missing"],
  [/时长/, "the length does not fit"],
  [/不支持[\s\S]{0,8}模型|模型[\s\S]{0,8}不(?:支持|存在)/, "the model is not offered"],
  [/(?:参数|入参)[\s\S]{0,6}(?:错误|无效|不合法|异常|有误)|(?:无效|非法|错误)的?参数/, "the parameters are not right"],
  [/余额|欠费/, "the balance is used up"],
  [/套餐|用量|额度|积分/, "the plan or its quota does not allow it"],
  [/超时/, "it ran into a timeout"],
  [/繁忙|拥挤|排队|负载/, "the service is busy"],
  [/限流|频率|频繁|并发/, "too much was asked at once"],
  [/(?:内部|系统|服务(?:器|端)?|下游|未知)[\s\S]{0,4}(?:错误|异常|故障)/, "an internal error"],
  [/(?:任务|生成|渲染)[\s\S]{0,6}失败/, "the task failed"],
];

/** Whether a text has Chinese characters. */
export function isChinese(text: string): boolean {
  return CHINESE.test(text);
}

/** The gist of a Chinese text; undefined for one without Chinese, or of which nothing is known here. */
export function inEnglish(text: string): string | undefined {
  if (!isChinese(text)) return undefined;
  return PHRASES.find(([pattern]) => pattern.test(text))?.[1];
}

/** The provider's own words, for the end of a sentence; those in Chinese with their gist. */
export function itSaid(words: string): string {
  const english = inEnglish(words);
  return `it said ${JSON.stringify(words)}${english === undefined ? "" : ` (${english})`}`;
}
