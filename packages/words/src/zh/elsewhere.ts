import type { Catalogue } from "../fill.ts";

/** Sentences that other packages make in English, by the file that makes them first. */
export const ELSEWHERE: Catalogue = {
  // packages/contracts/src/attempts-of.ts
  "Its last {0} failed at {1}": "最近一次{~0}在 {1} 失败",
  "Its last {0} {1}s failed, since {2}": "最近 {0} 次{~1}从 {2} 起都失败",
  " It is tried again at {0}.": "将在 {0} 再次尝试。",

  // packages/contracts/src/batch-labels.ts
  "must be an object with a text for each key": "必须是对象，每个键对应一段文字",
  "has {0} keys; allowed are {1}": "有 {0} 个键；最多允许 {1} 个",
  'has a key that is not of 1 to {0} letters, digits, ".", "_" and "-"':
    "有一个键不是 1 到 {0} 个字母、数字、“.”、“_”和“-”",
  "must be a text of 1 to {0} characters on one line": "必须是 1 到 {0} 个字符的单行文字",
  "must be a text of at most {0} characters, a number, true, false or null":
    "必须是最多 {0} 个字符的文字、数字、true、false 或 null",

  // packages/contracts/src/errors.ts
  "{0} was refused: {1}": "{0}被拒绝：{1}",
  "The generation": "这个生成",
  "Generation {0}": "生成 {0} ",

  // packages/contracts/src/fleet.ts
  "in the last day": "最近一天",
  "No {0} worker has run {1}": "{1}没有 {0} worker 运行过",
  "start one with `hailuo worker {0}`": "请启动：`hailuo worker {0}`",

  // packages/contracts/src/funds.ts
  "the balance is low: {0} are left; top it up before creates are refused (1008)":
    "余额不足：还剩 {0}；请在创建被拒绝（1008）之前充值",
  "; it comes back at {0}": "；{0} 恢复",
  "is used up": "已用完",
  "has {0} % left": "还剩 {0} %",
  "the plan's allowance of videos for this {0} {1}{2}": "套餐本{~0}的视频额度{1}{2}",
  "the plan of this key holds no videos; use another plan or a pay-as-you-go key":
    "这个密钥的套餐不包含视频；请使用其他套餐或按量付费的密钥",
  "nothing of this {0}": "本{~0}无",
  "no limit by {0}": "{~0}不限",
  "no videos by {0}": "{~0}没有视频",

  // packages/contracts/src/moves.ts
  "A user gave up waiting for the provider to end the task.": "用户不再等待服务商结束任务。",

  // packages/contracts/src/quota.ts
  "one more does not fit": "再加一个就超出",
  "{0} more do not fit": "再加 {0} 个就超出",
  "The tenant has {0} unfinished generations, allowed are {1}; {2}. Wait for some to end, or cancel some.":
    "租户有 {0} 个未完成的生成，最多允许 {1} 个；{2}。请等待一些结束，或取消一些。",
  "The tenant keeps {0}, allowed are {1}; {2} more do not fit. Cancel what has not started yet, wait until ended generations and unused inputs reach the end of their retention, or have the quota raised (`hailuo tenants set NAME --max-bytes`).":
    "租户占用 {0}，最多允许 {1}；再加 {2} 就超出。请取消还没有开始的，等待已结束的生成和不用的输入到期，或调高配额（`hailuo tenants set NAME --max-bytes`）。",

  // packages/contracts/src/refusing-words.ts
  "refused at {0}": "在 {0} 被拒绝",
  "refused {0} times since {1}, last at {2}": "从 {1} 起被拒绝 {0} 次，最近一次在 {2}",
  "one is tried now": "现在正在尝试一个",
  "the next try is at {0}": "下次尝试在 {0}",
  "others go on": "其他的继续",
  "no reason given": "没有给出原因",

  // packages/contracts/src/request/custom-id.ts
  "must be a text of 1 to {0} characters on one line, without an id of ours (gen_ and 32 digits) in it":
    "必须是 1 到 {0} 个字符的单行文字，其中不能有我们的编号（gen_ 加 32 位数字）",

  // packages/contracts/src/request/describe-issue.ts
  "is not a known field{0}": "不是已知的字段{0}",
  "is missing": "缺失",
  "{0}, allowed are {1}{2}": "{0}，允许：{1}{2}",
  "{0}, allowed are {1}": "{0}，允许：{1}",
  "{0}, allowed are {1} (seconds)": "{0}，允许：{1}（秒）",
  "{0}, allowed are true and false": "{0}，允许：true 和 false",
  "{0}, must be a text of 1 to {1} characters": "{0}，必须是 1 到 {1} 个字符的文字",
  '{0}, must be a text such as "392753057216684038"; in quotes, as a number it would lose its last digits':
    '{0}，必须是文字，例如 "392753057216684038"；要加引号，写成数字会丢失最后几位',
  "is missing, allowed are {0}{1}": "缺失，允许：{0}{1}",
  "is missing, allowed are {0} (seconds)": "缺失，允许：{0}（秒）",
  "is missing, allowed are true and false": "缺失，允许：true 和 false",
  'is missing, must be a text such as "392753057216684038"; in quotes, as a number it would lose its last digits':
    '缺失，必须是文字，例如 "392753057216684038"；要加引号，写成数字会丢失最后几位',
  "is missing, must be a text of 1 to {0} characters": "缺失，必须是 1 到 {0} 个字符的文字",
  "is missing, must be a text": "缺失，必须是文字",
  "is missing, must be the id of a task": "缺失，必须是任务的编号",
  "is missing, must be a list of 1 to {0}": "缺失，必须是 1 到 {0} 项的列表",
  "is missing, must be an http(s) URL{0} a data:{1}/…;base64 URL{2}":
    "缺失，必须是 http(s) 链接{-0}或 data:{1}/…;base64 链接{2}",
  "is {0}, allowed are {1}{2}": "是 {0}，允许：{1}{2}",
  "is {0}, allowed are {1}": "是 {0}，允许：{1}",
  "is {0}, allowed are {1} (seconds)": "是 {0}，允许：{1}（秒）",
  "is {0}, allowed are true and false": "是 {0}，允许：true 和 false",
  "is {0}, must be a text of 1 to {1} characters": "是 {0}，必须是 1 到 {1} 个字符的文字",
  'is {0}, must be a text such as "392753057216684038"; in quotes, as a number it would lose its last digits':
    '是 {0}，必须是文字，例如 "392753057216684038"；要加引号，写成数字会丢失最后几位',
  "is {0}, must be the id of a task": "是 {0}，必须是任务的编号",
  'is {0}, must be a text, or {"value": "a text"}': '是 {0}，必须是文字，或 {"value": "文字"}',
  "is {0}, must be a text": "是 {0}，必须是文字",
  'is {0}, must be the URL of one picture, or [{"type": "character", "image": ["URL"]}]':
    '是 {0}，必须是一张图片的链接，或 [{"type": "character", "image": ["URL"]}]',
  "is {0}, must be a list of 1 to {1}": "是 {0}，必须是 1 到 {1} 项的列表",
  "is {0}, must be a text of 1 to {1} characters on one line, without an id of ours (gen_ and 32 digits) in it":
    "是 {0}，必须是 1 到 {1} 个字符的单行文字，其中不能有我们的编号（gen_ 加 32 位数字）",
  "is {3}, must be an http(s) URL{0} a data:{1}/…;base64 URL{2}":
    "是 {3}，必须是 http(s) 链接{-0}或 data:{1}/…;base64 链接{2}",
  "{0}; did you mean {1}?": "{0}；您是不是指 {1}？",
  "the numbers {0} and {1}": "数字 {0} 和 {1}",
  "the numbers {0}": "数字 {0}",
  "whole numbers from {0} to {1}": "{0} 到 {1} 的整数",
  "; did you mean {0}?": "；您是不是指 {0}？",

  // packages/contracts/src/request/input-rules.ts
  "names an input that is not there: nothing was uploaded under this name, or it has expired; upload it again (POST /api/v1/inputs, or `hailuo submit` with the file)":
    "指定的输入不存在：没有以这个名称上传的内容，或已经过期；请重新上传（POST /api/v1/inputs，或用 `hailuo submit` 提交该文件）",
  "names a stored input, which cannot be looked up here; give an http(s) URL":
    "指定了已保存的输入，这里无法查找；请给出 http(s) 链接",

  // packages/contracts/src/request/media-limits.ts
  "JPEG, PNG or WebP": "JPEG、PNG 或 WebP",
  "JPEG, PNG, WebP, HEIC or HEIF": "JPEG、PNG、WebP、HEIC 或 HEIF",
  "has {0} x {1} pixels": "是 {0} x {1} 像素",
  "{0}; MiniMax's page asks for a short side of more than {1}, so it may be refused: make it a little larger":
    "{0}；MiniMax 的页面要求短边大于 {1}，因此可能被拒绝：请稍微放大",
  "{0}; MiniMax's API was seen to refuse shapes outside 1:2 to 2:1, so it may be refused: crop it":
    "{0}；MiniMax 的接口曾拒绝 1:2 到 2:1 以外的比例，因此可能被拒绝：请裁剪",
  "is no {0}, by its content": "从内容看不是 {0}",
  "JPEG, PNG, WebP, HEIC or HEIF image": "JPEG、PNG、WebP、HEIC 或 HEIF 图片",
  "MP4 or MOV video": "MP4 或 MOV 视频",
  "MP3 or WAV recording": "MP3 或 WAV 音频",
  "is {0}; it must be {1}": "是{0}；必须是{1}",
  "an image": "图片",
  "an audio recording": "音频",
  "has {0} MB; {1} must have {2} {3} MB": "有 {0} MB；{1}必须{2} {3} MB",
  "at most": "最多",
  "less than": "小于",
  "is {0}; an image must be {1}": "是{0}；图片必须是 {1}",
  "has {0} x {1} pixels; the short side must have at least {2}": "是 {0} x {1} 像素；短边至少要有 {2}",
  "has {0} x {1} pixels; the long side may have at most {2}": "是 {0} x {1} 像素；长边最多 {2}",
  "has {0} x {1} pixels; its shape must lie between 2:5 and 5:2": "是 {0} x {1} 像素；比例必须在 2:5 到 5:2 之间",

  // packages/contracts/src/request/media-reference.ts
  "must be an http(s) URL{0} a data:{1}/…;base64 URL{2}": "必须是 http(s) 链接{-0}或 data:{1}/…;base64 链接{2}",
  " or mm_file://ID": " 或 mm_file://ID",
  "holds {0} of {1} MB; it must have {2} {3} MB: make it smaller, or give its http(s) URL":
    "含有 {0}，共 {1} MB；必须{2} {3} MB：请缩小，或给出它的 http(s) 链接",
  "; a file is read by the hailuo command alone, where the prompts are; over HTTP upload it first (POST /api/v1/inputs)":
    "；只有 hailuo 命令能读取提示词旁边的文件；通过 HTTP 时请先上传（POST /api/v1/inputs）",
  "; a{0} file is not read from disk; over HTTP upload it first (POST /api/v1/inputs)":
    "；不会从磁盘读取{0}文件；通过 HTTP 时请先上传（POST /api/v1/inputs）",

  // packages/contracts/src/request/parse-generation-request.ts
  "must be an object with the fields of a generation": "必须是含有生成字段的对象",

  // packages/contracts/src/request/request-doubts.ts
  "may be refused: MiniMax's pages disagree on whether MiniMax-H3-Max takes references; MiniMax-H3 does":
    "可能被拒绝：MiniMax 的页面对 MiniMax-H3-Max 是否接受参考素材说法不一；MiniMax-H3 接受",

  // packages/contracts/src/request/request-rules.ts
  "; use prompt_expansion_mode": "；请使用 prompt_expansion_mode",
  "{0} takes no {1}; it works with {2}{3}": "{0} 不接受 {1}；它可用于 {2}{3}",
  "has half of a character (an unpaired surrogate), as truncated text does":
    "含有半个字符（不成对的代理项），通常是文字被截断造成的",
  "must have 1 to {0} characters": "必须有 1 到 {0} 个字符",
  "has {0} characters, allowed are 1 to {1}": "有 {0} 个字符，允许 1 到 {1} 个",
  "is a file, and must be a text": "是文件，必须是文字",
  "{0} makes {1} videos in {2}, not {3}": "{0} 生成 {1} 的视频用 {2}，不支持 {3}",
  "{0} makes {1} videos of {2} s, not {3} s": "{0} 生成 {1} 的视频长 {2} 秒，不支持 {3} 秒",
  "{0} needs a {1}; text alone works with {2}": "{0} 需要 {1}；纯文字可用 {2}",
  "{0} needs {1}; text alone works with {2}": "{0} 需要{1}；纯文字可用 {2}",
  "cannot be combined with image_url or last_frame_image; give frames or references":
    "不能与 image_url 或 last_frame_image 一起使用；请给出首尾帧或参考素材",
  "cannot be used alone; add an image or a video": "不能单独使用；请添加图片或视频",
  "works with text and with a first frame, not with last_frame_image":
    "可与文字和首帧一起使用，不能与 last_frame_image 一起使用",
  "makes {0} files with the other references, allowed are {1}": "加上其他参考素材共有 {0} 个文件，最多允许 {1} 个",
  "makes a request of {0} MB with the other files, allowed are {1}; give http(s) URLs":
    "加上其他文件使请求达到 {0} MB，最多允许 {1}；请给出 http(s) 链接",
  "is adaptive, and there is no picture to adapt to; give one such as 16:9":
    "是 adaptive，但没有可以参照的图片；请给出比例，例如 16:9",
  "is {0}, but the video takes the shape of its picture; leave it out": "是 {0}，但视频的比例取自图片；请不要写它",
  "is missing, and so is base_video; give the id of a finished task, or its video with the prompt that it was made from":
    "缺失，base_video 也缺失；请给出已完成任务的编号，或它的视频及其提示词",
  "is required with base_video: the same one that the video was made from":
    "与 base_video 一起时必须有：生成该视频时的同一个提示词",
  "cannot be combined with source_task_id, whose task has it already; leave it out":
    "不能与 source_task_id 一起使用，它的任务已经包含；请不要写它",
  "is missing, and so is text_inputs; a template needs one of them": "缺失，text_inputs 也缺失；模板至少需要其中一个",
  "has {0}, but the template {1} ({2}) needs {3} {4}": "有 {0} 个，但模板 {1}（{2}）需要 {3} {4}",

  // packages/contracts/src/request/request-shape.ts
  "must be the id of a task": "必须是任务的编号",
  'must be a text, or {"value": "a text"}': '必须是文字，或 {"value": "文字"}',
  "must be a text": "必须是文字",
  'must be the URL of one picture, or [{"type": "character", "image": ["URL"]}]':
    '必须是一张图片的链接，或 [{"type": "character", "image": ["URL"]}]',
  "must be a list of 1 to {0}": "必须是 1 到 {0} 项的列表",

  // packages/contracts/src/request/spell-request.ts
  "is named twice ({0}); keep one of them": "写了两次（{0}）；请只保留一个",
  "is named twice, as {0} and as {1}, which both mean {2}; keep one of them":
    "写了两次，{0} 和 {1} 都表示 {2}；请只保留一个",

  // packages/intake/src/check-item.ts
  "has {0} more faults that are not told": "另有 {0} 个错误没有列出",
  "has the control character U+{0} at character {1}; no prompt has one":
    "第 {1} 个字符是控制字符 U+{0}；提示词中不能有",
  "has no visible characters; write a prompt, or leave the line out": "没有可见的字符；请写提示词，或去掉这一行",
  "is {0}, which spreadsheets and programs write where a value is missing; write a prompt, or leave the row out":
    "是 {0}，这是表格软件和程序在缺少值时写的内容；请写提示词，或去掉这一行",
  'is {0}, must be an object such as {"prompt": "…", "model": "…"}':
    '是 {0}，必须是对象，例如 {"prompt": "…", "model": "…"}',
  "; known are {0}": "；已知字段：{0}",

  // packages/intake/src/content/decide-encoding.ts
  "Windows-1252 (Latin-1)": "Windows-1252（Latin-1）",
  "is not UTF-8, and could be Windows-1252 (Latin-1) or GBK; save it as UTF-8, or name its encoding (--encoding windows-1252 or --encoding gbk)":
    "不是 UTF-8，可能是 Windows-1252（Latin-1）或 GBK；请另存为 UTF-8，或指明编码（--encoding windows-1252 或 --encoding gbk）",

  // packages/intake/src/content/decode-text.ts
  "is text in Windows-1252 (Latin-1) and in UTF-8; save all of it as UTF-8":
    "同时含有 Windows-1252（Latin-1）和 UTF-8 的文字；请全部另存为 UTF-8",
  "begins as text in {0} and goes on as something else; save it as UTF-8":
    "开头是 {0} 的文字，后面是别的编码；请另存为 UTF-8",

  // packages/intake/src/content/known-files.ts
  "a PNG picture": "PNG 图片",
  "a GIF picture": "GIF 图片",
  "a JPEG picture": "JPEG 图片",
  "a picture, recording or video (RIFF)": "图片、音频或视频（RIFF）",
  "a recording (Ogg)": "音频（Ogg）",
  "a recording (MP3)": "音频（MP3）",
  "a Parquet table; write it as CSV or JSON lines": "Parquet 表格；请写成 CSV 或 JSON Lines",
  "an Arrow table; write it as CSV or JSON lines": "Arrow 表格；请写成 CSV 或 JSON Lines",
  "an SQLite database; write the table as CSV": "SQLite 数据库；请把表写成 CSV",
  "packed with bzip2; unpack it, or pack it with gzip": "bzip2 压缩文件；请解压，或用 gzip 压缩",
  "packed with xz; unpack it, or pack it with gzip": "xz 压缩文件；请解压，或用 gzip 压缩",
  "packed with zstd; unpack it, or pack it with gzip": "zstd 压缩文件；请解压，或用 gzip 压缩",
  "a 7z archive; unpack it": "7z 压缩包；请解压",
  "a RAR archive; unpack it": "RAR 压缩包；请解压",
  "an old Excel or Word file (.xls, .doc), or one with a password; save it as .xlsx or CSV without one":
    "旧版 Excel 或 Word 文件（.xls、.doc），或带密码的文件；请另存为不带密码的 .xlsx 或 CSV",
  "a Python pickle; write it as JSON lines": "Python pickle；请写成 JSON Lines",
  "a NumPy file; write it as CSV": "NumPy 文件；请写成 CSV",
  "text in UTF-32; save it as UTF-8": "UTF-32 文本；请另存为 UTF-8",
  "a property list": "属性列表",
  "an RTF document; save it as plain text": "RTF 文档；请另存为纯文本",
  "a video or picture (MP4, HEIC)": "视频或图片（MP4、HEIC）",
  "a tar archive; unpack it": "tar 包；请解开",

  // packages/intake/src/content/other-texts.ts
  "is a Git LFS pointer, not the file it stands for; fetch that first (git lfs pull)":
    "是 Git LFS 指针，不是它代表的文件；请先取回文件（git lfs pull）",
  "looks like an HTML page, not like prompts; was an error page saved in its place?":
    "看起来像 HTML 页面，不像提示词；是不是把错误页面存成了文件？",
  "looks like XML, not like prompts; write them as CSV, JSON lines or one a line; if each line is a prompt, say --format text":
    "看起来像 XML，不像提示词；请写成 CSV、JSON Lines 或每行一条；如果每行就是一条提示词，请加 --format text",
  "looks like markup (lines begin with <…>), not like prompts; if each line is a prompt, say --format text":
    "看起来像标记语言（行首是 <…>），不像提示词；如果每行就是一条提示词，请加 --format text",
  "is an HTTP answer with its headers; save its body alone": "是带有头部的 HTTP 回答；请只保存正文",
  "is a key or certificate, not a list of prompts": "是密钥或证书，不是提示词列表",
  "is a PDF or PostScript document; write the prompts as text": "是 PDF 或 PostScript 文档；请把提示词写成文本",
  "is an RTF document; save it as plain text": "是 RTF 文档；请另存为纯文本",
  "is an error message that was saved in place of the file; fetch it again":
    "是代替文件保存下来的错误消息；请重新获取文件",
  "looks like SQL; write the table as CSV": "看起来像 SQL；请把表写成 CSV",
  "looks like a log (lines begin with times), not like prompts; if each line is a prompt, say --format text":
    "看起来像日志（行首是时间），不像提示词；如果每行就是一条提示词，请加 --format text",
  "is a script, not a list of prompts": "是脚本，不是提示词列表",
  "looks like subtitles, not like prompts; leave the times out": "看起来像字幕，不像提示词；请去掉时间",
  "looks like YAML, which is not read; write it as JSON lines or CSV, or, if each line is a prompt, say --format text":
    "看起来像 YAML，不支持读取；请写成 JSON Lines 或 CSV；如果每行就是一条提示词，请加 --format text",
  "looks like settings (INI, TOML or .env), not like prompts; if each line is a prompt, say --format text":
    "看起来像设置文件（INI、TOML 或 .env），不像提示词；如果每行就是一条提示词，请加 --format text",
  "looks like a Markdown table, which is not read; write it as CSV": "看起来像 Markdown 表格，不支持读取；请写成 CSV",
  "looks like Markdown (headings or code), not like prompts; leave those lines out, or, if each line is a prompt, say --format text":
    "看起来像 Markdown（标题或代码），不像提示词；请去掉那些行；如果每行就是一条提示词，请加 --format text",
  "looks like Python's own notation, not JSON; write it with json.dumps, one line for each prompt":
    "看起来像 Python 的写法，不是 JSON；请用 json.dumps 写，每条提示词一行",
  "looks like a stream of server-sent events, not like prompts; save what follows data: as JSON lines":
    "看起来像服务器推送的事件流，不像提示词；请把 data: 后面的内容存成 JSON Lines",
  "is a picture or file as a data URL, not a list of prompts; name it as image_url":
    "是以 data URL 表示的图片或文件，不是提示词列表；请写在 image_url 中",
  "is UTF-7, which is not read; save the file as UTF-8": "是 UTF-7，不支持读取；请另存为 UTF-8",
  "has the marks of a Git conflict (<<<<<<<, >>>>>>>); settle it first":
    "含有 Git 冲突标记（<<<<<<<、>>>>>>>）；请先解决冲突",
  "is a patch, not a list of prompts": "是补丁，不是提示词列表",

  // packages/intake/src/content/unpack-gzip.ts
  "is gzip of more than {0} GiB, the most that is unpacked; send it in parts":
    "是超过 {0} GiB 的 gzip，超出解压上限；请分成几部分发送",
  "is gzip that expands to more than {0} times its size; send it unpacked if it is a list of prompts":
    "是 gzip，解压后超过原大小的 {0} 倍；如果确实是提示词列表，请不压缩发送",
  "is gzip that cannot be unpacked: it is damaged, or ends too early": "是无法解压的 gzip：文件损坏，或提前结束",

  // packages/intake/src/content/unreadable-input-error.ts
  "The input{0} {1}.": "输入{0} {1}。",
  ", from line {0} on,": "，从第 {0} 行起，",

  // packages/intake/src/decide-format.ts
  "is a table without a header that names its columns: write names such as prompt, model and duration above them (or, if each line is a prompt, say --format text)":
    "是没有表头的表格：请在各列上方写上名称，例如 prompt、model 和 duration（如果每行就是一条提示词，请加 --format text）",
  "is named as JSON but does not start as JSON; correct it, or, if each line is a prompt, say --format text":
    "的名称是 JSON，但开头不是 JSON；请改正；如果每行就是一条提示词，请加 --format text",
  "is named as a workbook but is text; name it .csv or .txt, or save it again as a workbook":
    "的名称是工作簿，但内容是文本；请改名为 .csv 或 .txt，或重新另存为工作簿",

  // packages/intake/src/invalid-utf8.ts
  "starts with a UTF-16 byte order mark; save the file as UTF-8": "以 UTF-16 字节顺序标记开头；请另存为 UTF-8",
  "byte 0x{0} at offset {1} is not UTF-8 (Latin-1 or GBK text?); save the file as UTF-8":
    "偏移 {1} 处的字节 0x{0} 不是 UTF-8（可能是 Latin-1 或 GBK 文本）；请另存为 UTF-8",

  // packages/intake/src/json-scan.ts
  "holds more than {0} names and values, the most allowed": "含有超过 {0} 个名称和值，超出上限",
  "is nested deeper than {0} levels, the most allowed": "嵌套超过 {0} 层，超出上限",
  "has a name of more than {0} bytes, the most allowed": "有一个名称超过 {0} 字节，超出上限",
  'has the name "__proto__", which is not taken': '有名称 "__proto__"，不接受',
  "has the name {0} twice in one object": "在同一个对象中有两个名称 {0}",
  "has more than {0} KiB beside its data URLs, the most allowed": "除 data URL 外超过 {0} KiB，超出上限",

  // packages/intake/src/json/json-cutter.ts
  "a text is not closed on its line": "有一段文字没有在本行内结束",
  "more follows after its end": "结束之后还有内容",
  '"{0}" closes nothing that is open': "“{0}”没有对应的开头",

  // packages/intake/src/json/read-json.ts
  "has {0} after its list; write it before the list, or in each entry":
    "在列表之后有 {0}；请写在列表之前，或写在每个条目中",
  "is JSON that cannot be read on from there: {0}; about {1} lines after it were not read":
    "是 JSON，但从那里起无法读取：{0}；其后约 {1} 行没有读取",
  "is JSON that ends too early: a bracket or quote is not closed": "是提前结束的 JSON：有括号或引号没有关闭",
  "has {0} beside its list, and its value is not JSON": "列表旁边有 {0}，它的值不是 JSON",

  // packages/intake/src/json/read-jsonl.ts
  "is not JSON: {0}": "不是 JSON：{0}",
  "it ends too early; one whole object per line is needed": "提前结束；每行需要一个完整的对象",
  "unexpected {0} at column {1}": "第 {1} 列出现意外的 {0}",

  // packages/intake/src/list-marks.ts
  "has {0} before some of its lines, and none before {1}: put each prompt on one line with a mark, or leave all marks out; if each line is a prompt as it stands, say --format text":
    "有些行前面有{~0}，{1}前面没有：请把每条提示词写在一行并带标记，或全部去掉标记；如果每行本来就是一条提示词，请加 --format text",

  // packages/intake/src/local-images.ts
  "is a name that hailuo itself gives to an image; give the image's path":
    "是 hailuo 自己给图片的名称；请给出图片的路径",

  // packages/intake/src/media/keep-input.ts
  "The tenant has {0} inputs, which is the most; delete some (DELETE /api/v1/inputs/…), or wait until unused ones go.":
    "租户已有 {0} 个输入，达到上限；请删除一些（DELETE /api/v1/inputs/…），或等待不用的到期。",
  "the file was changed while it was read; run the command again": "文件在读取时被改动；请再次运行命令",

  // packages/intake/src/open-entries.ts
  "is gzip within gzip; unpack it once": "是 gzip 里的 gzip；请先解压一次",
  "is no {0} workbook": "不是 {0} 工作簿",
  "is no workbook, and has no sheets; leave --sheet out": "不是工作簿，没有工作表；请去掉 --sheet",
  "is binary, not text; give a table, JSON, a workbook, or one prompt a line":
    "是二进制，不是文本；请给出表格、JSON、工作簿，或每行一条提示词",

  // packages/intake/src/read-items.ts
  '"{0}" is already used in line {1}': "“{0}”已在第 {1} 行使用",
  "{0}; --model NAME is taken where a line or cell names none": "{0}；行或单元格没有写时使用 --model NAME",

  // packages/intake/src/read-text.ts
  "has no {0} before it, as the lines above have: does it belong to the prompt above? Put each prompt on one line (if each line is a prompt as it stands, say --format text)":
    "前面没有上面各行都有的{~0}：它是否属于上一条提示词？请把每条提示词写在一行（如果每行本来就是一条提示词，请加 --format text）",

  // packages/intake/src/split-lines.ts
  "More than {0} lines came, blank ones too; send the rest in another upload.":
    "超过 {0} 行（包括空行）；请把其余的另外上传。",
  "has {0}, allowed are {1} a line; is this a file of prompts, one a line?":
    "有 {0}，每行允许 {1}；这是每行一条的提示词文件吗？",

  // packages/intake/src/table/csv-row.ts
  'is not CSV: a double quote stands within a cell (put the cell in double quotes and write "" for each of its own)':
    '不是 CSV：单元格中有双引号（请把单元格放在双引号里，其中的每个双引号写成 ""）',

  // packages/intake/src/table/csv-rows.ts
  'is not CSV: a double quote is opened and never closed (write "" for a quote within a cell)':
    '不是 CSV：有一个双引号没有关闭（单元格中的引号请写成 ""）',
  "is not CSV: a row is above {0} KiB; is a double quote missing?": "不是 CSV：一行超过 {0} KiB；是不是少了双引号？",

  // packages/intake/src/table/headless-table.ts
  "looks like a table (cells separated by {0}) whose columns have no name that is known: write a header above it with names such as prompt, model and duration, or, if each line is a prompt, say --format text":
    "看起来像表格（单元格以{~0}分隔），但没有已知的列名：请在上方写表头，例如 prompt、model 和 duration；如果每行就是一条提示词，请加 --format text",

  // packages/intake/src/table/read-table.ts
  "has no header: none of its first {0} rows names a column that is known; write names such as prompt, model and duration above the columns{1}":
    "没有表头：前 {0} 行都没有已知的列名；请在各列上方写上名称，例如 prompt、model 和 duration{1}",
  "has {0} columns, allowed are {1}; nothing after it was read": "有 {0} 列，最多允许 {1} 列；其后没有读取",
  "has its header in row {0}, and row {1} above it is no title; delete the rows above the header, or write it in the first row":
    "的表头在第 {0} 行，它上面的第 {1} 行不是标题；请删除表头上面的行，或把表头写在第一行",
  "has a column {0} that is not known; did you mean {1}? Rename it, or delete it":
    "有未知的列 {0}；您是不是指 {1}？请改名或删除",
  "has columns that are not known: {0}": "有未知的列：{0}",
  "names the column {0} twice; nothing after it was read": "列名 {0} 出现两次；其后没有读取",
  "cannot be read: the column {0} {1}": "无法读取：列 {0} {1}",
  "cannot be read": "无法读取",
  "follows line {0}, whose double quote is not closed, and does not look like a row":
    "在第 {0} 行之后，那一行的双引号没有关闭，这一行看起来不像表格的一行",
  "has {0} cells, the header has {1}; put a text with commas in double quotes":
    "有 {0} 个单元格，表头有 {1} 个；含逗号的文字请放在双引号里",
  "has a cell in column {0}, which has no name": "在没有名称的第 {0} 列有内容",
  "column {0}, which has no name": "第 {0} 列，它没有名称",

  // packages/intake/src/workbook/open-archive.ts
  "is a zip archive of {0} files, and a workbook has at most {1}": "是含有 {0} 个文件的 zip 压缩包，工作簿最多 {1} 个",
  "is a workbook without its part {0}; save it again": "是缺少部件 {0} 的工作簿；请重新保存",
  "is a workbook with a password; save it without one": "是带密码的工作簿；请另存为不带密码的",
  "is a workbook or zip archive of more than {0} MiB, the most that is read; export the sheet as CSV":
    "是超过 {0} MiB 的工作簿或 zip 压缩包，超出读取上限；请把工作表导出为 CSV",
  "is a workbook or zip archive that is damaged or ends too early; save it again, or export the sheet as CSV":
    "是损坏或提前结束的工作簿或 zip 压缩包；请重新保存，或把工作表导出为 CSV",
  "is a workbook whose part {0} expands to more than {1} MiB, the most that is read; export the sheet as CSV":
    "是工作簿，但部件 {0} 解压后超过 {1} MiB，超出读取上限；请把工作表导出为 CSV",

  // packages/intake/src/workbook/open-workbook.ts
  "is an {0} workbook, not {1}": "是 {0} 工作簿，不是 {1}",
  "; this is the sheet {0}{1}": "；这是工作表 {0}{1}",
  " of {0}: another one is chosen with --sheet": "（共 {0} 个：用 --sheet 选择其他）",
  "is a binary Excel workbook (.xlsb); save it as .xlsx or CSV":
    "是二进制 Excel 工作簿（.xlsb）；请另存为 .xlsx 或 CSV",
  "is a Word document; save the prompts as text, or in a table as .xlsx or CSV":
    "是 Word 文档；请把提示词存成文本，或存成 .xlsx 或 CSV 表格",
  "is a PowerPoint document, not a list of prompts": "是 PowerPoint 文档，不是提示词列表",
  "is a document of Apple's Numbers or Pages; export it as .xlsx or CSV":
    "是 Apple Numbers 或 Pages 文档；请导出为 .xlsx 或 CSV",
  "is a zip archive; take the file of prompts out of it": "是 zip 压缩包；请取出其中的提示词文件",

  // packages/intake/src/workbook/pick-sheet.ts
  "is a workbook without a sheet": "是没有工作表的工作簿",
  "has no sheet {0}; its sheets are {1}": "没有工作表 {0}；现有工作表：{1}",
  "has a sheet whose name has more than {0} characters, the most that is read":
    "有一个工作表的名称超过 {0} 个字符，超出读取上限",

  // packages/intake/src/workbook/read-xlsx.ts
  "is a workbook with more text than is held at once; export the sheet as CSV":
    "是工作簿，其中的文字太多，无法一次读入；请把工作表导出为 CSV",

  // packages/intake/src/workbook/read-xml.ts
  "is a workbook that is damaged (its XML is not well-formed); save it again":
    "是损坏的工作簿（XML 格式不正确）；请重新保存",
  "is a workbook that {0}, as none does that a spreadsheet program saved; save it anew":
    "是{0}的工作簿，表格软件保存的文件不会这样；请重新保存",

  // packages/local/src/fetch-redis-server.ts
  "this system has no apt-get to fetch one with": "这个系统没有可以用来获取的 apt-get",
  "{0} holds no server that runs here{1}": "{0} 中没有能在这里运行的服务器{1}",
  "{0} of this system is {1}, needed is 6.2 or newer": "这个系统的 {0} 是 {1}，需要 6.2 或更新",
  "missing {0}": "缺少 {0}",
  "apt-get download {0} left no file": "apt-get download {0} 没有得到文件",
  "apt-get update did not end in time": "apt-get update 没有及时结束",
  "apt-get download {0} did not end in time": "apt-get download {0} 没有及时结束",

  // packages/local/src/find-redis-server.ts
  "it may not be fetched here": "这里不允许获取",
  "no redis-server here; fetching one into {0} (about 1.5 MB)": "这里没有 redis-server；正在获取到 {0}（约 1.5 MB）",
  "the fetched one does not run": "获取的服务器无法运行",
  "passing over {0}: it does not start": "跳过 {0}：无法启动",
  "passing over {0}: {1} is older than 6.2": "跳过 {0}：{1} 早于 6.2",
  "There is no Redis server on this machine: {0}. {1}": "这台机器上没有 Redis 服务器：{0}。{1}",

  // packages/local/src/found-server.ts
  "installed on this system": "系统中安装的",
  "from the cache": "来自缓存",
  "just fetched into the cache": "刚刚获取到缓存",

  // packages/local/src/installation-cure.ts
  "{0}, or set REDIS_URL to a Redis of yours (6.2 or newer), e.g. REDIS_URL=redis://127.0.0.1:6379":
    "{0}，或把 REDIS_URL 设置为您自己的 Redis（6.2 或更新），例如 REDIS_URL=redis://127.0.0.1:6379",
  "Install one with: brew install redis": "请安装：brew install redis",
  "Install Memurai (memurai on the PATH), or run this in WSL (wsl --install)":
    "请安装 Memurai（memurai 在 PATH 中），或在 WSL 中运行（wsl --install）",
  "Install one with: sudo apt install redis-server": "请安装：sudo apt install redis-server",
  "Install one with: sudo dnf install valkey": "请安装：sudo dnf install valkey",
  "Install one with: apk add redis": "请安装：apk add redis",
  "Install one with: sudo pacman -S valkey": "请安装：sudo pacman -S valkey",
  "Install redis-server or valkey-server 6.2 or newer": "请安装 6.2 或更新的 redis-server 或 valkey-server",

  // packages/local/src/remove-folder.ts
  "{0} is in use. Nothing of it was deleted: stop what uses it, and try again.":
    "{0} 正在使用中。没有删除任何内容：请停止使用它的程序，再试一次。",

  // packages/local/src/shared/join-redis.ts
  "The Redis in {0} ended, and runs elsewhere now. Run the command again.":
    "{0} 中的 Redis 已经结束，现在在别处运行。请再次运行命令。",
  "The Redis in {0} has ended: {1}": "{0} 中的 Redis 已经结束：{1}",
  "The Redis in {0} did not start: it ended again and again. See its redis.log.":
    "{0} 中的 Redis 没有启动：它一再结束。请看它的 redis.log。",
  "The Redis in {0} runs, but its address cannot be read there: the folder belongs to another user, or a part of it was deleted.":
    "{0} 中的 Redis 在运行，但无法读取它的地址：文件夹属于其他用户，或其中一部分被删除。",
  "The process that keeps the folder's Redis (hailuo-redis-keeper) does not answer: it is stopped. Continue it or kill it, and try again.":
    "管理文件夹 Redis 的进程（hailuo-redis-keeper）没有回答：它已被停住。请让它继续或结束它，再试一次。",

  // packages/local/src/shared/keep-redis.ts
  "It ended by itself {0} times; see its redis.log.": "它自己结束了 {0} 次；请看它的 redis.log。",
  "{0} was deleted or replaced while its Redis is in use{1}. Stop what uses it, and start again.":
    "{0} 在它的 Redis 使用时被删除或替换{1}。请停止使用它的程序，再重新开始。",

  // packages/local/src/shared/start-keeper.ts
  "Redis was not started in {0}. {1}": "Redis 没有在 {0} 中启动。{1}",

  // packages/local/src/shared/unusable-folder.ts
  "{0} cannot be used: {1}. Set HAILUO_STATE_DIR to a folder that can be written, or REDIS_URL.":
    "{0} 不能使用：{1}。请把 HAILUO_STATE_DIR 设置为可写的文件夹，或设置 REDIS_URL。",

  // packages/local/src/start-private-redis.ts
  "{0} did not start in {1}. It said:\n{2}": "{0} 没有在 {1} 内启动。它的输出：\n{2}",
  "Redis is reading its data": "Redis 正在读取它的数据",
  "waiting for the Redis of an earlier run to end{0}": "正在等待之前运行的 Redis 结束{0}",
  "another hailuo is running here{0}: it uses {1}. Wait for it, stop it, or choose another HAILUO_STATE_DIR":
    "这里有另一个 hailuo 正在运行{0}：它在使用 {1}。请等待它，停止它，或选择其他 HAILUO_STATE_DIR",

  // packages/producer/src/change-request.ts
  "{0} makes {1}; submit the other one as a new item.": "{0} 生成 {1}；请把另一个作为新的条目提交。",
  "{0} was cancelled while the answer to its create was lost: its task may still run, and uses its slot until then. Submit the new request under a new custom_id.":
    "{0} 在创建的回答丢失时已被取消：它的任务可能还在运行，在此之前占用槽位。请用新的 custom_id 提交新的请求。",
  "{0} has {1} takes, which are all that are kept; give the next one a new custom_id.":
    "{0} 已有 {1} 个版本，达到保留上限；请给下一个新的 custom_id。",
  "the answer to its create was lost ({0}), so it may have been bought. Decide that first: `hailuo resolve {1}`.":
    "它的创建没有收到回答（{0}），因此可能已经购买。请先决定：`hailuo resolve {1}`。",
  "no code": "没有代码",
  "it ends with its task at the provider. Change it then.": "它会随服务商处的任务结束。请在那之后更改。",
  "its video is bought and is being stored. Change it then.": "它的视频已购买，正在保存。请在那之后更改。",
  "it is at the provider, and is paid for when it succeeds. Wait for its end, or cancel it first: `hailuo cancel {0}`.":
    "它在服务商处，成功后要付费。请等它结束，或先取消：`hailuo cancel {0}`。",
  "{0} has changed just now; look at it again.": "{0} 刚刚有变化；请重新查看。",
  "The input {0} is gone: nothing has needed it for longer than inputs are kept (HAILUO_RETENTION_INPUTS_MS). Upload the same file again.":
    "输入 {0} 已不存在：没有人需要它的时间超过了输入的保留期（HAILUO_RETENTION_INPUTS_MS）。请重新上传同一个文件。",

  // packages/producer/src/check-resolution.ts
  "Account {0} has no task {1}: {2}. Nothing was changed. Look for the task in the console of that very account.":
    "账号 {0} 没有任务 {1}：{2}。没有任何更改。请在这个账号的控制台中查找任务。",
  "Task {0} of account {1} cannot be that of {2}: {3}. Nothing was changed.":
    "账号 {1} 的任务 {0} 不可能属于 {2}：{3}。没有任何更改。",
  "The provider cannot say just now ({0}: {1}). Nothing was changed; try again{2}.":
    "服务商现在无法回答（{0}：{1}）。没有任何更改；请{2}再试。",
  "{0} Nothing was changed; force buys it anyway, and pays twice if the first create was accepted.":
    "{0}没有任何更改；force 会照样购买，如果第一次创建已被接受就会付两次钱。",
  "The provider's list does not tell yet, or no longer, whether {0} (sent at {1}) has a task: one appears within minutes, and is listed for seven days.":
    "服务商的列表还不能或已经不能说明 {0}（发出于 {1}）是否有任务：任务在几分钟内出现，保留七天。",
  "The provider lists task {0} ({1}){2}, which may be that of {3}: name it instead.":
    "服务商列出了任务 {0}（{1}）{2}，可能属于 {3}：请改为指定它。",
  "The provider's list was not seen as far back as {0}, when {1} was sent.":
    "服务商的列表没有读到 {0} 那么早，即 {1} 发出的时间。",

  // packages/producer/src/compare-batch.ts
  'custom_id "{0}" of batch "{1}" was submitted before with another request (generation {2})':
    "批次“{1}”的 custom_id“{0}”之前以另一个请求提交过（生成 {2}）",
  '{0} {1} submitted to batch "{2}" before with another request: {3}{4}':
    "批次“{2}”中之前有 {0} 个{-1}以另一个请求提交过：{3}{4}",
  "{0}. {1} of them cannot be changed now: {2} Nothing was enqueued.":
    "{0}。其中 {1} 个现在不能更改：{2}没有任何内容加入队列。",
  "{0}. Nothing was enqueued: --replace makes {1} again as the next take, a new custom_id or another batch makes another one.":
    "{0}。没有任何内容加入队列：--replace 会把{-1}它们作为下一个版本重新生成；新的 custom_id 或其他批次会另外生成一个。",
  'The batch "{0}" is another tenant\'s; a batch has one tenant. Choose another name.':
    "批次“{0}”属于其他租户；一个批次只属于一个租户。请换一个名称。",

  // packages/producer/src/diagnosis/diagnose.ts
  "Nothing waits, and nothing is under way.": "没有等待的，也没有进行中的。",
  "Nothing is in the way.": "没有阻碍。",
  "Nothing is in the way: {0} under way, {1} waiting for their turn.": "没有阻碍：{0} 个进行中，{1} 个在等待轮到自己。",

  // packages/producer/src/diagnosis/judge-accounts.ts
  "Account {0} is draining: it starts no new videos.{1}": "账号 {0} 正在排空：不开始新的视频。{1}",
  "`hailuo accounts resume {0}` puts it back into service.": "`hailuo accounts resume {0}` 让它恢复服务。",
  "Account {0} may start nothing: a limit of it is 0.{1}": "账号 {0} 不能开始任何视频：它的一个上限为 0。{1}",
  "`hailuo accounts` shows which; `hailuo accounts set {0} --max-in-flight N` or `--create-per-minute N` raises it.":
    "`hailuo accounts` 显示是哪个上限；`hailuo accounts set {0} --max-in-flight N` 或 `--create-per-minute N` 可调高。",
  "The provider refuses {0} to account {1}.{2}": "服务商不让账号 {1} 使用 {0}。{2}",
  "Account {0} was paused by a user.{1}": "账号 {0} 已被用户暂停。{1}",
  "`hailuo accounts resume {0}` goes on.": "`hailuo accounts resume {0}` 会继续。",
  "no reason was given": "没有给出原因",
  " since {0}, {1}": "，从 {0} 起，{1}",
  "One create is trying it now.": "现在正在尝试一次创建。",
  "The next create tries it at {0}.": "下一次创建在 {0} 尝试。",
  "The provider refuses account {0} since {1}, {2}: {3}.": "服务商从 {1} 起拒绝账号 {0}（{2}）：{3}。",
  "The provider refuses account {0}{1}: {2}.{3}": "服务商拒绝账号 {0}{1}：{2}。{3}",
  "All {0} slots of account {1} are held by creates whose answers were lost.{2}":
    "账号 {1} 的全部 {0} 个槽位都被丢失回答的创建占用。{2}",
  "`hailuo list --state submission_unknown` lists them; `hailuo resolve` decides one, or all of a batch.":
    "`hailuo list --state submission_unknown` 列出它们；`hailuo resolve` 决定一个或整个批次。",
  "The provider refused account {0} {1} since {2}, and takes other creates: {3}.":
    "服务商从 {2} 起拒绝账号 {0} {1}，但接受其他创建：{3}。",
  "{0} of {1} slots of account {2} are held by creates whose answers were lost.":
    "账号 {2} 的 {1} 个槽位中有 {0} 个被丢失回答的创建占用。",
  "{0} {1} past the deadline at the provider and still {2}.": "服务商处有 {0} 个任务{-1}超过期限，仍在{2}。",
  "holds its slot": "占用槽位",
  "hold their slots": "占用槽位",
  "They are polled on. `hailuo resolve ID --fail` gives one up and frees its slot; its video is paid for.":
    "它们会继续轮询。`hailuo resolve ID --fail` 放弃一个并释放槽位；它的视频要付费。",
  "The provider takes fewer tasks of account {0} at once than the {1} allowed: {2} are tried.":
    "服务商同时接受账号 {0} 的任务少于允许的 {1} 个：正在尝试 {2} 个。",
  "More are tried by and by. Another program that uses the account may take the rest.":
    "会逐渐尝试更多。使用同一账号的其他程序可能占用了其余的。",
  "Account {0} has used its {1} starts for this {2}.": "账号 {0} 已用完本{~2}的 {1} 次开始。",
  "It goes on by itself. If your contract allows more: `hailuo accounts set {0} --create-per-minute N`.":
    "它会自己继续。如果您的合同允许更多：`hailuo accounts set {0} --create-per-minute N`。",
  "All {0} slots of account {1} are in use.": "账号 {1} 的全部 {0} 个槽位都在使用。",
  "Each video that ends makes room for the next. If your contract allows more: `hailuo accounts set {0} --max-in-flight N`.":
    "每结束一个视频就为下一个腾出位置。如果您的合同允许更多：`hailuo accounts set {0} --max-in-flight N`。",
  "Account {0}: {1}.": "账号 {0}：{1}。",
  "Top it up before the provider refuses its creates.": "请在服务商拒绝它的创建之前充值。",
  "The provider could not verify the callback URL of account {0}: {1}.": "服务商无法验证账号 {0} 的回调地址：{1}。",
  "Polls find the videos meanwhile. `hailuo doctor` tests the URL.":
    "在此期间由轮询发现视频。`hailuo doctor` 会检查这个地址。",
  "It is tried again at {0}. Ask MiniMax for the model, or use another one or another account.":
    "将在 {0} 再次尝试。请向 MiniMax 申请这个模型，或使用其他模型或其他账号。",
  "It ends by itself.": "它会自己结束。",
  "Check the key and its host: keys are bound to a region. `hailuo doctor` tests both.":
    "请检查密钥和它的主机：密钥只在自己的地区有效。`hailuo doctor` 会检查两者。",
  "Top the account up; it goes on by itself then.": "请为账号充值；之后会自己继续。",
  "It comes back when the quota resets; another account takes over where one is configured.":
    "额度重置后恢复；如果配置了其他账号，会由它接手。",
  "It comes back when the plan's window resets; another account takes over where one is configured.":
    "套餐周期重置后恢复；如果配置了其他账号，会由它接手。",
  "Use another plan or a pay-as-you-go key.": "请使用其他套餐或按量付费的密钥。",
  "Grant the permission, or do the real-name check, in MiniMax's console.":
    "请在 MiniMax 的控制台中授予权限，或完成实名认证。",
  "Check the key's permissions and any firewall between; `hailuo doctor` tests the way.":
    "请检查密钥的权限和中间的防火墙；`hailuo doctor` 会检查线路。",
  "A firewall between us and the provider refuses requests; `hailuo doctor` tests the way.":
    "我们和服务商之间的防火墙拒绝请求；`hailuo doctor` 会检查线路。",
  "Check MINIMAX_BASE_URL and MINIMAX_DIALECT; `hailuo doctor` tests both.":
    "请检查 MINIMAX_BASE_URL 和 MINIMAX_DIALECT；`hailuo doctor` 会检查两者。",
  "Check MINIMAX_BASE_URL; `hailuo doctor` tests it.": "请检查 MINIMAX_BASE_URL；`hailuo doctor` 会检查它。",
  "Check HTTPS_PROXY and its password; `hailuo doctor` tests it.":
    "请检查 HTTPS_PROXY 和它的密码；`hailuo doctor` 会检查它。",
  "`hailuo doctor` tests the way, the proxy on it, too.": "`hailuo doctor` 会检查线路，包括线路上的代理。",
  "{0} If it comes back, lower the account's creates a minute (`hailuo accounts set`).":
    "{0}如果再次出现，请降低账号每分钟的创建数（`hailuo accounts set`）。",
  "Another program may use the account; it goes on when tasks end.": "可能有其他程序在使用这个账号；任务结束后会继续。",
  "`hailuo doctor` tests the account.": "`hailuo doctor` 会检查账号。",
  "{0} times": "{0} 次",

  // packages/producer/src/diagnosis/judge-attempts.ts
  "The answers to {0} lost: {1} may have been bought, so {2} {3}sent again.":
    "{0}的回答丢失了：{-1}视频可能已经购买，因此{-2}{-3}不会再次发送。",
  "1 create was": "1 次创建",
  "{0} creates were": "{0} 次创建",
  "it is": "它",
  "none is": "都",
  "`hailuo list --state submission_unknown` lists them; `hailuo resolve ID` shows what the provider knows, and decides.":
    "`hailuo list --state submission_unknown` 列出它们；`hailuo resolve ID` 显示服务商知道什么，并作出决定。",
  "Videos cannot be stored: {0}": "视频无法保存：{0}",
  "There is no room for videos: {0}": "没有空间保存视频：{0}",
  "Make room, or raise the quota; then it goes on by itself. The provider keeps each video for a while. What was given up meanwhile, `hailuo retry --where 'code=download_storage_full'` stores; nothing is bought.":
    "请腾出空间或调高配额；之后会自己继续。服务商会把每个视频保留一段时间。期间放弃的用 `hailuo retry --where 'code=download_storage_full'` 保存；不购买。",
  "Mend the storage (`hailuo doctor` tests it). The provider keeps each video for a while; downloads are tried again by themselves.":
    "请修好存储（`hailuo doctor` 会检查）。服务商会把每个视频保留一段时间；下载会自动重试。",
  "Download links are refused: {0}": "下载链接被拒绝：{0}",
  "Check the way to the provider's file host (proxy, firewall); `hailuo doctor` tests it. A new link is asked for with each try.":
    "请检查到服务商文件主机的线路（代理、防火墙）；`hailuo doctor` 会检查。每次重试都会请求新的链接。",
  "Downloads fail: {0}": "下载失败：{0}",
  "They are tried again by themselves; `hailuo doctor` tests the way.": "会自动重试；`hailuo doctor` 会检查线路。",
  "A poll worker has no key for an account whose tasks it is given: {0}":
    "有一个 poll worker 没有它所分到任务的账号密钥：{0}",
  "Give all poll workers the same accounts (HAILUO_ACCOUNTS_FILE).":
    "请给所有 poll worker 相同的账号（HAILUO_ACCOUNTS_FILE）。",
  "Polls fail: {0}": "轮询失败：{0}",
  "They are tried again by themselves, and nothing is bought again meanwhile; `hailuo doctor` tests the way.":
    "会自动重试，在此期间不会再次购买；`hailuo doctor` 会检查线路。",
  "Some requests are refused while others are taken: {0}": "有些请求被拒绝，而其他的被接受：{0}",
  "They are set aside and tried again; what alone is refused fails with a reason, and the others go on.":
    "它们会先放到一边再重试；只有自己被拒绝的会带着原因失败，其他的继续。",
  "No account may use {0}: {1} for one.": "没有账号可以使用 {0}：{1}。",
  "Add the model to an account (`models` in HAILUO_ACCOUNTS_FILE), or cancel them.":
    "请把模型加入某个账号（HAILUO_ACCOUNTS_FILE 中的 `models`），或取消它们。",

  // packages/producer/src/diagnosis/judge-stops.ts
  "Tenant {0} was paused by a user: {1}.": "租户 {0} 已被用户暂停：{1}。",
  "`hailuo tenants resume {0}` goes on.": "`hailuo tenants resume {0}` 会继续。",
  "The budget of tenant {0} is used up ({1} of {2}): {3}.": "租户 {0} 的预算已用完（{1}/{2}）：{3}。",
  "`hailuo tenants set {0} --budget AMOUNT` raises it.": "`hailuo tenants set {0} --budget AMOUNT` 可以调高。",
  "Batch {0} is being cancelled.": "批次 {0} 正在取消。",
  "Batch {0} was paused by a user: {1}.": "批次 {0} 已被用户暂停：{1}。",
  "`hailuo batches resume {0}` goes on.": "`hailuo batches resume {0}` 会继续。",
  "Batch {0} is still being filled: {1}.": "批次 {0} 还在添加条目：{1}。",
  "It starts when its caller seals it.": "提交者封存它以后就会开始。",
  "The next price does not fit the budget of batch {0} ({1} of {2} spent): {3}.":
    "下一个的价格超出批次 {0} 的预算（已花费 {1}/{2}）：{3}。",
  "`hailuo batches set {0} --budget AMOUNT` raises it.": "`hailuo batches set {0} --budget AMOUNT` 可以调高。",
  "Batch {0} has a budget, and no price is known for its next video: {1}.":
    "批次 {0} 设置了预算，但下一个视频的价格未知：{1}。",
  "Set a price in HAILUO_PRICES_FILE and submit again, or take the budget away: `hailuo batches set {0} --budget none`.":
    "请在 HAILUO_PRICES_FILE 中设置价格并重新提交，或取消预算：`hailuo batches set {0} --budget none`。",
  "Batch {0} stopped because too many of its generations failed ({1} of {2}): {3}.":
    "批次 {0} 已停止，因为失败过多（{1}/{2}）：{3}。",
  "`hailuo list --batch {0} --state failed` tells why; `hailuo batches resume {1}` goes on.":
    "`hailuo list --batch {0} --state failed` 说明原因；`hailuo batches resume {1}` 会继续。",

  // packages/producer/src/diagnosis/judge-workers.ts
  "No {0} worker has run {1}: {2} for one.": "{1}没有 {0} worker 运行过：{2}。",
  "{0}: {1} for one.": "{0}：{1}。",
  "Start one with `hailuo worker {0}`, or `hailuo worker all`.":
    "请启动一个：`hailuo worker {0}`，或 `hailuo worker all`。",
  "{0}{1}, or `hailuo worker all`.": "{0}{1}，或 `hailuo worker all`。",

  // packages/producer/src/diagnosis/trouble.ts
  "1 generation waits": "1 个生成在等待",
  "{0} generations wait": "{0} 个生成在等待",

  // packages/producer/src/edit-generation.ts
  'There is no generation "{0}". `hailuo list` shows the ids.': "没有生成“{0}”。`hailuo list` 显示编号。",
  "cannot be changed; submit another one": "不能更改；请另外提交一个",
  "{0} was cancelled before it was bought, and its {1} is not kept whole: give it again ({2}), or submit the file that has it.":
    "{0} 在购买之前已被取消，它的{1}没有完整保留：请重新给出（{2}），或提交含有它的文件。",

  // packages/producer/src/explain-generation.ts
  "The create was sent {0}; waiting for the provider's answer.": "创建在{0}发出；正在等待服务商的回答。",
  " It is past its deadline and still polled; `hailuo resolve {0} --fail` gives it up and frees its slot.":
    "它已超过期限，仍在轮询；`hailuo resolve {0} --fail` 会放弃它并释放槽位。",
  "{0}. Task {1} is not polled until then.{2}": "{0}。在此之前不轮询任务 {1}。{2}",
  "The provider works on task {0}{1}, accepted {2}, {3}.{4}": "服务商正在处理任务 {0}{1}，接受于{2}，{3}。{4}",
  "{0}. The video was ready {1} and is not stored yet.": "{0}。视频在{1}已完成，还没有保存。",
  " The provider is currently refusing account {0} ({1}), which may delay it.":
    "服务商目前拒绝账号 {0}（{1}），可能会耽误它。",
  "it is being stored as {0}, or waits for its turn at a download worker":
    "正在保存为 {0}，或在等待轮到 download worker",
  "it is not stored yet as {0}": "还没有保存为 {0}",
  "The video was ready {0}; {1}.{2}": "视频在{0}已完成；{1}。{2}",
  "It is cancelled. The provider cancels task {0} if it has not started; otherwise the slot stays in use until the task ends.":
    "已取消。如果任务 {0} 还没有开始，服务商会取消它；否则槽位一直占用到任务结束。",
  "(not known yet)": "（还不知道）",
  "It is cancelled. The provider cannot cancel it, so its slot stays in use until task {0} ends.":
    "已取消。服务商无法取消它，因此槽位一直占用到任务 {0} 结束。",
  "The answer to its create was lost ({0}).{1} Decide with `hailuo resolve {2}`. It uses a slot of {3}.":
    "它的创建没有收到回答（{0}）。{1}请用 `hailuo resolve {2}` 决定。它占用 {3} 的一个槽位。",
  "its account": "它的账号",
  "It failed at {0}: {1} ({2})": "它在 {0} 阶段失败：{1}（{2}）",
  "an unknown stage": "未知阶段",
  "no reason was recorded": "没有记录原因",
  "Its video is at {0}.": "它的视频在 {0}。",
  "It was cancelled.": "它已被取消。",
  "not polled yet": "还没有轮询",
  "polled once": "轮询 1 次",
  "polled {0} times": "轮询 {0} 次",
  "The poll worker that last took task {0} has no key for account {1}, so it did not poll. Give all poll workers the same accounts (HAILUO_ACCOUNTS_FILE).":
    "上次处理任务 {0} 的 poll worker 没有账号 {1} 的密钥，因此没有轮询。请给所有 poll worker 相同的账号（HAILUO_ACCOUNTS_FILE）。",
  "between {0} and {1}": "在 {0} 到 {1} 之间",
  " At {0} the provider listed no matching task created {1} that is not yours already.":
    "{0} 时，服务商没有列出{1}创建的、还不属于您的匹配任务。",
  " The provider's list could not be read back to {0}; check its console.":
    "服务商的列表没能读到 {0}；请查看它的控制台。",
  "; {0} more of your generations could have made {1}": "；您另有 {0} 个生成也可能创建了 {1}",
  " It may be the provider's task {0}{1}{2}; the provider does not show their prompts.":
    "它可能是服务商的任务 {0}{1}{2}；服务商不显示它们的提示词。",
  "Account {0} may not use {1}": "账号 {0} 不能使用 {1}",
  "The provider refuses {0} for account {1}; the next attempt is at {2}": "服务商不让账号 {1} 使用 {0}；下次尝试在 {2}",
  "Account {0} is draining: it starts no new videos": "账号 {0} 正在排空：不开始新的视频",
  "Account {0} may start nothing: a limit of it is 0": "账号 {0} 不能开始任何视频：它的一个上限为 0",
  "Account {0} was paused by a user": "账号 {0} 已被用户暂停",
  "The provider refuses account {0}: it was {1}": "服务商拒绝账号 {0}：{1}",
  "no reason": "没有原因",
  "The provider refuses account {0} ({1}); the next attempt is at {2}": "服务商拒绝账号 {0}（{1}）；下次尝试在 {2}",
  " that the provider currently accepts (of {0} allowed)": "（服务商目前接受的数量，允许 {0}）",
  ", {0} of them by creates whose answers were lost (`hailuo list --state submission_unknown`)":
    "，其中 {0} 个被丢失回答的创建占用（`hailuo list --state submission_unknown`）",
  "All {0} slots of {1}{2} are in use{3}": "{1} 的全部 {0} 个槽位{2}都在使用{3}",
  "{0} has used its {1} starts for this {2}": "{0} 已用完本{~2}的 {1} 次开始",
  "It has a slot and waits for a create worker.": "它有槽位，正在等待 create worker。",
  "It has a slot. {0}.": "它有槽位。{0}。",
  "It is next in its tenant's queue": "它是租户队列中的下一个",
  "{0} of its tenant {1} ahead of it": "它的租户 {1} 前面还有 {0} 个",
  "{0}; slots are free.": "{0}；有空闲的槽位。",
  "{0} by account {1}": "账号 {1} 上{0}",
  "It could not be sent": "它没能发送",
  "The provider refused it {0}": "服务商拒绝了它 {0}",
  "{0}, so others are tried first; it is tried again when its account works":
    "{0}，因此先尝试其他的；账号恢复后会再次尝试它",
  "Its tenant {0} was paused by a user": "它的租户 {0} 已被用户暂停",
  "Its batch {0} was paused by a user": "它的批次 {0} 已被用户暂停",
  "Its price does not fit the budget of tenant {0}; raise it with `hailuo tenants set {1} --budget`":
    "它的价格超出租户 {0} 的预算；可用 `hailuo tenants set {1} --budget` 调高",
  "Its price does not fit the budget of batch {0}; raise it with `hailuo batches set {1} --budget`":
    "它的价格超出批次 {0} 的预算；可用 `hailuo batches set {1} --budget` 调高",
  "Its batch {0} has a budget, but {1} has no known price; set one in HAILUO_PRICES_FILE and submit it again, or remove the budget":
    "它的批次 {0} 设置了预算，但 {1} 的价格未知；请在 HAILUO_PRICES_FILE 中设置并重新提交，或取消预算",
  "Its batch {0} is being cancelled": "它的批次 {0} 正在取消",
  "Its batch {0} is still being filled; it starts when it is sealed": "它的批次 {0} 还在添加条目；封存以后开始",
  "Its batch {0} was rejected because of invalid lines; none of its videos are made":
    "它的批次 {0} 因有错误的行而被拒绝；不会生成任何视频",
  "Its batch {0} stopped because too many of its generations failed; continue with `hailuo batches resume {1}`":
    "它的批次 {0} 已停止，因为失败过多；用 `hailuo batches resume {1}` 继续",
  "a moment ago": "刚才",

  // packages/producer/src/find/bulk.ts
  "The filter has no conditions; to mean all, name a state or a time.":
    "筛选没有条件；如果指全部，请写一个状态或时间。",

  // packages/producer/src/find/where.ts
  "The filter is longer than {0} characters.": "筛选超过 {0} 个字符。",
  "The filter has more than {0} conditions.": "筛选超过 {0} 个条件。",
  "A quotation mark of the filter is not closed.": "筛选中有引号没有关闭。",
  '"{0}" is not a condition; write one as {1}.': "“{0}”不是条件；请写成 {1} 这样。",
  'There is no field "{0}"; fields are {1}.': "没有字段“{0}”；可用字段：{1}。",
  '"{0}" takes =, != or ~; < and > are for {1}.': "“{0}”可用 =、!= 或 ~；< 和 > 用于 {1}。",
  '"{0}" has more than {1} values.': "“{0}”的值超过 {1} 个。",
  '"{0}" is not a state; states are {1}.': "“{0}”不是状态；可用状态：{1}。",
  "Write an age as `{0}<1h` (in the last hour) or `{1}>2d` (before that); units: s, m, h, d, w.":
    "时间请写成 `{0}<1h`（最近一小时内）或 `{1}>2d`（两天以前）；单位：s、m、h、d、w。",
  '"{0}" has no value; write a condition as {1}.': "“{0}”没有值；条件请写成 {1} 这样。",

  // packages/producer/src/prepare-generation.ts
  'The priority "{0}" is none of {1}.': "优先级“{0}”不在 {1} 之中。",
  "The custom_id {0} cannot be used: it {1}.": "custom_id {0} 不能使用：{1}。",
  'custom_id "{0}" is used twice in this submit; it must be unique in a batch.':
    "custom_id“{0}”在这次提交中用了两次；在一个批次中必须唯一。",
  'may have 1 to 128 letters, digits, ".", "_" and "-", and may not hold an id of ours (gen_ and 32 digits)':
    "可以有 1 到 128 个字母、数字、“.”、“_”和“-”，其中不能有我们的编号（gen_ 加 32 位数字）",
  'The {0} "{1}" cannot be used: it {2}.': "{0}“{1}”不能使用：{2}。",

  // packages/producer/src/resolve-generation.ts
  '"{0}" is not a task id: those have 1 to {1} letters, digits, "_" and "-".':
    "“{0}”不是任务编号：任务编号有 1 到 {1} 个字母、数字、“_”和“-”。",
  "{0} is {1}; only a generation in submission_unknown waits for a decision (one that is overdue or cancelling can be given up).":
    "{0} 的状态是 {1}；只有 submission_unknown 的生成等待决定（overdue 或 cancelling 的可以放弃）。",
  "{0} is {1}; only a failed generation is retried.": "{0} 的状态是 {1}；只能重试失败的生成。",
  "{0} failed at {1} ({2}): {3}": "{0} 在 {1} 阶段失败（{2}）：{3}",
  "{0} has no file id of the provider's; its video cannot be fetched again.":
    "{0} 没有服务商的文件编号；它的视频不能再次获取。",
  "its video does not exist. To buy it again, use --rebuy.": "它没有视频。要再次购买，请加 --rebuy。",
  "it was given up, and may have been bought. To buy it, perhaps a second time, use --rebuy.":
    "它已被放弃，可能已经购买。要购买（可能是第二次），请加 --rebuy。",
  "it was given up while the provider had not ended task {0}. To buy it a second time, use --rebuy.":
    "它在服务商结束任务 {0} 之前就被放弃。要再买一次，请加 --rebuy。",
  "Task {0} belongs to another generation.": "任务 {0} 属于其他生成。",
  "{0} needs the input {1}, which is gone: nothing has needed it for longer than inputs are kept (HAILUO_RETENTION_INPUTS_MS). Upload the same file again (POST /api/v1/inputs, or `hailuo submit` with it), then retry.":
    "{0} 需要输入 {1}，但它已不存在：没有人需要它的时间超过了输入的保留期（HAILUO_RETENTION_INPUTS_MS）。请重新上传同一个文件（POST /api/v1/inputs，或用 `hailuo submit` 提交），然后重试。",

  // packages/producer/src/submits.ts
  "The idempotency key was used before with another request (generation {0}).":
    "这个幂等键之前用于另一个请求（生成 {0}）。",
  'custom_id "{0}" of batch "{1}" was submitted before with another request (generation {2}). Give it another custom_id, or use another batch.':
    "批次“{1}”的 custom_id“{0}”之前以另一个请求提交过（生成 {2}）。请换一个 custom_id，或使用其他批次。",

  // packages/producer/src/upscale-request.ts
  "Generation {0} cannot be made larger: {1}.": "生成 {0} 不能放大：{1}。",
  "MiniMax makes {0} videos of {1} larger, and it is {2}{3}": "MiniMax 能放大 {1} 的 {0} 视频，而它是 {2}{3}",
  "it has no video, it is {0}": "它没有视频，状态是 {0}",
  "no task is known of it; make it from its video (--from video)": "不知道它的任务；请从它的视频生成（--from video）",
  "MiniMax knows its task for seven days only; make it from its video (--from video)":
    "MiniMax 只保留任务七天；请从它的视频生成（--from video）",
  'its task is known to account {0} alone, and the create could go to another one; make it from its video (--from video), or let {1} alone use {2} ("models" in HAILUO_ACCOUNTS_FILE)':
    '只有账号 {0} 知道它的任务，而创建可能交给其他账号；请从它的视频生成（--from video），或只让 {1} 使用 {2}（HAILUO_ACCOUNTS_FILE 中的 "models"）',

  // packages/producer/src/watch.ts
  "There is no generation {0}.": "没有生成 {0}。",

  // packages/redis/src/check-redis.ts
  "does not tell whether it may evict data (its maxmemory-policy is hidden)":
    "没有说明是否会淘汰数据（它的 maxmemory-policy 被隐藏）",
  "where its provider says that it evicts nothing, add ?maxmemory-policy=noeviction to REDIS_URL":
    "如果它的提供商说明不会淘汰数据，请在 REDIS_URL 中加上 ?maxmemory-policy=noeviction",
  "may evict data (maxmemory-policy is {0})": "可能会淘汰数据（maxmemory-policy 是 {0}）",
  "run `redis-cli config set maxmemory-policy noeviction` and put the same line into redis.conf":
    "请运行 `redis-cli config set maxmemory-policy noeviction`，并把同一行写入 redis.conf",
  "This Redis is version {0}; hailuo-queue needs {1} or newer. Upgrade it, or point REDIS_URL elsewhere.":
    "这个 Redis 的版本是 {0}；hailuo-queue 需要 {1} 或更新。请升级，或让 REDIS_URL 指向别处。",
  "This Redis {0}. {1}{2}.": "这个 Redis {0}。{1}{2}。",
  "This Redis is a replica, which takes no writes (READONLY). Set REDIS_URL to its master, or to its Sentinels (sentinel://…).":
    "这个 Redis 是副本，不接受写入（READONLY）。请把 REDIS_URL 设置为它的主节点，或它的 Sentinel（sentinel://…）。",

  // packages/redis/src/client-room.ts
  "{0} needs {1} connections beside this one; of its {2} (maxclients) {3} are taken":
    "{0} 还需要 {1} 个连接；它的 {2} 个（maxclients）中已用 {3} 个",
  'Redis at {0} has no room: {1}, and it would refuse the rest ("max number of clients reached"). Raise maxclients there, or close other clients (`redis-cli client list` shows them).':
    '{0} 的 Redis 没有空间：{1}，其余的会被它拒绝（"max number of clients reached"）。请在那里调高 maxclients，或关闭其他客户端（`redis-cli client list` 列出它们）。',

  // packages/redis/src/connection.ts
  "no connection within {0} ms": "{0} 毫秒内没有连上",
  "it takes connections, but gave no answer within {0} ms": "它接受连接，但 {0} 毫秒内没有回答",
  "Redis at {0} cannot be used ({1}); {2}.": "{0} 的 Redis 不能使用（{1}）；{2}。",
  "a connection to Redis has ended for good": "与 Redis 的连接已经彻底结束",
  "the connection was closed": "连接已关闭",

  // packages/redis/src/redis-troubles.ts
  "it has no room for one more connection: raise its maxclients, or close others (`redis-cli client list` shows them)":
    "它没有空间再接受一个连接：请调高它的 maxclients，或关闭其他连接（`redis-cli client list` 列出它们）",
  "it refuses connections from other machines while it has no password: set one there (requirepass, or an ACL user) and in REDIS_URL":
    "它在没有密码时拒绝其他机器的连接：请在那里设置密码（requirepass 或 ACL 用户），并写入 REDIS_URL",
  "its memory is full: give it more (maxmemory), or keep old records for a shorter time (HAILUO_RETENTION_SUCCEEDED_MS)":
    "它的内存已满：请增加内存（maxmemory），或缩短旧记录的保留时间（HAILUO_RETENTION_SUCCEEDED_MS）",
  "it cannot write to its disk, and takes no writes until it can: look at its log and its disk":
    "它无法写入磁盘，在能写之前不接受写入：请看它的日志和磁盘",
  "see whether it hangs or is overloaded, and whether it is a Redis that listens there":
    "请看它是否卡住或过载，以及那里监听的是不是 Redis",
  "it is busy with somebody's script: wait, or end that (`redis-cli script kill`)":
    "它正忙于执行别人的脚本：请等待，或结束该脚本（`redis-cli script kill`）",
  "it is loading its data: try again in a moment": "它正在加载数据：请稍后再试",
  "it is a replica: set REDIS_URL to the master": "它是副本：请把 REDIS_URL 设置为主节点",
  "some slots of the Cluster are down: look at `redis-cli cluster info`":
    "Cluster 的部分槽不可用：请看 `redis-cli cluster info`",
  "check the user and password in REDIS_URL": "请检查 REDIS_URL 中的用户名和密码",
  "start Redis there, or set REDIS_URL to one that runs": "请在那里启动 Redis，或把 REDIS_URL 设置为正在运行的 Redis",
  "the connection is lost, and there is no new one": "连接已断开，还没有新的连接",

  // packages/redis/src/redis-url.ts
  "the name of the master is missing after the last /": "最后一个 / 之后缺少主节点的名称",
  'the database "{0}" is not a number': "数据库“{0}”不是数字",
  "a Cluster has no database {0}": "Cluster 没有数据库 {0}",
  'the user or password has a "{0}" that is not percent-encoded; write {1} for it':
    "用户名或密码中的“{0}”没有百分号编码；请写成 {1}",
  "?{0} is none of {1}": "?{0} 不在 {1} 之中",
  "?db is not a number": "?db 不是数字",
  "noeviction, which is the only policy that loses nothing": "noeviction，这是唯一不会丢失数据的策略",
  'after its "?" is "{0}", which is not known; known are {1}': "“?”之后的“{0}”是未知的；已知：{1}",
  'the user or password has a "%" that is not percent-encoded; write %25 for it':
    "用户名或密码中的“%”没有百分号编码；请写成 %25",
  '"{0}" is not host:port': "“{0}”不是 host:port",
  "it is none of redis://, rediss://, unix://, sentinel://": "它不是 redis://、rediss://、unix://、sentinel:// 之一",
  'REDIS_URL "{0}" cannot be read: {1}. Example: redis://127.0.0.1:6379':
    "REDIS_URL“{0}”无法读取：{1}。例如：redis://127.0.0.1:6379",

  // packages/storage/src/directory-object-store.ts
  "look at the disk or mount": "请检查磁盘或挂载",
  "the disk is full; make room or choose another directory (HAILUO_OUT, --out)":
    "磁盘已满；请腾出空间或选择其他目录（HAILUO_OUT、--out）",
  "the disk quota is used up; make room or choose another directory (HAILUO_OUT, --out)":
    "磁盘配额已用完；请腾出空间或选择其他目录（HAILUO_OUT、--out）",
  "this user may not write there; change the folder's rights or choose another directory (HAILUO_OUT, --out)":
    "这个用户不能写入；请更改文件夹的权限或选择其他目录（HAILUO_OUT、--out）",
  "the file system is read-only; choose another directory (HAILUO_OUT, --out)":
    "文件系统是只读的；请选择其他目录（HAILUO_OUT、--out）",
  "folders cannot be made there; choose another directory (HAILUO_OUT, --out)":
    "那里不能创建文件夹；请选择其他目录（HAILUO_OUT、--out）",
  "a file stands where a folder is needed; choose another directory or object key":
    "需要文件夹的地方有一个文件；请选择其他目录或对象键",
  "a folder stands where the file should go; choose another object key": "文件应在的位置有一个文件夹；请选择其他对象键",
  "a name in the object key is longer than the file system allows (255 bytes); choose another (HAILUO_OBJECT_KEY, custom_id)":
    "对象键中有名称超过文件系统允许的长度（255 字节）；请换一个（HAILUO_OBJECT_KEY、custom_id）",
  "this process has too many open files; raise its limit (ulimit -n)":
    "这个进程打开的文件太多；请调高上限（ulimit -n）",
  "The directory {0} cannot be {1}: {2}.": "目录 {0} 不能{1}：{2}。",

  // packages/storage/src/download/open-download.ts
  "{0} redirects to nowhere.": "{0} 重定向到空地址。",
  "The download link redirects more than {0} times.": "下载链接重定向超过 {0} 次。",
  "{0} within {1} ms": "{1} 毫秒内{0}",
  "no connection": "没有连上",
  "no answer": "没有回答",
  "The download did not begin: {0}.": "下载没有开始：{0}。",
  " through the proxy {0}": "（通过代理 {0}）",
  "The download from {0}{1} did not begin: {2}.": "从 {0}{1} 的下载没有开始：{2}。",
  "The download was stopped.": "下载已停止。",

  // packages/storage/src/download/safe-download.ts
  "The file at {0} changed while it was being downloaded; it must be fetched again from the start.":
    "{0} 的文件在下载时变了；必须从头重新获取。",
  "{0} answered {1} to the download link": "{0} 对下载链接回答 {1}",
  "{0}; it has expired or is not signed.": "{0}；链接已过期或没有签名。",
  "{0}; it may work later.": "{0}；稍后可能恢复。",
  "at byte {0}": "在字节 {0} 处",
  "at byte {0} of {1}": "在字节 {0}（共 {1}）处",
  "The download from {0} broke off {1}: {2}.": "从 {0} 的下载{1}中断：{2}。",

  // packages/storage/src/download/too-large.ts
  "The video is larger than {0} bytes (HAILUO_MAX_VIDEO_BYTES).": "视频超过 {0} 字节（HAILUO_MAX_VIDEO_BYTES）。",

  // packages/storage/src/explain-s3-error.ts
  "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE)":
    "AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（或 AWS_PROFILE）",
  "{0} cannot be reached: {1}.": "无法到达 {0}：{1}。",
  'There is no bucket "{0}" at {1}; create it or change HAILUO_OUT (--out).':
    "{1} 没有存储桶“{0}”；请创建它，或更改 HAILUO_OUT（--out）。",
  "No credentials for {0} were found; set {1}.": "没有找到 {0} 的凭证；请设置 {1}。",
  "{0} refused the access key ({1}); check {2}.": "{0} 拒绝了访问密钥（{1}）；请检查 {2}。",
  '{0} says that bucket "{1}" is not in region {2} ({3}); check S3_REGION and S3_ENDPOINT.':
    "{0} 说存储桶“{1}”不在区域 {2}（{3}）；请检查 S3_REGION 和 S3_ENDPOINT。",
  "{0} refused the request because this machine's clock is wrong; set it right.":
    "{0} 拒绝了请求，因为这台机器的时钟不对；请校准。",
  '{0} asks for a checksum of each object in bucket "{1}" ({2}), as for object lock; set S3_CHECKSUM=crc32, or md5 for older servers.':
    "{0} 要求存储桶“{1}”中的每个对象带校验和（{2}），例如用于对象锁定；请设置 S3_CHECKSUM=crc32，较旧的服务器用 md5。",
  '{0} refuses how objects are to be encrypted in bucket "{1}" ({2}: {3}); check S3_ENCRYPTION and S3_KMS_KEY_ID.':
    "{0} 不接受存储桶“{1}”中对象的加密方式（{2}：{3}）；请检查 S3_ENCRYPTION 和 S3_KMS_KEY_ID。",
  'Bucket "{0}" at {1} is full ({2}); raise its quota, or delete what is not needed there.':
    "{1} 的存储桶“{0}”已满（{2}）；请调高配额，或删除那里不需要的内容。",
  "a fetched one cannot be kept in {0}": "下载的服务器无法保存在 {0}",
  '{0} does not let this access key use bucket "{1}" ({2}); it must be able to put, get and delete objects there. A policy may also ask for encryption (S3_ENCRYPTION=AES256 or aws:kms) or for signed payloads (S3_SIGN_PAYLOADS=true).':
    "{0} 不允许这个访问密钥使用存储桶“{1}”（{2}）；它必须能在那里写入、读取和删除对象。策略也可能要求加密（S3_ENCRYPTION=AES256 或 aws:kms）或签名的正文（S3_SIGN_PAYLOADS=true）。",
  "{0} has a certificate that is not trusted here ({1}); name a file with its authority's certificate in AWS_CA_BUNDLE, or in NODE_EXTRA_CA_CERTS for all of this process.":
    "{0} 的证书在这里不受信任（{1}）；请在 AWS_CA_BUNDLE 中指定含有签发机构证书的文件，或用 NODE_EXTRA_CA_CERTS 用于整个进程。",
  "{0} cannot be reached ({1}); check S3_ENDPOINT and the network.": "无法到达 {0}（{1}）；请检查 S3_ENDPOINT 和网络。",
  '{0} answered {1} {2} for bucket "{3}"; it may work later.': "{0} 对存储桶“{3}”回答 {1} {2}；稍后可能恢复。",
  '{0} refused a request for bucket "{1}": {2}, {3}.': "{0} 拒绝了对存储桶“{1}”的请求：{2}，{3}。",
  "no answer in time": "没有及时回答",

  // packages/storage/src/mp4/mp4-check.ts
  'its box "{0}" at byte {1} has an impossible size': "它的 box“{0}”在字节 {1} 处的大小不可能",
  "it has something that is not a box at byte {0}": "它在字节 {0} 处有不是 box 的内容",
  "it is empty": "它是空的",
  "it has {0} bytes": "它有 {0} 字节",
  "it is cut off within a box header at byte {0}": "它在字节 {0} 处的 box 头部中断",
  'it is truncated at byte {0}: its box "{1}" from byte {2} goes on for {3} bytes more':
    "它在字节 {0} 处截断：从字节 {2} 开始的 box“{1}”还差 {3} 字节",
  "it is an MP4 without a moov box": "它是没有 moov box 的 MP4",
  "it is an MP4 with an empty moov box": "它是 moov box 为空的 MP4",
  "it is an MP4 without media data": "它是没有媒体数据的 MP4",
  "it does not begin as an MP4 does: its first box (ftyp) is missing, without which its frames are not where it says":
    "它的开头不像 MP4：缺少第一个 box（ftyp），没有它，画面的位置就不正确",
  "it looks like an HTML page{0}": "它看起来像 HTML 页面{0}",
  "it looks like an XML document{0}": "它看起来像 XML 文档{0}",
  "it looks like JSON{0}": "它看起来像 JSON{0}",
  "it does not begin as an MP4 does{0}": "它的开头不像 MP4{0}",
  "What came from the download link is not a whole MP4 video: {0}.": "从下载链接得到的不是完整的 MP4 视频：{0}。",

  // packages/minimax/src/core/api-key.ts
  " for account {0}": "（账号 {0}）",
  "There is no MiniMax key{0}; set MINIMAX_API_KEY": "没有 MiniMax 密钥{0}；请设置 MINIMAX_API_KEY",
  "The MiniMax key{0} holds blanks or characters that no key has; check MINIMAX_API_KEY":
    "MiniMax 密钥{0}含有空白或密钥中不会有的字符；请检查 MINIMAX_API_KEY",

  // packages/minimax/src/core/base-url.ts
  "MINIMAX_BASE_URL must be an http(s) URL such as https://api.minimaxi.com":
    "MINIMAX_BASE_URL 必须是 http(s) 地址，例如 https://api.minimaxi.com",
  "MINIMAX_BASE_URL must have no login, query or fragment; the key belongs in MINIMAX_API_KEY":
    "MINIMAX_BASE_URL 不能含有登录信息、查询或片段；密钥应写在 MINIMAX_API_KEY 中",

  // packages/minimax/src/core/error-table.ts
  "MiniMax refused the key for {host} ({code}); keys are bound to a region, check {settings}":
    "MiniMax 拒绝了 {host} 的密钥（{code}）；密钥只在自己的地区有效，请检查 {settings}",
  "The MiniMax account has no balance left ({code}); top it up": "MiniMax 账号没有余额（{code}）；请充值",
  "MiniMax accepts no more requests from this account at the moment ({code})":
    "MiniMax 目前不再接受这个账号的请求（{code}）",
  "MiniMax accepts no more unfinished tasks from this account at the moment ({code})":
    "MiniMax 目前不再接受这个账号更多未完成的任务（{code}）",
  "MiniMax had an internal error ({code})": "MiniMax 发生内部错误（{code}）",
  "MiniMax's moderation refused the prompt or the image ({code}); the same input is refused again: reword the prompt, or use another image":
    "MiniMax 的内容审核拒绝了提示词或图片（{code}）；同样的输入会再次被拒绝：请改写提示词，或换一张图片",
  "The quota of this MiniMax account is used up ({code}); it comes back when the quota resets":
    "这个 MiniMax 账号的额度已用完（{code}）；额度重置后恢复",
  "The MiniMax plan's allowance is used up ({code}); it comes back when the plan's window resets":
    "MiniMax 套餐的额度已用完（{code}）；套餐周期重置后恢复",
  "The plan of this MiniMax key holds no videos at all ({code}); waiting does not help, use another plan or a pay-as-you-go key":
    "这个 MiniMax 密钥的套餐不包含视频（{code}）；等待没有用，请使用其他套餐或按量付费的密钥",
  "The plan of this MiniMax key does not offer this model or feature ({code}); use a pay-as-you-go key or another model":
    "这个 MiniMax 密钥的套餐不提供这个模型或功能（{code}）；请使用按量付费的密钥或其他模型",
  "This MiniMax account may not use this model ({code}); ask for it in MiniMax's console, or use another model":
    "这个 MiniMax 账号不能使用这个模型（{code}）；请在 MiniMax 的控制台申请，或使用其他模型",
  "MiniMax's moderation withheld the finished video ({code}): reword the prompt, or retry it, as the next video may pass":
    "MiniMax 的内容审核扣留了完成的视频（{code}）：请改写提示词，或重试，下一个视频可能通过",
  "MiniMax answered with a code of its voice services ({code}); is {host} the video API?":
    "MiniMax 回答了语音服务的代码（{code}）；{host} 是视频接口吗？",
  "MiniMax does not accept these parameters ({code})": "MiniMax 不接受这些参数（{code}）",
  "{host} has no such path ({code}); check MINIMAX_BASE_URL and MINIMAX_DIALECT":
    "{host} 没有这个路径（{code}）；请检查 MINIMAX_BASE_URL 和 MINIMAX_DIALECT",
  "{host} answered with a redirect ({code}), which is never followed, since the key is for that host only; check MINIMAX_BASE_URL":
    "{host} 回答了重定向（{code}），不会跟随，因为密钥只用于那个主机；请检查 MINIMAX_BASE_URL",
  "{host} or a proxy before it failed ({code})": "{host} 或它前面的代理出错（{code}）",
  "MiniMax ran into a timeout of its own ({code})": "MiniMax 自己超时（{code}）",
  "MiniMax's limit of tokens per minute is reached ({code})": "达到了 MiniMax 每分钟的 token 上限（{code}）",
  "MiniMax allows no more connections for this account ({code})": "MiniMax 不允许这个账号有更多连接（{code}）",
  "MiniMax found too many invisible or illegal characters in the prompt ({code})":
    "MiniMax 认为提示词中有太多不可见或非法的字符（{code}）",
  "The MiniMax account lacks a permission or its real-name check ({code}); complete it in MiniMax's console":
    "MiniMax 账号缺少权限或没有实名认证（{code}）；请在 MiniMax 的控制台完成",
  "MiniMax finds that the request rate grows too fast ({code})": "MiniMax 认为请求速度增长过快（{code}）",
  "The MiniMax plan is throttled ({code})": "MiniMax 套餐被限速（{code}）",
  "MiniMax is overloaded at this hour ({code})": "MiniMax 此时过载（{code}）",
  "{host} forbids the request ({code}); check the key's permissions, MINIMAX_BASE_URL and any firewall between":
    "{host} 禁止了这个请求（{code}）；请检查密钥的权限、MINIMAX_BASE_URL 和中间的防火墙",
  "The proxy requires a login ({code}); check HTTPS_PROXY": "代理要求登录（{code}）；请检查 HTTPS_PROXY",
  "{host} gave up waiting for the request ({code})": "{host} 不再等待这个请求（{code}）",
  "{host} no longer has this ({code})": "{host} 已经没有这个内容（{code}）",
  "{host} finds the request too large ({code}); give the image as a URL or make it smaller":
    "{host} 认为请求太大（{code}）；请用链接给出图片，或缩小图片",
  "A proxy before {host} lost the connection ({code})": "{host} 前面的代理断开了连接（{code}）",
  "MiniMax has no record of this id ({code})": "MiniMax 没有这个编号的记录（{code}）",
  "MiniMax could not verify the callback URL ({code}); make sure that HAILUO_CALLBACK_URL reaches a running gateway":
    "MiniMax 无法验证回调地址（{code}）；请确认 HAILUO_CALLBACK_URL 能到达正在运行的网关",
  "MiniMax does not fetch a URL of this request ({code}); give a public http(s) URL or the file itself":
    "MiniMax 不能获取这个请求中的链接（{code}）；请给出公开的 http(s) 链接，或文件本身",
  "MiniMax does not know this id ({code})": "MiniMax 不认识这个编号（{code}）",
  "MiniMax answered with a code that is not known here ({code})": "MiniMax 回答了这里不认识的代码（{code}）",
  "MiniMax refused without a code": "MiniMax 拒绝了，没有给出代码",
  "{host} gave an answer that cannot be read": "{host} 的回答无法读取",
  "Something before {host}, such as a firewall or proxy, seems to have refused the request ({code}), not MiniMax's API itself, because of something in the request or in the network; if every request is refused, check the network, MINIMAX_BASE_URL and what the account may do":
    "{host} 前面的防火墙或代理似乎拒绝了请求（{code}），而不是 MiniMax 的接口本身，原因在请求的内容或网络；如果每个请求都被拒绝，请检查网络、MINIMAX_BASE_URL 和账号的权限",
  "{host} refused the request ({code})": "{host} 拒绝了请求（{code}）",

  // packages/minimax/src/core/in-english.ts
  "the finished video was flagged by moderation": "完成的视频被内容审核标记",
  "the content was flagged by moderation": "内容被内容审核标记",
  "it may infringe somebody's rights": "可能侵犯他人权利",
  "the image could not be fetched": "图片无法获取",
  "a file could not be fetched": "文件无法获取",
  "the shape of the image does not fit": "图片的比例不合适",
  "the size of the image does not fit": "图片的尺寸不合适",
  "the format is not taken": "不接受这个格式",
  "no face was found": "没有找到人脸",
  "the prompt is too long": "提示词太长",
  "the prompt is missing": "缺少提示词",
  "the length does not fit": "时长不合适",
  "the model is not offered": "不提供这个模型",
  "the parameters are not right": "参数不正确",
  "the balance is used up": "余额已用完",
  "the plan or its quota does not allow it": "套餐或额度不允许",
  "it ran into a timeout": "超时",
  "the service is busy": "服务繁忙",
  "too much was asked at once": "一次请求太多",
  "an internal error": "内部错误",
  "the task failed": "任务失败",
  "it said {0}{1}": "它的原话是 {0}{1}",

  // packages/minimax/src/core/provider-error.ts
  "MINIMAX_API_KEY and MINIMAX_BASE_URL": "MINIMAX_API_KEY 和 MINIMAX_BASE_URL",
  "the task may have been created all the same, so it is not sent again": "任务可能仍然已经创建，因此不会再次发送",

  // packages/minimax/src/core/regions.ts
  "the rest of the world": "世界其他地区",
  "{0} has no video API; that is at https://api.minimax.io": "{0} 没有视频接口；它在 https://api.minimax.io",
  "{0} takes keys of the platform for {1}; those of the one for {2} work at {3}":
    "{0} 接受{1}平台的密钥；{2}平台的密钥用于 {3}",

  // packages/minimax/src/core/transport-failure.ts
  "nothing listens there": "那里没有程序监听",
  "no such host name": "没有这个主机名",
  "the name server gave no answer": "域名服务器没有回答",
  "no network leads there": "没有到那里的网络",
  "no connection within the time allowed": "在允许的时间内没有连上",
  "the connection was reset": "连接被重置",
  "its TLS certificate has expired": "它的 TLS 证书已过期",
  "its TLS certificate is self-signed": "它的 TLS 证书是自签名的",
  "a TLS certificate in its chain is self-signed": "证书链中有自签名的 TLS 证书",
  "its TLS certificate cannot be verified": "它的 TLS 证书无法验证",
  "its TLS certificate's issuer is not known here": "这里不认识它的 TLS 证书的签发者",
  "its TLS certificate is for another host": "它的 TLS 证书属于其他主机",
  "it does not speak TLS as expected": "它没有按预期使用 TLS",
  "it does not speak TLS there": "那里不使用 TLS",
  "{0}; nothing was sent{1}": "{0}；没有发送任何内容{1}",
  "the call to {0} was stopped from our side": "对 {0} 的调用由我们停止",
  "{0} gave no complete answer{1} within {2}": "{0} 在 {2} 内没有给出完整的回答{1}",
  "{0} could not be reached{1} within {2} (timeout)": "{2} 内无法到达 {0}{1}（超时）",
  "the proxy opened no tunnel to {0} ({1})": "代理没有建立到 {0} 的通道（{1}）",
  "{0} sent more than an answer can be": "{0} 发送的内容超过回答可能的大小",
  "unknown cause": "未知原因",
  "{0} could not be reached{1} ({2})": "无法到达 {0}{1}（{2}）",
  "the connection to {0} broke {1} ({2})": "与 {0} 的连接{1}断开（{2}）",
  "before an answer came": "在收到回答之前",
  "in the middle of the answer": "在回答中途",

  // packages/minimax/src/detect-dialect.ts
  "{0} speaks none of the known dialects of the video API ({1}); check MINIMAX_BASE_URL, or set MINIMAX_DIALECT to one of {2}":
    "{0} 没有使用任何已知的视频接口方言（{1}）；请检查 MINIMAX_BASE_URL，或把 MINIMAX_DIALECT 设置为 {2} 之一",
  'Something before {0}, such as a proxy or the login page of a network, answers with a page of its own ("{1}"), not MiniMax\'s API; check the network, HTTPS_PROXY and MINIMAX_BASE_URL':
    "{0} 前面的代理或网络登录页面用自己的页面回答（“{1}”），不是 MiniMax 的接口；请检查网络、HTTPS_PROXY 和 MINIMAX_BASE_URL",

  // packages/minimax/src/dialects/task-failure.ts
  "MiniMax failed the task without a reason": "MiniMax 让任务失败，没有给出原因",
  "MiniMax failed the task{0}; {1}": "MiniMax 让任务失败{0}；{1}",

  // packages/runtime/src/accounts/read-accounts.ts
  "MINIMAX_API_KEY is not set, and HAILUO_ACCOUNTS_FILE neither; one of them is needed.":
    "没有设置 MINIMAX_API_KEY，也没有设置 HAILUO_ACCOUNTS_FILE；需要其中之一。",
  "{0} (HAILUO_ACCOUNTS_FILE) cannot be used, it has {1}:": "{0}（HAILUO_ACCOUNTS_FILE）不能使用，有 {1}：",
  "{0} faults": "{0} 处错误",
  'MINIMAX_API_KEY and HAILUO_ACCOUNTS_FILE are both set: {0} is used, as only it says which limits belong to which key, and MINIMAX_API_KEY is not. Unset one of them, or give an account of the file "keyEnv": "MINIMAX_API_KEY".':
    'MINIMAX_API_KEY 和 HAILUO_ACCOUNTS_FILE 都已设置：使用 {0}，因为只有它说明哪些限制属于哪个密钥，MINIMAX_API_KEY 不使用。请取消其中一个，或在文件中给一个账号写 "keyEnv": "MINIMAX_API_KEY"。',
  "HAILUO_ACCOUNTS_FILE is {0}, which {1}.": "HAILUO_ACCOUNTS_FILE 是 {0}，它{1}。",

  // packages/runtime/src/env/read-env.ts
  "A setting cannot be used:": "有一个设置不能使用：",
  "{0} settings cannot be used:": "有 {0} 个设置不能使用：",
  "{0} is not set, and {1} neither; needed: {2}": "{0} 没有设置，{1} 也没有；需要：{2}",
  "warning: {0} is now {1}; the former name is still read, and will go in a later version.":
    "警告：{0} 现在叫 {1}；原来的名称仍会读取，以后的版本将去掉。",
  "{0} is not set; needed: {1}": "{0} 没有设置；需要：{1}",
  "has a value that is not shown here": "的值不在这里显示",
  "{0} {1}; allowed: {2}": "{0} {1}；允许：{2}",
  "{0} is {1}; allowed: at least {2}, which is {3}": "{0} 是 {1}；允许：至少 {2}，即 {3}",

  // packages/runtime/src/env/setting-kinds.ts
  "a whole number from {0} to {1}{2}": "{0} 到 {1} 的整数{2}",
  "an amount in US dollars such as 50 or 12.5, or none": "美元金额，例如 50 或 12.5，或 none",
  "a port from 0 to 65535 (0: a free one), or off": "0 到 65535 的端口（0：空闲端口），或 off",
  "at most {0} origins such as https://app.example.com, separated by commas; never *":
    "最多 {0} 个来源，例如 https://app.example.com，用逗号分开；不能写 *",
  "an http:// or https:// URL without user, password and query": "http:// 或 https:// 地址，不含用户名、密码和查询",

  // packages/runtime/src/read-prices.ts
  "it is not JSON": "它不是 JSON",
  "HAILUO_PRICES_FILE {0} cannot be used: {1}.": "HAILUO_PRICES_FILE {0} 不能使用：{1}。",

  // packages/pipeline/src/create/refused-alone.ts
  "It said: {0}": "它的原话：{0}",
  "A firewall before the provider blocked this request {0} times and let others through: it blocks something in this one, such as words or a URL in its prompt. Change that and submit it again, or have the firewall allow it and retry it. {1}":
    "服务商前面的防火墙拦截了这个请求 {0} 次，而放过了其他的：它拦截的是这个请求中的内容，例如提示词中的词语或链接。请改动后重新提交，或让防火墙放行后重试。{1}",
  "The provider refused this request {0} times in a row, and no other one was left to compare it with. It had taken others before, so it refuses this one by its content, model or price, or the account has changed since then. See to that and retry it. {1}":
    "服务商连续拒绝这个请求 {0} 次，没有其他请求可以对照。它之前接受过其他请求，因此拒绝的是这个请求的内容、模型或价格，或者账号后来有了变化。请处理后重试。{1}",
  "The provider refused this request {0} times and accepted others: it refuses this request for its content, model or price, not the account. Change it and submit it again, or retry it when the reason is gone. {1}":
    "服务商拒绝这个请求 {0} 次，而接受了其他的：它拒绝的是这个请求的内容、模型或价格，不是账号。请改动后重新提交，或在原因消除后重试。{1}",
  "The inputs of this request could not be read in {0} tries, so it was never sent. Check the storage and retry it. {1}":
    "这个请求的输入尝试 {0} 次都无法读取，因此从未发送。请检查存储后重试。{1}",

  // packages/pipeline/src/create/resume-create.ts
  "The process that asked the provider ended before the answer was recorded; the provider may or may not have accepted the task.":
    "向服务商请求的进程在记录回答之前就结束了；服务商可能接受了任务，也可能没有。",

  // packages/pipeline/src/create/settle-create.ts
  "Its process stood still, or its inputs took too long to read, so it was not sent":
    "它的进程停住了，或它的输入读取太久，因此没有发送",
  "Redis could not say that the record of it was on its disk and replicas, so it was not sent":
    "Redis 不能确认它的记录已写入磁盘和副本，因此没有发送",
  "The create worker that took it has no key of account {0}": "处理它的 create worker 没有账号 {0} 的密钥",

  // packages/pipeline/src/download/handle-download.ts
  "The worker that had it cannot reach the place where this batch's videos go; a worker that can, or the command that the batch is from, stores it":
    "处理它的 worker 无法到达这个批次视频的位置；能到达的 worker 或启动批次的命令会保存它",
  "account refused": "账号被拒绝",

  // packages/pipeline/src/poll/decide-poll.ts
  "The provider gave no reason.": "服务商没有给出原因。",

  // packages/storage/src/own-folders.ts
  "The directory {0} cannot be written: {1}.": "目录 {0} 不能写入：{1}。",
  'it has the folder "{0}", and takes "{1}" for the same, so that videos of one would replace those of the other; choose another directory (HAILUO_OUT, --out) or another name for the batch':
    "它有文件夹“{0}”，并把“{1}”当作同一个，这样一个的视频会替换另一个的；请选择其他目录（HAILUO_OUT、--out），或给批次换一个名称",
  'Windows keeps the name "{0}" for a device': "Windows 把名称“{0}”留给设备",
  'Windows takes no name that ends with a dot or a space, such as "{0}"':
    "Windows 不接受以点或空格结尾的名称，例如“{0}”",
  'Windows takes none of < > : " | ? * in a name, such as "{0}"': 'Windows 的名称中不能有 < > : " | ? *，例如“{0}”',

  // packages/producer/src/diagnosis/judge-stops.ts
  "The next price does not fit the budget of tenant {0} ({1} of {2}): {3}.":
    "下一个的价格超出租户 {0} 的预算（{2} 中已用 {1}）：{3}。",
  "The next price does not fit the budget of tenant {0}": "下一个的价格超出租户 {0} 的预算",
  "The budget of tenant {0} is used up": "租户 {0} 的预算已用完",

  // packages/producer/src/resolve-generation.ts
  "{0} has failed again since this was asked for; to buy it once more, ask again under another key.":
    "{0} 在此请求之后又失败了；要再买一次，请用另一个键重新请求。",
};
