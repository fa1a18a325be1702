import type { Catalogue } from "../fill.ts";

/** What the command says itself, by the file of apps/cli that says it first. */
export const COMMAND: Catalogue = {
  // accounts/account-words.ts
  second: "秒",
  minute: "分钟",
  day: "天",
  creates: "创建",
  queries: "查询",
  "file calls": "文件调用",
  "a limit of it is 0": "它的一个上限为 0",
  "draining: it finishes what it has begun": "正在排空：完成已经开始的工作",
  "paused by a user": "已被用户暂停",
  "no reason given": "没有给出原因",
  "refused until {0}: {1}": "在 {0} 之前被拒绝：{1}",
  draining: "正在排空",
  "refused until {0}": "在 {0} 之前被拒绝",
  active: "正常",
  "refused, tried again": "被拒绝，正在重试",
  "active, partly refused": "正常，部分被拒绝",
  "refused: {0}": "被拒绝：{0}",
  "{0} of {1} slots are held by creates whose answers were lost; `hailuo list --state submission_unknown` shows them":
    "{1} 个槽位中有 {0} 个被丢失回答的创建占用；`hailuo list --state submission_unknown` 列出它们",
  "the provider accepts fewer tasks at once: {0} of {1} are used now, and gradually more":
    "服务商目前接受的并行任务较少：现在使用 {1} 个槽位中的 {0} 个，之后逐渐增加",
  "{0} is refused to it; not tried until {1}": "它不能使用 {0}；{1} 之前不再尝试",
  "creates go without one until {0}": "{0} 之前的创建不带回调地址",
  "the next create tries it again": "下一次创建会再次尝试",
  "callbacks refused since {0}: {1}; {2}, and polls find the videos":
    "回调地址从 {0} 起被拒绝：{1}；{2}，视频由轮询发现",
  "{0} of {1} creates in the last {2}": "最近 1 {2}创建 {0} 次，上限 {1}",
  "{0} of {1} creates in the last minute": "最近 1 分钟创建 {0} 次，上限 {1}",
  "creates not limited": "创建次数不限",
  "{0} ms": "{0} 毫秒",

  // accounts/balance-words.ts
  ", and {0} is in flight": "，另有 {0} 在途",
  "rose by {0}": "增加了 {0}",
  "fell by {0}": "减少了 {0}",
  "account {0}: its balance {1} between {2} and {3}, by all uses together; this batch cost {4}{5}":
    "账号 {0}：从 {2} 到 {3}，余额{1}（包括所有用途）；本批次花费 {4}{5}",

  // clean/what-would-go.ts
  "{0} would be deleted: the queue of this folder, with its API keys and its audit.":
    "将删除 {0}：这个文件夹的队列，包括它的 API 密钥和审计记录。",
  "  {0} {1} with {2} generations ({3} succeeded, {4} waiting); {5} spent":
    "  {0} 个批次{-1}，共 {2} 个生成（成功 {3}，等待 {4}）；已花费 {5}",
  "  What was made is then not known any more: running the same file again buys it again.":
    "  之后就不再知道做过什么：再次运行同一个文件会再次购买。",
  "  {0} unfinished {1} paid for, or may be ({2}): nobody would fetch {3}.":
    "  {0} 个未完成的任务{-1}已付费或可能已付费（{2}）：{-3}它们的视频不会再有人取回。",
  "  task {0}": "  任务 {0}",
  "    and {0} more": "    还有 {0} 个",

  // commands/accounts.ts
  account: "账号",
  state: "状态",
  slots: "槽位",
  "creates/min": "创建/分",
  "queries/min": "查询/分",
  "files/min": "文件/分",
  "other windows": "其他窗口",
  backlog: "待办",
  "last change": "上次更改",
  "{0} by {1}, {2}{3}": "{1} 执行 {0}，{2}{3}",
  "Nothing to set. Give at least one of: {0} N (`default` returns to the workers' settings).":
    "没有要设置的内容。请至少给出其中一项：{0} N（`default` 恢复 worker 自己的设置）。",
  'The account "{0}" is paused or drained by a user; use it again with `hailuo accounts resume {1}`.':
    "账号“{0}”已被用户暂停或排空；用 `hailuo accounts resume {1}` 重新使用。",
  'There is no account "{0}"; there is {1}.': "没有账号“{0}”；现有：{1}。",

  // commands/ask-before-buying.ts
  "{0} {1} for up to {2}": "{0} 个视频{-1}，最多 {2}",
  "Make {0}? [y/N] ": "生成 {0}？[y/N] ",
  "This would make {0}, which is above {1} (HAILUO_ASK_ABOVE), and there is no terminal to ask on. Nothing was enqueued. Use --yes, set a --budget, or raise HAILUO_ASK_ABOVE.":
    "将要生成 {0}，超过 {1}（HAILUO_ASK_ABOVE），而这里没有可以询问的终端。没有任何内容加入队列。请使用 --yes，设置 --budget，或调高 HAILUO_ASK_ABOVE。",

  // commands/audit.ts
  "No audit entries match.": "没有符合条件的审计记录。",
  "These are the newest {0}; use --limit for more.": "这是最新的 {0} 条；用 --limit 查看更多。",
  "by {0}": "由 {0}",

  // commands/batches.ts
  "{0}: {1}; {2} of {3} wait": "{0}：{1}；{3} 个中有 {2} 个在等待",
  "paused, nothing new is started": "已暂停，不再开始新的生成",
  resumed: "已继续",
  "{0} priority": "优先级 {0}",
  "no budget": "没有预算限制",
  "budget {0}": "预算 {0}",
  "any part may fail": "允许任意比例失败",
  "at most {0} may fail": "最多允许 {0} 失败",
  labelled: "已设置标签",
  "nothing was changed": "没有任何更改",

  // commands/bulk.ts
  "--dry-run, --yes and --why belong to --where.": "--dry-run、--yes 和 --why 只能与 --where 一起使用。",
  "--where selects by itself; put the rest into it, e.g. --where 'batch=spring code=video_flagged'.":
    "--where 自己就是选择条件；请把其余条件写进去，例如 --where 'batch=spring code=video_flagged'。",
  "Nothing was changed.": "没有任何更改。",
  ", for up to {0}": "，最多 {0}",
  cancelled: "已取消",
  retried: "已重试",
  "{0} {1}{2}, {3} unchanged": "{1} {0} 个{2}，未更改 {3} 个",
  " (--rebuy buys them again)": "（--rebuy 会再次购买）",
  "There may be more; the same command again goes on.": "可能还有更多；再次运行同一条命令就会继续。",
  " for up to {0}": "，最多 {0}",
  Cancel: "取消",
  Retry: "重试",
  "There is no terminal to ask on. Nothing was changed. Use --yes to agree, or --dry-run to look.":
    "没有可以询问的终端。没有任何更改。用 --yes 表示同意，或用 --dry-run 先查看。",
  unfinished: "未完成的",
  failed: "失败的",
  " (at most {0} at once; there are more)": "（一次最多 {0} 个；还有更多）",
  "  {0} may run at the provider: paid for, and without a video":
    "  其中 {0} 个可能正在服务商处运行：要付费，但不会有视频",
  "  {0} would be bought again for up to {1}{2}": "  其中 {0} 个将再次购买，最多 {1}{2}",
  ", and {0} of no known price": "，另有 {0} 个价格未知",
  "  {0} have no video and stay failed: --rebuy buys them again": "  其中 {0} 个没有视频，保持失败：--rebuy 会再次购买",
  "  and {0} more": "  还有 {0} 个",

  // commands/cancel.ts
  "Name either a generation (`hailuo cancel ID`) or a batch (`hailuo cancel --batch NAME`).":
    "请指定一个生成（`hailuo cancel ID`）或一个批次（`hailuo cancel --batch NAME`），只能选一个。",
  'There is no generation "{0}". `hailuo list` shows the ids.': "没有生成“{0}”。`hailuo list` 显示编号。",
  "{0} had already ended: {1}": "{0} 已经结束：{1}",
  "{0} is cancelled": "{0} 已取消",
  "{0} is being cancelled; `hailuo get {1}` shows the result": "{0} 正在取消；`hailuo get {1}` 显示结果",
  "{0}: {1} cancelled, {2} being cancelled, {3} had already ended":
    "{0}：已取消 {1} 个，正在取消 {2} 个，已经结束 {3} 个",

  // commands/clean.ts
  "REDIS_URL is set, and what is in that Redis may be others'. `hailuo clean` deletes a folder's own queue: unset it.":
    "设置了 REDIS_URL，那个 Redis 中的内容可能属于他人。`hailuo clean` 删除的是文件夹自己的队列：请取消这个设置。",
  "There is no queue in {0}: nothing to delete.": "{0} 中没有队列：没有可删除的内容。",
  "{0} was not made by hailuo: it is not deleted. Check HAILUO_STATE_DIR.":
    "{0} 不是 hailuo 创建的，不会删除。请检查 HAILUO_STATE_DIR。",
  "Nothing was deleted.": "没有删除任何内容。",
  "Deleted. Stored videos were left where they are.": "已删除。保存的视频留在原处。",
  "Deleted, with {0} videos.": "已删除，包括 {0} 个视频。",
  "{0} is in use by {1}. Stop it first; nothing was deleted.": "{0} 正由 {1} 使用。请先停止它；没有删除任何内容。",
  "  Stored videos stay where they are (--videos BATCH names those that go too).":
    "  保存的视频留在原处（--videos BATCH 指定要一起删除的批次）。",
  "  {0} stored videos of {1} go too ({2}): {3}": "  {1} 的 {0} 个视频也将删除（{2}）：{3}",
  "Delete all of this? [y/N] ": "全部删除？[y/N] ",
  "Nobody can be asked here, so nothing was deleted. Say --yes.": "这里无法询问，因此没有删除任何内容。请加 --yes。",

  // commands/dashboard.ts
  "The dashboard is at {0}; Ctrl-C stops it.": "仪表盘在 {0}；按 Ctrl-C 停止。",

  // commands/dev.ts
  "Stopping.": "正在停止。",
  "Everything runs, with a simulated provider: nothing is bought.":
    "全部服务已经运行，服务商是模拟的：不会购买任何东西。",
  "  dashboard  {0}": "  仪表盘     {0}",
  "  API        {0}/api/v1/docs": "  接口       {0}/api/v1/docs",
  "  key        {0}": "  密钥       {0}",
  "  videos     {0}": "  视频       {0}",
  "  provider   {0}/__stats shows its requests and costs": "  服务商     {0}/__stats 显示请求和费用",
  "  commands   export REDIS_URL={0}": "  命令       export REDIS_URL={0}",
  "Make a video:": "生成一个视频：",
  "Ctrl-C stops all of it. The queue ends with it; the videos stay.": "按 Ctrl-C 全部停止。队列随之结束；视频保留。",

  // commands/doctor.ts
  "{0} can be written, read and deleted": "{0} 可以写入、读取和删除",
  "videos are stored slowly; more at once help (HAILUO_DOWNLOAD_CONCURRENCY)":
    "视频保存较慢；同时多存几个会有帮助（HAILUO_DOWNLOAD_CONCURRENCY）",
  "{0}, but slowly: {1} for three calls": "{0}，但较慢：三次调用用了 {1}",
  ok: "正常",
  warn: "注意",
  FAIL: "失败",

  // commands/dry-run.ts
  "To make the changed ones again, run it with --replace.": "要重新生成改动过的行，请加 --replace 运行。",
  "{0} To run it, add --only-new (leaves them out) or --again (buys them again).":
    "{0}要运行它，请加 --only-new（跳过这些）或 --again（再次购买）。",
  "no price known": "价格未知",
  " and {0} creates a minute": "、每分钟 {0} 次创建",
  "{0} {1} of batch {2} would be enqueued; nothing was.": "批次 {2} 将有 {0} 个生成{-1}加入队列；现在什么都没有加入。",
  "{0} {1} of batch {2}; nothing was enqueued.": "批次 {2} 共 {0} 行{-1}；没有任何内容加入队列。",
  model: "模型",
  resolution: "分辨率",
  duration: "时长",
  count: "数量",
  each: "单价",
  together: "合计",
  "Cost{0}: {1}{2}. Videos that fail are not charged.": "费用{0}：{1}{2}。失败的视频不收费。",
  " of all of it": "（全部）",
  ", and {0} without a known price": "，另有 {0} 个价格未知",
  "Time: about {0} at {1} in flight{2}.": "时间：大约 {0}，按同时 {1} 个任务{2}计算。",

  // commands/edit.ts
  "{0} `hailuo run --batch {1}` makes it here, too.": "{0}也可以用 `hailuo run --batch {1}` 在这里生成。",
  "Say what is to be changed: --prompt TEXT, --duration 10, or any field as --set FIELD=VALUE.":
    "请说明要修改什么：--prompt TEXT、--duration 10，或用 --set FIELD=VALUE 修改任意字段。",
  "--set {0} names no value; write --set FIELD=VALUE, or FIELD= to take it away.":
    "--set {0} 没有给出值；请写 --set FIELD=VALUE，或用 FIELD= 去掉这个字段。",
  "{0} is of this request already; nothing was done.": "{0} 的请求已经是这样；没有做任何事。",
  " for {0}": "，价格 {0}",
  "{0} is changed where it waits; it will be made{1}.": "{0} 已在等待中就地修改；之后会生成{1}。",
  "{0} is queued again as take {1}, and will be made{2}.": "{0} 作为第 {1} 个版本重新排队，之后会生成{2}。",

  // commands/explain.ts
  " It may start in about {0}.": "大约 {0}后可能开始。",
  ", waits for {0}": "，等待{0}",

  // commands/gallery.ts
  "Batch {0} has its videos in {1} on {2}. Run this command there, or name another place with --out.":
    "批次 {0} 的视频在 {2} 的 {1} 中。请在那里运行这条命令，或用 --out 指定其他位置。",
  "Gallery of {0}, {1} of {2} done:": "{0} 的画廊，已完成 {1}/{2}：",
  "Whoever has this link sees these videos until {0}. The same command makes new links.":
    "拿到这个链接的人在 {0} 之前都能看到这些视频。再次运行同一条命令会生成新的链接。",
  "These credentials are temporary: the links end with them, perhaps earlier.":
    "这些凭证是临时的：链接会随它们失效，可能更早。",

  // commands/gateway.ts
  "The gateway is at {0}, its pages at {1}/api/v1/docs; Ctrl-C stops it.":
    "网关在 {0}，文档页面在 {1}/api/v1/docs；按 Ctrl-C 停止。",
  "Programs for MiniMax's API use {0}.": "使用 MiniMax 接口的程序请用 {0}。",

  // commands/get.ts
  batch: "批次",
  "{0} (number {1})": "{0}（第 {1} 个）",
  take: "版本",
  error: "错误",
  "{0} at {1}: {2}": "{0}，阶段 {1}：{2}",
  advice: "建议",
  template: "模板",
  prompt: "提示词",
  "first frame": "首帧",
  "last frame": "尾帧",
  task: "任务",
  provider: "服务商",
  "{0}, polled {1}": "{0}，查询 {1}",
  price: "价格",
  cost: "费用",
  created: "创建时间",
  submitted: "提交时间",
  accepted: "接受时间",
  generated: "生成时间",
  ended: "结束时间",
  took: "用时",
  video: "视频",
  is: "内容",
  warnings: "警告",
  "{0}, not counted as spent": "{0}，不计入花费",
  "{0}, if it was bought": "{0}，如果已经购买",
  "{0}, when it succeeds": "{0}，成功后收取",
  "no video": "没有视频",
  "take {0}": "版本 {0}",
  "{0} times, {1} to {2}": "{0} 次，从 {1} 到 {2}",
  ", next try {0}": "，下次尝试 {0}",
  "failed try": "失败记录",
  once: "1 次",
  "{0} times": "{0} 次",

  // commands/history.ts
  succeeded: "成功",
  spent: "已花费",
  waited: "等待",
  "slot time": "槽位时间",
  polls: "查询",
  "All work": "全部工作",
  Failed: "失败",
  Waited: "等待",
  "Polls are counted when their task ends: those of tasks that ended in this time.":
    "查询在任务结束时计入：这段时间内结束的任务的查询。",
  "Slots used: {0} % of the time they were available.": "槽位使用率：可用时间的 {0} %。",
  "so far": "到目前为止",
  "for {0}": "已有 {0}",
  "Nothing was added {0}: a create worker does, and none runs (`hailuo workers`).":
    "{0}没有新增数据：由 create worker 添加，而现在没有运行（`hailuo workers`）。",
  "{0} to {1} UTC, by {2}": "UTC {0} 至 {1}，每{2}一点",
  "{0} s": "{0} 秒",
  "{0} min": "{0} 分钟",
  "{0} h": "{0} 小时",

  // commands/keys.ts
  "Key {0} of tenant {1} ({2}). It is shown only once; only a digest is stored.":
    "租户 {1} 的密钥 {0}（{2}）。只显示这一次；只保存它的摘要。",
  "No keys yet: `hailuo keys create --tenant NAME` makes one.":
    "还没有密钥：用 `hailuo keys create --tenant NAME` 创建。",
  good: "有效",
  revoked: "已撤销",
  tenant: "租户",
  role: "角色",
  made: "创建于",
  "last used": "上次使用",
  name: "名称",
  'There is no key "{0}"; `hailuo keys` lists them by their ids.': "没有密钥“{0}”；`hailuo keys` 按编号列出密钥。",
  "Key {0} is revoked.": "密钥 {0} 已撤销。",

  // commands/label-options.ts
  "{0} {1} is not key=value.": "{0} {1} 不是 key=value 的形式。",
  "{0} names {1} twice; keep one of them.": "{0} 中 {1} 出现了两次；请只保留一个。",

  // commands/list.ts
  "No generations found.": "没有找到生成。",
  what: "内容",
  detail: "详情",
  "More: --cursor {0}": "更多：--cursor {0}",
  "--warnings and --where cannot be used together.": "--warnings 和 --where 不能一起使用。",

  // commands/load-prompts.ts
  "has no prompts; write one request per line": "没有提示词；请每行写一个请求",
  "has no prompts in sheet {0}; name another one with --sheet, by its name or its number from 1 to {1}":
    "的工作表 {0} 中没有提示词；请用 --sheet 指定其他工作表，写名称或 1 到 {1} 的序号",
  "(no prompt)": "（没有提示词）",
  "and {0} more warnings": "还有 {0} 个警告",
  "The lines with errors are in {0}, each beside its error: correct them there, and run that file.":
    "有错误的行在 {0} 中，每行旁边是它的错误：请在那里改正，再运行那个文件。",
  "It does not hold the {0} without errors: run this file with --skip-invalid to make {1}.":
    "那个文件不包含没有错误的 {0} 行：要生成{-1}它们，请加 --skip-invalid 运行本文件。",

  // commands/mcp.ts
  "--gateway has workers of its own; leave out --work and --simulate.":
    "--gateway 有自己的 worker；请去掉 --work 和 --simulate。",
  "Set HAILUO_KEY to a key of that gateway (`hailuo keys create`).":
    "请把 HAILUO_KEY 设置为那个网关的密钥（`hailuo keys create`）。",

  // commands/needs-workers.ts
  "Workers are running.": "有 worker 正在运行。",
  "It needs workers, and none runs: start them with `hailuo worker all`.":
    "需要 worker，但没有运行：用 `hailuo worker all` 启动。",
  "It needs workers of every stage, and none runs for {0}: start {1}.":
    "每个阶段都需要 worker，而 {0} 没有运行：请启动 {1}。",
  "`hailuo worker {0}`": "`hailuo worker {0}`",

  // commands/prices.ts
  "a video": "每个视频",
  "a second": "每秒",
  "an image sent along": "每张附带的图片",
  "a second of video sent along": "每秒附带的视频",
  "a million tokens read": "每百万输入 token",
  "a million tokens written": "每百万输出 token",
  "since {0}: {1}": "从 {0} 起：{1}",
  any: "任意",
  " of {0} s": "，{0} 秒",
  ", first {0} free": "，前 {0} 个免费",
  size: "规格",
  for: "单位",
  "Videos that fail are not charged. Templates have no price on the provider's page. Use HAILUO_PRICES_FILE for your own prices.":
    "失败的视频不收费。服务商的页面上没有模板的价格。用 HAILUO_PRICES_FILE 设置您自己的价格。",

  // commands/print-replay.ts
  "is being downloaded again": "正在重新下载",
  "goes on with its task": "继续它的任务",
  "is queued again, and will be bought": "已重新排队，将会购买",
  "is given up": "已放弃",
  "is cancelled, its slot is free": "已取消，槽位已释放",
  " (already decided so; nothing was changed)": "（之前已经这样决定；没有任何更改）",

  // commands/report-faults.ts
  "custom_id {0}": "custom_id {0}",
  "row {0}": "表格第 {0} 行",
  "line {0}": "第 {0} 行",
  "lines {0}{1}": "第 {0} 行{1}",
  "and {0} more of this kind: {1}": "同类的还有 {0} 处：{1}",
  "{0} {1}; {2}.": "{0} 处错误{-1}；{2}。",
  "and {0} more": "还有 {0} 个",
  "these lines are left out": "这些行已跳过",
  "nothing was enqueued": "没有任何内容加入队列",
  " and {0} more": "，还有 {0} 处",

  // commands/resolve.ts
  "would be": "将会",
  " and {0} without a known price": "，另有 {0} 个价格未知",
  "given up": "放弃",
  "bought again for {0}, and paid twice where the first create was accepted":
    "再次购买（{0}）；如果第一次创建已被接受，就会付两次钱",
  "; {0} left as {1} ({2})": "；{0} 个保持{-1}原样（{2}）",
  "{0} {1} for a decision; {2} {3} {4}{5}": "{0} 个{-1}等待决定；{2} 个{3}{4}{5}",
  "{0} Or set MINIMAX_API_KEY (or HAILUO_ACCOUNTS_FILE) here, for this command.":
    "{0}或者在这里为这条命令设置 MINIMAX_API_KEY（或 HAILUO_ACCOUNTS_FILE）。",
  "Name either a generation (`hailuo resolve ID`) or a batch (`hailuo resolve --batch NAME --fail`).":
    "请指定一个生成（`hailuo resolve ID`）或一个批次（`hailuo resolve --batch NAME --fail`），只能选一个。",
  "Choose one: --task TASK_ID (the provider has this task), --resubmit (buy it again), or --fail (give it up).":
    "请选择一项：--task TASK_ID（服务商有这个任务）、--resubmit（再次购买）或 --fail（放弃）。",
  "--force is for --resubmit only.": "--force 只能与 --resubmit 一起使用。",
  "For a batch use --resubmit (buy them again) or --fail (give them up); --task is for one generation.":
    "对批次请用 --resubmit（再次购买）或 --fail（放弃）；--task 只用于单个生成。",
  "--dry-run is for a --batch; `hailuo resolve ID` shows what is known of one.":
    "--dry-run 只能与 --batch 一起使用；`hailuo resolve ID` 显示单个生成的情况。",

  // commands/results.ts
  "--errors and --warnings cannot be combined: what failed has no video.":
    "--errors 和 --warnings 不能一起使用：失败的生成没有视频。",

  // commands/retry-missing.ts
  "batch {0}": "批次 {0}",
  "nothing of {0} is missing": "{0} 没有缺少任何视频",
  "for instance: {0}": "例如：{0}",
  "`hailuo run --batch {0}` or ": "`hailuo run --batch {0}` 或",
  "{0} of {1} {2} fetched again; it needs {3}running workers (`hailuo worker all`)":
    "{1} 的 {0} 个视频{-2}将重新下载；需要 {3}正在运行的 worker（`hailuo worker all`）",
  "Batch {0} has its videos in {1} on {2}, which cannot be read from here. Run this command there.":
    "批次 {0} 的视频在 {2} 的 {1} 中，从这里无法读取。请在那里运行这条命令。",

  // commands/retry.ts
  "Nothing was bought: it was paid for before. --rebuy --force buys it nevertheless.":
    "没有购买：之前已经付费。--rebuy --force 仍会购买。",
  "Name either a generation (`hailuo retry ID`) or a batch (`hailuo retry --batch NAME`).":
    "请指定一个生成（`hailuo retry ID`）或一个批次（`hailuo retry --batch NAME`），只能选一个。",
  "--missing looks for videos that are gone: --rebuy and --code are for failures.":
    "--missing 查找已经不在的视频：--rebuy 和 --code 用于失败的生成。",
  "--force needs --rebuy and the id of one generation.": "--force 需要 --rebuy 和一个生成的编号。",
  "--code needs --batch: it selects among the failures of a batch.": "--code 需要 --batch：它在批次的失败中选择。",
  "{0}: {1} retried, {2} unchanged": "{0}：已重试 {1} 个，未更改 {2} 个",
  "for example: {0}": "例如：{0}",

  // commands/run.ts
  "missing required argument 'file': name a file of prompts (`hailuo run FILE`), or a batch to continue (`hailuo run --batch NAME`).":
    "缺少参数 'file'：请给出提示词文件（`hailuo run FILE`），或要继续的批次（`hailuo run --batch NAME`）。",
  "{0} needs a file of prompts.": "{0} 需要一个提示词文件。",
  "Nothing was enqueued.": "没有任何内容加入队列。",
  "Stopped before anything was enqueued.": "在加入队列之前停止了。",
  "{0} are left out: other batches have them, made or under way": "跳过了 {0} 个：其他批次已有，已经生成或正在生成",
  "{0} of {1} were enqueued by an earlier run; continuing": "{1} 个中有 {0} 个在之前的运行中已加入队列；现在继续",
  "stopping: running calls may finish; press Ctrl-C again to stop immediately":
    "正在停止：让进行中的调用结束；再按一次 Ctrl-C 立即停止",
  "Work under way did not end within {0} ms (HAILUO_SHUTDOWN_GRACE_MS).":
    "进行中的工作没有在 {0} 毫秒内结束（HAILUO_SHUTDOWN_GRACE_MS）。",
  "There is nothing left to make.": "没有要生成的内容了。",
  " and {0} being made by the provider": "，服务商正在生成 {0} 个",
  "Run the same command again to continue; nothing is bought twice.": "再次运行同一条命令就会继续；不会重复购买。",
  "A simulated run starts from the beginning next time.": "模拟运行下次会从头开始。",
  "{0} failed": "失败 {0}",
  "{0} in need of attention": "，需要处理 {0}",
  "Stopped with {0} of {1} done{2}{3}. {4}": "已停止，完成 {0}/{1}{2}{3}。{4}",
  "is {0}, which no account here may use; they make {1}": "是 {0}，这里没有账号可以使用；现有账号能生成 {1}",
  "is missing; the API of this server requires one even with an image": "缺失；这个服务器的接口即使有图片也要求提示词",

  // commands/show-decision.ts
  "{0} is {1}: it needs no decision.": "{0} 的状态是 {1}：不需要决定。",
  "{0} needs a decision: the answer to its create of {1} was lost{2}.": "{0} 需要决定：{1} 的创建没有收到回答{2}。",
  "Decide with --task TASK_ID (continue with that task), --resubmit (buy it again) or --fail (give it up).":
    "请决定：--task TASK_ID（继续那个任务）、--resubmit（再次购买）或 --fail（放弃）。",
  "The provider's list of tasks has not been searched for it yet; a create worker does that some minutes after the create.":
    "还没有在服务商的任务列表中查找过它；创建 worker 会在创建几分钟后查找。",
  "The provider's API for its model lists no tasks: check the provider's console.":
    "服务商这个模型的接口不列出任务：请查看服务商的控制台。",
  " The list does not cover all of that time, since the account has made too many tasks: check its console, too.":
    "列表没有覆盖全部时间，因为这个账号的任务太多：也请查看它的控制台。",
  "between {0} and {1}": "在 {0} 到 {1} 之间",
  "The provider lists no matching task created {0} that is not yours already (read at {1}).{2}":
    "服务商没有列出{0}创建的、还不属于您的匹配任务（读取于 {1}）。{2}",
  " {0} more of your generations requested the same at that time, and may have created one of these.":
    "您另有 {0} 个生成当时请求了相同的内容，其中之一可能属于它们。",
  "The provider lists these tasks with the same parameters, created {0}, that belong to none of your generations (read at {1}).{2} It does not show their prompts.{3}":
    "服务商列出了这些参数相同、{0}创建、不属于您任何生成的任务（读取于 {1}）。{2}列表不显示它们的提示词。{3}",
  status: "状态",

  // commands/simulate.ts
  "The simulated provider is at {0}; Ctrl-C stops it.": "模拟的服务商在 {0}；按 Ctrl-C 停止。",
  "Use it with MINIMAX_BASE_URL={0} MINIMAX_API_KEY=any; its requests and costs are at {1}/__stats":
    "使用方法：MINIMAX_BASE_URL={0} MINIMAX_API_KEY=any；它的请求和费用在 {1}/__stats",
  "The Redis ({0})": "Redis（{0}）",
  "The simulated S3 ({0})": "模拟的 S3（{0}）",
  "The proxy before it ({0})": "它前面的代理（{0}）",
  "The simulated provider could not be started: {0}.": "模拟的服务商无法启动：{0}。",

  // commands/status.ts
  "None of the newest {0} batches has these labels.": "最新的 {0} 个批次都没有这些标签。",
  "No batches yet. `hailuo submit FILE` or `hailuo run FILE --out DIR` makes one.":
    "还没有批次。用 `hailuo submit FILE` 或 `hailuo run FILE --out DIR` 创建。",
  'There is no batch "{0}". `hailuo status` lists them.': "没有批次“{0}”。`hailuo status` 列出所有批次。",
  total: "总数",
  queued: "排队中",
  generating: "正在生成",
  downloading: "正在下载",
  "needs attention": "需要处理",
  "stopped: too many failed": "已停止：失败过多",
  "rejected for its lines": "因有错误的行而被拒绝",
  "stopped by its budget": "因预算而停止",
  "stopped: no price is known": "已停止：价格未知",
  open: "仍可添加",
  paused: "已暂停",
  "being cancelled": "正在取消",
  " of {0}": "/{0}",
  "{0}{1} spent": "已花费 {0}{1}",
  "{0} in flight": "在途 {0}",
  "And {0} more: `hailuo status --json`.": "还有 {0} 项：`hailuo status --json`。",
  "account {0}: {1}": "账号 {0}：{1}",
  ", {0} waiting": "，{0} 个在等待",
  "{0} waiting for their turn and a slot": "{0} 个在等待轮到自己和空闲槽位",
  "account {0}: no workers have run yet{1}": "账号 {0}：还没有 worker 运行过{1}",
  "{0} of {1} slots taken": "{1} 个槽位中已用 {0} 个",
  "account {0}: {1}, {2}{3}{4}{5}": "账号 {0}：{1}，{2}{3}{4}{5}",
  "; starts no new videos": "；不开始新的视频",

  // commands/submit.ts
  ", {0} were there before": "，{0} 个之前已在队列中",
  "batch {0}: {1} enqueued{2}": "批次 {0}：{1} 个加入队列{2}",
  "{0} Follow it: `hailuo watch {1}`": "{0}跟踪进度：`hailuo watch {1}`",

  // commands/tell-input.ts
  "  read as {0}": "  读取方式：{0}",
  "  columns: {0}": "  列：{0}",
  "  left out, unknown: {0}": "  已忽略的未知列：{0}",
  "  left out: {0} rows that repeat the header": "  已忽略：{0} 行重复的表头",
  "  left out: the {0} before the prompts (--format text keeps them)":
    "  已忽略：提示词前面的{0}（--format text 会保留）",
  "  left out: {0} zero bytes at its end": "  已忽略：末尾的 {0} 个零字节",
  "  model: {0} where none is named (--model names another)": "  模型：没有写明的用 {0}（--model 可指定其他）",
  "  {0} {1}, at most {2}{3}": "  {0} 条提示词{-1}，最多 {2}{3}",
  " of simulated money: nothing is bought": "（模拟的钱，不会购买任何东西）",
  commas: "逗号",
  semicolons: "分号",
  tabs: "制表符",
  "bars (|)": "竖线（|）",
  "lines (one column)": "换行（单列）",
  "JSON lines": "JSON Lines",
  "a table": "表格",
  "an Excel workbook": "Excel 工作簿",
  "an OpenDocument workbook": "OpenDocument 工作簿",
  "text, one prompt a line": "文本，每行一条提示词",
  "cells separated by {0}": "单元格以{0}分隔",
  "sheet {0}{1}": "工作表 {0}{1}",
  " (of {0}; --sheet names another)": "（共 {0} 个；--sheet 可指定其他）",
  "header in row {0}": "表头在第 {0} 行",
  "packed with gzip": "gzip 压缩",

  // commands/templates.ts
  "Put template ids in quotes in a prompts file (as a number, an id would lose its last digits). Unlisted ids are sent unchanged.":
    "在提示词文件中，模板编号要加引号（写成数字会丢失最后几位）。没有列出的编号会原样发送。",

  // commands/tenants.ts
  "No tenants yet: the first submit makes one.": "还没有租户：第一次提交时创建。",
  none: "无",
  default: "默认",
  weight: "权重",
  "in flight": "在途",
  budget: "预算",
  kept: "占用",
  allowed: "允许",
  "there are none yet": "还没有任何租户",
  "there is {0}": "现有 {0}",
  'There is no tenant "{0}"; {1}.': "没有租户“{0}”；{1}。",

  // commands/upscale.ts
  'There is no generation "{0}". `hailuo list --state succeeded` shows those that have a video.':
    "没有生成“{0}”。`hailuo list --state succeeded` 显示有视频的生成。",
  "its video is not at {0}; set HAILUO_OUT as for the workers":
    "它的视频不在 {0}；请把 HAILUO_OUT 设置得和 worker 一样",
  "its video is no MP4 of at most 50 MB": "它的视频不是 50 MB 以内的 MP4",
  "Generation {0} cannot be made larger from its video: {1}, or take its task (--from task).":
    "生成 {0} 不能从它的视频放大：{1}；或者改用它的任务（--from task）。",
  "batch {0}: {1} enqueued in {2}{3}; {4} together": "批次 {0}：{1} 个以 {2} 加入队列{3}；合计 {4}",
  "{0} would be made again in {1} for {2}; nothing was enqueued.":
    "将以 {1} 重新生成 {0} 个，价格 {2}；没有任何内容加入队列。",

  // commands/watch.ts
  "Stopped watching; the workers continue. Watch again: `hailuo watch {0}`":
    "已停止跟踪；worker 会继续。再次跟踪：`hailuo watch {0}`",

  // commands/webhooks.ts
  "No webhooks of tenant {0}.": "租户 {0} 没有 webhook。",
  event: "事件",
  type: "类型",
  attempts: "尝试",
  of: "属于",
  about: "对象",
  "last result": "最近结果",
  url: "地址",
  'Tenant {0} has no webhook "{1}"; `hailuo webhooks --tenant {2}` lists them.':
    "租户 {0} 没有 webhook“{1}”；`hailuo webhooks --tenant {2}` 列出它们。",
  "{0} is sent again to {1}.": "{0} 将重新发送到 {1}。",

  // commands/worker.ts
  "Workers running: {0}. Ctrl-C stops them gracefully; press it again to stop immediately.":
    "worker 已运行：{0}。按 Ctrl-C 让它们正常停止；再按一次立即停止。",
  "Running work did not end within {0} ms (HAILUO_SHUTDOWN_GRACE_MS).":
    "进行中的工作没有在 {0} 毫秒内结束（HAILUO_SHUTDOWN_GRACE_MS）。",

  // commands/workers.ts
  stage: "阶段",
  host: "主机",
  pid: "进程号",
  version: "程序版本",
  since: "启动于",
  jobs: "作业",
  "last sign": "最近信号",
  "A {0} worker runs that gives no signs: one of an earlier version.":
    "有一个 {0} worker 在运行但没有发出信号：它是较早的版本。",
  "{0} ago": "{0}前",
  "{0}, {1} only": "{0}，仅 {1}",

  // doctor/check-accounts.ts
  "make sure that its callback URL reaches a running `hailuo gateway`, from the internet too":
    "请确认它的回调地址能到达正在运行的 `hailuo gateway`，从互联网也能到达",

  // doctor/check-callbacks.ts
  "start `hailuo gateway` with the same HAILUO_CALLBACK_URL and route that address to it; MiniMax may refuse creates until it answers":
    "请用相同的 HAILUO_CALLBACK_URL 启动 `hailuo gateway`，并把那个地址转发给它；在它回答之前，MiniMax 可能拒绝创建",
  "no answer within {0} s": "{0} 秒内没有回答",
  "{0} answers the provider's challenge": "{0} 能回答服务商的验证请求",
  "{0} does not answer the provider's challenge (HTTP {1})": "{0} 没有回答服务商的验证请求（HTTP {1}）",
  "{0} cannot be reached from here ({1})": "从这里无法到达 {0}（{1}）",

  // doctor/check-node.ts
  "{0} gets no more security fixes": "{0} 不再有安全更新",
  "install Node 24 when you can": "方便时请安装 Node 24",
  "install Node 24 (at least {0})": "请安装 Node 24（至少 {0}）",

  // doctor/check-provider.ts
  "MINIMAX_API_KEY is not set": "没有设置 MINIMAX_API_KEY",
  "set it to a key of your MiniMax account, or HAILUO_ACCOUNTS_FILE to a file of several; `hailuo run FILE --simulate` works without one":
    "请设置为您 MiniMax 账号的密钥，或把 HAILUO_ACCOUNTS_FILE 设置为含多个账号的文件；`hailuo run FILE --simulate` 不需要密钥",
  "account {0}": "账号 {0}",
  "funds of {0}": "{0} 的余额",
  "the balance could not be read: {0}": "无法读取余额：{0}",
  "key {0} of {1}: {2}": "第 {0} 个密钥（共 {1} 个）：{2}",
  "none of its {0} keys works; {1}": "它的 {0} 个密钥都不能用；{1}",
  "workers skip such a key and use the others; replace it or remove it":
    "worker 会跳过这样的密钥，使用其他密钥；请更换或删除它",
  "{0} speaks {1}, but {2}": "{0} 使用 {1}，但是{2}",
  "{0} speaks {1}, but {2} is {3}": "{0} 使用 {1}，但 {2} 设置为 {3}",
  "remove {0}: auto detects it": "请去掉 {0}：auto 会自动识别",
  "takes the {0}": "接受{0}",
  "{0} keys": "全部 {0} 个密钥",
  "{0} speaks minimax-v2 alone and {1}: it makes {2}": "{0} 只支持 minimax-v2，{1}：能生成 {2}",
  "{0} speaks {1} and {2}, but not for {3}: {4}": "{0} 使用 {1}，{2}，但不能用于 {3}：{4}",
  "generations of other models are not affected": "其他模型的生成不受影响",
  "{0} speaks {1}{2} and {3}": "{0} 使用 {1}{2}，{3}",
  " and minimax-v2": "和 minimax-v2",

  // doctor/check-redis.ts
  "REDIS_URL is not set: `hailuo run` starts {0} with its data in {1}":
    "没有设置 REDIS_URL：`hailuo run` 会启动 {0}，数据在 {1}",
  "it takes no writes ({0})": "它不接受写入（{0}）",
  "each call takes {0}, and a video needs dozens": "每次调用需要 {0}，而一个视频需要几十次",
  "put Redis near the workers, or look at what it is busy with (`redis-cli --latency`, `redis-cli slowlog get`)":
    "请把 Redis 放在 worker 附近，或看看它在忙什么（`redis-cli --latency`、`redis-cli slowlog get`）",
  "every write is on the disk before it is acknowledged (appendfsync always)":
    "每次写入都先落盘再确认（appendfsync always）",
  "a create is sent when its record is on the disk, up to a second later (appendfsync everysec)":
    "创建请求在它的记录落盘之后才发出，最多晚一秒（appendfsync everysec）",
  "nothing is bought: Redis leaves its file to the system (appendfsync no) and never says that a create's record is on the disk":
    "不会购买任何东西：Redis 把写文件交给系统（appendfsync no），从不确认创建的记录已经落盘",
  "redis-cli config set appendfsync everysec (or always), and the same line in redis.conf; or HAILUO_WAIT_DISK=off, where a video may be bought twice after a crash of Redis":
    "redis-cli config set appendfsync everysec（或 always），并把同一行写入 redis.conf；或设置 HAILUO_WAIT_DISK=off，但 Redis 崩溃后可能重复购买视频",
  "writes are acknowledged before they are on the disk: if Redis or its machine is killed, up to two seconds of writes are lost, and what was bought in that time is bought again":
    "写入在落盘之前就被确认：如果 Redis 或它的机器被杀死，最多丢失两秒的写入，这段时间购买的内容会再次购买",
  "redis-cli config set appendfsync always, and the same line in redis.conf; or Redis 7.2 or Valkey, which creates can wait for":
    "redis-cli config set appendfsync always，并把同一行写入 redis.conf；或使用 Redis 7.2 或 Valkey，创建可以等待它们落盘",
  "this user may not read appendfsync (CONFIG GET); unless it is always, a Redis older than 7.2 that is killed may forget what was bought last":
    "这个用户不能读取 appendfsync（CONFIG GET）；除非它是 always，否则 7.2 以前的 Redis 被杀死时可能忘记最后购买了什么",
  "{0} {1} at {2}": "{0} {1}，在 {2}",
  "upgrade it to 6.2 or newer": "请升级到 6.2 或更新的版本",
  "never evicts data (noeviction)": "从不淘汰数据（noeviction）",
  "writes are kept in an append-only file": "写入保存在 AOF 文件中",
  "no append-only file: a crash of Redis may lose task ids of videos that were paid for":
    "没有 AOF 文件：Redis 崩溃可能丢失已付费视频的任务编号",
  "redis-cli config set appendonly yes, and appendonly yes with appendfsync always in redis.conf":
    "redis-cli config set appendonly yes，并在 redis.conf 中写入 appendonly yes 和 appendfsync always",
  "hz is {0}; 100 makes waits below a second more exact, which only short poll steps notice":
    "hz 是 {0}；设为 100 可以让一秒以内的等待更准确，只有很短的轮询间隔才有区别",
  "it takes {0} (maxclients), of which {1} are free; a run or `hailuo worker all` needs {2}":
    "它最多接受 {0} 个连接（maxclients），其中 {1} 个空闲；一次 run 或 `hailuo worker all` 需要 {2} 个",
  "raise maxclients, or close other clients (`redis-cli client list` shows them)":
    "请调高 maxclients，或关闭其他客户端（`redis-cli client list` 列出它们）",

  // doctor/check-result.ts
  "did not answer within {0} s": "{0} 秒内没有回答",
  "check that it runs and can be reached from here": "请检查它是否在运行，从这里能否到达",

  // doctor/check-roads.ts
  ", except for {0}": "，{0} 除外",
  "{0} cannot be reached ({1})": "无法到达 {0}（{1}）",
  "start it, or correct HTTPS_PROXY and HTTP_PROXY, or take them away":
    "请启动它，或改正 HTTPS_PROXY 和 HTTP_PROXY，或去掉它们",
  "the proxy wants a login (407)": "代理要求登录（407）",
  "write it into HTTP_PROXY: http://user:password@host:port": "请写入 HTTP_PROXY：http://user:password@host:port",
  "{0}, or the proxy before it, answers {1}: no video could be downloaded through it":
    "{0} 或它前面的代理回答 {1}：无法通过它下载视频",
  "fix the proxy, or list hosts that need none in NO_PROXY": "请修好代理，或在 NO_PROXY 中列出不需要代理的主机",
  straight: "直接",
  "through the proxy": "通过代理",
  "{0} is reached {1}": "{1}能到达 {0}",
  "each call takes as long; look at the proxy and the network, and raise MINIMAX_TIMEOUT_MS if calls end without an answer":
    "每次调用都要这么久；请检查代理和网络，如果调用没有回答就结束，请调高 MINIMAX_TIMEOUT_MS",
  "{0}, but slowly: after {1}": "{0}，但较慢：用了 {1}",
  "videos could be bought but not downloaded: fix the proxy, or list hosts that need none in NO_PROXY":
    "视频可以购买，但无法下载：请修好代理，或在 NO_PROXY 中列出不需要代理的主机",

  // doctor/check-webhook-secrets.ts
  "are encrypted in Redis": "在 Redis 中已加密",
  "those of {0} of {1} tenants are unencrypted in Redis": "{1} 个租户中有 {0} 个的密钥在 Redis 中没有加密",
  "give all gateways the same HAILUO_SECRETS_KEY (openssl rand -base64 32); each secret is encrypted when it is next used":
    "请给所有网关设置相同的 HAILUO_SECRETS_KEY（openssl rand -base64 32）；每个密钥在下次使用时加密",

  // input/image-files.ts
  "is not a usable file:// URL": "不是可用的 file:// 地址",
  "is too large": "太大",
  "is no plain file": "不是普通文件",
  "the file was changed while it was read; run the command again": "文件在读取时被改动；请再次运行命令",
  "is not there: no such file as {0}": "不存在：没有文件 {0}",

  // input/local-path.ts
  "{0}: is not a usable file:// URL": "{0}：不是可用的 file:// 地址",

  // input/open-input.ts
  "is a directory; name a file of prompts in it": "是一个目录；请指定其中的提示词文件",

  // input/system-error.ts
  "no such file": "没有这个文件",
  "cannot be read: permission denied": "无法读取：没有权限",
  "cannot be read: {0}": "无法读取：{0}",

  // input/write-faults.ts
  "--faults {0} cannot be written: {1}": "--faults {0} 无法写入：{1}",
  "its directory does not exist": "它的目录不存在",
  "it is a directory; name a file": "它是一个目录；请指定文件",
  "permission denied": "没有权限",

  // money.ts
  "It must be an amount in US dollars such as 50usd or 12.5, or none.": "必须是美元金额，例如 50usd 或 12.5，或 none。",

  // node-notice.ts
  "note: Node {0} gets no more security fixes; Node 24 is recommended (https://nodejs.org).":
    "提示：Node {0} 不再有安全更新；建议使用 Node 24（https://nodejs.org）。",

  // option-values.ts
  "It must be a whole number from 1.": "必须是从 1 开始的整数。",
  "It must be a whole number from 0.": "必须是从 0 开始的整数。",
  "It must be a number above 0.": "必须是大于 0 的数。",
  "It must be one of {0}.": "必须是其中之一：{0}。",
  "It must be a port from 0 (any free one) to 65535.": "必须是 0（任意空闲端口）到 65535 的端口。",
  "It must be a share from 0 to 1.": "必须是 0 到 1 的比例。",
  "It must be a number from 0 to 1 (0.1: one in ten may fail), or none.":
    "必须是 0 到 1 的数（0.1：十个中可以失败一个），或 none。",
  "It must be an age such as 30m, 12h or 7d, or a time such as 2026-10-08T09:00:00Z.":
    "必须是时长，例如 30m、12h 或 7d，或时间，例如 2026-10-08T09:00:00Z。",
  "It must be a size such as 500mb, 2gb or 750kb, up to 1000tb, or none.":
    "必须是大小，例如 500mb、2gb 或 750kb，最大 1000tb，或 none。",
  "It must be a time such as 30m, 12h or 7d, which is the most that S3 allows.":
    "必须是时长，例如 30m、12h 或 7d（S3 允许的最长时间）。",
  'It may have 1 to 128 letters, digits, ".", "_" and "-".': "可以有 1 到 128 个字母、数字、“.”、“_”和“-”。",

  // print-error.ts
  "error:": "错误：",
  "This is a bug. Run the command again with --verbose, and report the output.":
    "这是程序的缺陷。请加 --verbose 再次运行，并报告输出内容。",
  "{0}\ncaused by: {1}": "{0}\n原因：{1}",

  // program.ts
  "\nExamples:\n  $ hailuo run prompts.jsonl --out ./videos --simulate    try it without a key\n  $ MINIMAX_API_KEY=… hailuo run prompts.jsonl --out ./videos\n  $ REDIS_URL=redis://… hailuo worker all                 workers on any machine\n  $ REDIS_URL=redis://… hailuo submit prompts.jsonl       enqueue for them\n\nExit codes: 0 everything succeeded, 1 something did not, 2 wrong usage or input,\nor a service that cannot be used, 130 interrupted.":
    "\n示例：\n  $ hailuo run prompts.jsonl --out ./videos --simulate    不需要密钥，先试用\n  $ MINIMAX_API_KEY=… hailuo run prompts.jsonl --out ./videos\n  $ REDIS_URL=redis://… hailuo worker all                 在任意机器上运行 worker\n  $ REDIS_URL=redis://… hailuo submit prompts.jsonl       加入它们的队列\n\n退出码：0 全部成功，1 有未成功的，2 用法或输入错误，\n或某项服务不可用，130 被中断。",
  "Turns thousands of prompts into MiniMax Hailuo videos, and buys each once.":
    "把成千上万条提示词变成 MiniMax 海螺视频，每个只购买一次。",
  "print the version": "显示版本",
  "show help": "显示帮助",
  "show help of a command": "显示命令的帮助",
  "show stacks of errors": "显示错误的调用栈",
  "language of messages and help (default: HAILUO_LANG, or that of LANG)":
    "消息和帮助的语言（默认：HAILUO_LANG，或 LANG 的语言）",
  "(see --help)": "（用 --help 查看帮助）",

  // program/account-commands.ts
  "Show and change accounts while workers run": "在 worker 运行时查看和更改账号",
  "\nExamples:\n  $ hailuo accounts list\n  $ hailuo accounts set default --max-in-flight 30 --why 'new contract'\n  $ hailuo accounts pause default\n  $ hailuo accounts drain old-contract\n  $ hailuo accounts probe default\n  $ hailuo accounts resume default":
    "\n示例：\n  $ hailuo accounts list\n  $ hailuo accounts set default --max-in-flight 30 --why 'new contract'\n  $ hailuo accounts pause default\n  $ hailuo accounts drain old-contract\n  $ hailuo accounts probe default\n  $ hailuo accounts resume default",
  "Show each account's state, slots, calls in the last minute and last change":
    "显示每个账号的状态、槽位、最近一分钟的调用和上次更改",
  "name of the account": "账号名称",
  "Set limits. They override the workers' settings until set to `default`":
    "设置限制。在设为 `default` 之前，优先于 worker 的设置",
  "unfinished tasks at once, or `default`": "同时未完成的任务数，或 `default`",
  "creates in any 60 seconds, or `default`": "任意 60 秒内的创建数，或 `default`",
  "status queries in any 60 seconds, or `default`": "任意 60 秒内的状态查询数，或 `default`",
  "calls for download links in any 60 seconds, or `default`": "任意 60 秒内取下载链接的调用数，或 `default`",
  "reason, recorded with the change": "原因，随更改一起记录",
  "Start no new videos; videos in flight finish": "不再开始新的视频；进行中的会完成",
  "Take it out of service: it starts no new videos and finishes those in flight; other accounts take over its work":
    "让它退出服务：不再开始新的视频，完成进行中的；其他账号接手它的工作",
  "Try it again at once after refusals: ends the wait and a lowered task limit, not a pause or drain":
    "被拒绝后立即重试：结束等待并恢复被降低的任务上限，但不结束暂停或排空",
  "Use it again immediately: ends a pause, a drain and the wait after refusals, and lifts a lowered task limit":
    "立即重新使用：结束暂停、排空和被拒绝后的等待，并恢复被降低的任务上限",
  "{0} Or say default.": "{0}也可以写 default。",

  // program/backlog-commands.ts
  "Show, pause and resume batches; change their priority, budget and failure limit":
    "查看、暂停和继续批次；更改优先级、预算和失败上限",
  "\nExamples:\n  $ hailuo batches\n  $ hailuo batches pause spring\n  $ hailuo batches set spring --priority high --budget 50usd":
    "\n示例：\n  $ hailuo batches\n  $ hailuo batches pause spring\n  $ hailuo batches set spring --priority high --budget 50usd",
  "Show the progress of batches, as `hailuo status` does": "显示批次的进度，与 `hailuo status` 相同",
  "only batches with this name": "只看这个名称的批次",
  "only batches with this tag; several: with all of them": "只看有这个标签的批次；可写多个：要全部符合",
  "name of the batch": "批次名称",
  "Continue after a pause": "暂停之后继续",
  "Change the priority of its waiting videos, its budget, its failure limit or its labels":
    "更改等待中视频的优先级、批次的预算、失败上限或标签",
  "most that the batch may cost, e.g. 50usd, or none": "这个批次最多花费多少，例如 50usd，或 none",
  "share of the batch that may fail, 0 to 1, or none": "允许失败的比例，0 到 1，或 none",
  "what you call the batch": "您给批次起的名称",
  "its tags from now on; may be repeated": "今后的标签；可重复",
  "your notes about it from now on; may be repeated": "今后的备注；可重复",
  "--priority PRIORITY, --budget AMOUNT, --max-failure-ratio RATIO, --name TEXT, --tag KEY=VALUE, --meta KEY=VALUE":
    "--priority PRIORITY、--budget AMOUNT、--max-failure-ratio RATIO、--name TEXT、--tag KEY=VALUE、--meta KEY=VALUE",
  "Nothing to set. Give at least one of: {0}.": "没有要设置的内容。请至少给出其中一项：{0}。",
  "Show and change tenants: their share, budget and quotas": "查看和更改租户：份额、预算和配额",
  "\nExamples:\n  $ hailuo tenants\n  $ hailuo tenants set studio --weight 2 --budget 100usd\n  $ hailuo tenants set studio --max-bytes 500mb\n  $ hailuo tenants pause studio":
    "\n示例：\n  $ hailuo tenants\n  $ hailuo tenants set studio --weight 2 --budget 100usd\n  $ hailuo tenants set studio --max-bytes 500mb\n  $ hailuo tenants pause studio",
  "Show each tenant's weight, state, money and kept bytes": "显示每个租户的权重、状态、金额和占用的字节",
  "name of the tenant": "租户名称",
  "Set a tenant's share, budget and quotas": "设置租户的份额、预算和配额",
  "its share beside other tenants, 0.001 to 1000000; every tenant starts with 1":
    "与其他租户相比的份额，0.001 到 1000000；每个租户从 1 开始",
  "most that all its videos may cost, e.g. 50usd, or none": "它的全部视频最多花费多少，例如 50usd，或 none",
  "requests per minute that the gateway accepts, or `default`": "网关每分钟接受的请求数，或 `default`",
  "unfinished generations that the gateway accepts, or `default`": "网关接受的未完成生成数，或 `default`",
  "most that its records and inputs may take, e.g. 500mb; none: the gateway's limit applies":
    "它的记录和输入最多占用多少，例如 500mb；none：按网关的上限",
  "--weight N, --budget AMOUNT, --requests-per-minute N, --max-unfinished N, --max-bytes SIZE":
    "--weight N、--budget AMOUNT、--requests-per-minute N、--max-unfinished N、--max-bytes SIZE",
  "high goes before normal, normal before low; lower ones keep a small share":
    "high 先于 normal，normal 先于 low；较低的也保留小部分份额",

  // program/batch-commands.ts
  "name of one batch (default: all batches, and the accounts)": "一个批次的名称（默认：所有批次和账号）",
  "Show the progress of batches, the accounts, and what keeps generations from moving":
    "显示批次的进度、各账户，以及是什么让生成停滞",
  "\nExamples:\n  $ hailuo status\n  $ hailuo status spring --json":
    "\n示例：\n  $ hailuo status\n  $ hailuo status spring --json",
  "name of the batch, as `hailuo submit` printed it": "批次名称，即 `hailuo submit` 显示的名称",
  "Follow a batch until it has ended; the exit code tells the result": "跟踪一个批次直到结束；退出码说明结果",
  "\nExamples:\n  $ hailuo watch spring\n  $ hailuo watch spring --json | tail -1":
    "\n示例：\n  $ hailuo watch spring\n  $ hailuo watch spring --json | tail -1",
  "id of the generation": "生成的编号",
  "Show everything that is known about one generation": "显示一个生成的全部信息",
  "\nExamples:\n  $ hailuo get gen_019f… --json": "\n示例：\n  $ hailuo get gen_019f… --json",
  "Say what a generation waits for, and about how long it will take": "说明一个生成在等什么，大约还要多久",
  "\nExamples:\n  $ hailuo explain gen_019f…": "\n示例：\n  $ hailuo explain gen_019f…",
  "List generations, newest first; those of a batch in its order": "列出生成，最新的在前；批次中的按其顺序",
  "only of this batch": "只看这个批次",
  "only in this state": "只看这个状态",
  "only those whose video differs from what was bought": "只看视频与购买内容不符的",
  "only those that meet these conditions, or have these words in prompt or name":
    "只看符合这些条件的，或提示词或名称中有这些词的",
  "how many, at most {0}": "数量，最多 {0}",
  "continue after the previous page": "接着上一页",
  "\nExamples:\n  $ hailuo list --batch spring --state failed\n  $ hailuo list --where 'code=video_flagged ended<1h'\n  $ hailuo list --limit 1000 --json":
    "\n示例：\n  $ hailuo list --batch spring --state failed\n  $ hailuo list --where 'code=video_flagged ended<1h'\n  $ hailuo list --limit 1000 --json",
  "Print the results of a batch as JSON lines: where each video is, and what it cost":
    "以 JSON Lines 打印批次的结果：每个视频在哪里，花费多少",
  "only what failed or was cancelled": "只看失败或取消的",
  "as a table for spreadsheets, which can be sent again as a file of prompts":
    "输出电子表格用的表格，可以作为提示词文件再次提交",
  "no effect: without --csv, results are JSON lines": "没有作用：不加 --csv 时，结果就是 JSON Lines",
  "\nExamples:\n  $ hailuo results spring > results.jsonl\n  $ hailuo results spring --errors --csv > failed.csv":
    "\n示例：\n  $ hailuo results spring > results.jsonl\n  $ hailuo results spring --errors --csv > failed.csv",
  "Write an HTML page with all videos of a batch, as it is now": "写出带有批次现有全部视频的 HTML 页面",
  "where the page goes: a directory or s3://bucket/prefix (default: where the batch's videos are)":
    "页面的位置：目录或 s3://bucket/prefix（默认：批次的视频所在位置）",
  "how long links to a bucket are valid, e.g. 12h; at most 7d": "存储桶链接的有效期，例如 12h 或 7d（最长）",
  "\nExamples:\n  $ hailuo gallery spring\n  $ hailuo gallery spring --expires 24h\n\n`hailuo run` writes it at its end: index.html in --out. A page in a bucket has\nlinks to its videos that expire, and so does the printed link to the page.":
    "\n示例：\n  $ hailuo gallery spring\n  $ hailuo gallery spring --expires 24h\n\n`hailuo run` 结束时会写出它：--out 中的 index.html。存储桶中的页面带有\n会过期的视频链接；打印出来的页面链接也会过期。",
  "Cancel a generation, or all unfinished generations of a batch": "取消一个生成，或一个批次中全部未完成的生成",
  "all generations of this batch": "这个批次的全部生成",
  "all unfinished generations that meet these conditions, after asking": "符合这些条件的全部未完成生成，先询问",
  "with --where: say how many there are; change nothing": "与 --where 一起：只显示有多少；不做更改",
  "with --where: do not ask": "与 --where 一起：不询问",
  "with --where: the reason, for the audit": "与 --where 一起：原因，写入审计记录",
  "\nExamples:\n  $ hailuo cancel gen_019f…\n  $ hailuo cancel --where 'state=queued tenant=studio created>1d'\n  $ hailuo cancel --batch spring\n\nA video that the provider already works on is paid for.":
    "\n示例：\n  $ hailuo cancel gen_019f…\n  $ hailuo cancel --where 'state=queued tenant=studio created>1d'\n  $ hailuo cancel --batch spring\n\n服务商已经在处理的视频要付费。",
  "It must be at most {0}; use --cursor for more.": "最多 {0}；用 --cursor 查看更多。",

  // program/gateway-commands.ts
  "Serve the HTTP API for other backends until it is stopped": "为其他后端提供 HTTP 接口，直到停止",
  "default: HAILUO_GATEWAY_PORT or 8080; 0 takes a free one": "默认：HAILUO_GATEWAY_PORT 或 8080；0 表示任意空闲端口",
  "\nExamples:\n  $ REDIS_URL=redis://queue:6379 hailuo gateway\n  $ HAILUO_GATEWAY_HOST=0.0.0.0 hailuo gateway --port 8080\n\nCallers need a key: `hailuo keys create`.":
    "\n示例：\n  $ REDIS_URL=redis://queue:6379 hailuo gateway\n  $ HAILUO_GATEWAY_HOST=0.0.0.0 hailuo gateway --port 8080\n\n调用方需要密钥：`hailuo keys create`。",
  "Let an assistant make videos: tools over the Model Context Protocol, on standard input and output":
    "让 AI 助手生成视频：在标准输入输出上提供 Model Context Protocol 工具",
  "use a gateway elsewhere, with the key of HAILUO_KEY (default: this folder's queue)":
    "使用其他地方的网关，密钥取自 HAILUO_KEY（默认：这个文件夹的队列）",
  "whose videos they are, without --gateway": "不用 --gateway 时，视频属于哪个租户",
  "run workers in this process too, with MINIMAX_API_KEY": "在这个进程中也运行 worker，使用 MINIMAX_API_KEY",
  "make videos with a simulated provider, this many times faster; nothing is bought":
    "用模拟的服务商生成视频，速度是真实的若干倍：不会购买任何东西",
  "a directory or s3://bucket/prefix (default: HAILUO_OUT or ./hailuo-out)":
    "目录或 s3://bucket/prefix（默认：HAILUO_OUT 或 ./hailuo-out）",
  "\nExamples:\n  $ claude mcp add hailuo -- hailuo mcp --work\n  $ HAILUO_KEY=… hailuo mcp --gateway https://video.example.com\n  $ hailuo mcp --simulate\n\nA program starts it; typed by hand it waits for messages. docs/mcp.md has the\nconfigurations. Without --work the videos need workers: `hailuo worker all`.":
    "\n示例：\n  $ claude mcp add hailuo -- hailuo mcp --work\n  $ HAILUO_KEY=… hailuo mcp --gateway https://video.example.com\n  $ hailuo mcp --simulate\n\n它由程序启动；手工运行时会等待消息。配置方法见 docs/mcp.md。\n不加 --work 时，视频需要 worker：`hailuo worker all`。",
  "Show who changed what, when and with which outcome, over HTTP and in terminals; newest first":
    "显示谁在何时更改了什么、结果如何（HTTP 和终端）；最新的在前",
  "only changes of this tenant's resources": "只看这个租户资源的更改",
  "only actions with this name or prefix: account., generation.resolve":
    "只看这个名称或前缀的操作：account.、generation.resolve",
  "only since 30m, 12h or 7d ago, or since a time such as 2026-10-08T09:00:00Z":
    "只看 30m、12h 或 7d 以来，或某个时间以来（例如 2026-10-08T09:00:00Z）",
  "how many": "数量",
  "\nExamples:\n  $ hailuo audit\n  $ hailuo audit --what account. --since 7d\n  $ hailuo audit --tenant studio --limit 1000 --json\n\nEntries are kept for 90 days, at most 20,000 changes and 20,000 submissions.\nThey contain no prompts and no secrets.":
    "\n示例：\n  $ hailuo audit\n  $ hailuo audit --what account. --since 7d\n  $ hailuo audit --tenant studio --limit 1000 --json\n\n记录保留 90 天，最多 20,000 条更改和 20,000 条提交。\n其中没有提示词，也没有密钥。",
  "Create, list and revoke the gateway's API keys": "创建、列出和撤销网关的 API 密钥",
  "\nExamples:\n  $ hailuo keys create --tenant studio --name 'render farm'\n  $ hailuo keys\n  $ hailuo keys revoke 0f3a…":
    "\n示例：\n  $ hailuo keys create --tenant studio --name 'render farm'\n  $ hailuo keys\n  $ hailuo keys revoke 0f3a…",
  "Create a key and print it; it is shown only once": "创建一个密钥并显示；只显示一次",
  "tenant that the key belongs to": "密钥所属的租户",
  "read: look; submit: also create and change; admin: also manage accounts and tenants":
    "read：查看；submit：也可创建和更改；admin：也可管理账号和租户",
  "a note for you": "给您自己的备注",
  "List all keys, without their secrets": "列出全部密钥，不显示密钥本身",
  "id of the key": "密钥的编号",
  "Revoke a key immediately": "立即撤销一个密钥",
  "Show the webhooks of a tenant, and send one again": "查看一个租户的 webhook，并重新发送其中一个",
  "\nExamples:\n  $ hailuo webhooks --tenant studio --state failed\n  $ hailuo webhooks replay evt_0f3a… --tenant studio":
    "\n示例：\n  $ hailuo webhooks --tenant studio --state failed\n  $ hailuo webhooks replay evt_0f3a… --tenant studio",
  "List webhooks, newest first, with their receivers' last answers": "列出 webhook，最新的在前，并显示接收方最近的回答",
  "whose they are": "属于哪个租户",
  "only those": "只看这些",
  "id of the webhook, as the list shows it": "webhook 的编号，见列表",
  "Send a webhook again, under the same id": "用同一个编号重新发送一个 webhook",
  "whose it is": "属于哪个租户",

  // program/json-option.ts
  "for machines: one JSON object a line": "供程序使用：每行一个 JSON 对象",

  // program/machine-commands.ts
  "only of this {0}": "只看这个 {0}",
  "Check Node, Redis, storage and provider, without buying anything": "检查 Node、Redis、存储和服务商，不购买任何东西",
  "\nExamples:\n  $ hailuo doctor\n  $ REDIS_URL=redis://queue:6379 HAILUO_OUT=s3://my-bucket hailuo doctor --json\n\nThe exit code is 0 when everything can be used, else 2.":
    "\n示例：\n  $ hailuo doctor\n  $ REDIS_URL=redis://queue:6379 HAILUO_OUT=s3://my-bucket hailuo doctor --json\n\n全部可用时退出码是 0，否则是 2。",
  "Run workers until they are stopped: create buys tasks, poll waits for them, download stores the videos":
    "运行 worker 直到停止：create 购买任务，poll 等待任务，download 保存视频",
  "\nExamples:\n  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… HAILUO_OUT=s3://my-bucket hailuo worker all\n  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… hailuo worker poll\n\nRun any number on any number of machines: they share the limits of the accounts.\nSIGTERM lets running calls finish.":
    "\n示例：\n  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… HAILUO_OUT=s3://my-bucket hailuo worker all\n  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… hailuo worker poll\n\n可以在任意多台机器上运行任意多个：它们共同遵守账号的限制。\n收到 SIGTERM 后会让进行中的调用结束。",
  "List the workers of the last day, and the stages without a worker": "列出最近一天的 worker，以及没有 worker 的阶段",
  "\nExamples:\n  $ hailuo workers\n  $ hailuo workers --json":
    "\n示例：\n  $ hailuo workers\n  $ hailuo workers --json",
  "Show what happened over the last hour, day or month: made, failed, waited, spent":
    "显示最近一小时、一天或一个月发生了什么：生成、失败、等待、花费",
  "since 30m, 12h or 30d ago, or since a time such as 2026-10-08T09:00:00Z (default: 1h)":
    "30m、12h 或 30d 以来，或某个时间以来（例如 2026-10-08T09:00:00Z；默认：1h）",
  "how long a point lasts (default: the shortest that reaches so far back)":
    "每个点多长（默认：能覆盖这段时间的最短长度）",
  "\nExamples:\n  $ hailuo history\n  $ hailuo history --tenant studio --since 7d\n  $ hailuo history --account default --since 24h --json\n\nMinutes are kept for an hour, hours for a month, days for a year. Waits and slot\ntime are sums: five generations that each wait a minute are 5 min.":
    "\n示例：\n  $ hailuo history\n  $ hailuo history --tenant studio --since 7d\n  $ hailuo history --account default --since 24h --json\n\n分钟数据保留一小时，小时数据保留一个月，天数据保留一年。等待和槽位时间\n是全部生成的总和：五个各等一分钟就是 5 分钟。",
  "Serve the dashboard until it is stopped: it shows why nothing moves, and lets you fix it":
    "提供仪表盘，显示为什么不动并可以处理，直到停止",
  "default: HAILUO_DASHBOARD_PORT or 3000; 0 takes a free one":
    "默认：HAILUO_DASHBOARD_PORT 或 3000；0 表示任意空闲端口",
  "\nExamples:\n  $ REDIS_URL=redis://queue:6379 hailuo dashboard\n  $ HAILUO_DASHBOARD_PASSWORD=… hailuo dashboard --port 8080\n\nWithout a password it listens on this machine only, and is read-only.":
    "\n示例：\n  $ REDIS_URL=redis://queue:6379 hailuo dashboard\n  $ HAILUO_DASHBOARD_PASSWORD=… hailuo dashboard --port 8080\n\n没有密码时只在本机监听，而且只能查看。",
  "Serve everything with a simulated provider until it is stopped: Redis, workers, gateway with a key, dashboard":
    "用模拟的服务商提供全部服务，直到停止：Redis、worker、带密钥的网关、仪表盘",
  "port of the gateway (default: HAILUO_GATEWAY_PORT or 8080, or a free one if that is taken)":
    "网关的端口（默认：HAILUO_GATEWAY_PORT 或 8080，被占用时取空闲端口）",
  "default: HAILUO_DASHBOARD_PORT or 3000, or a free one if that is taken":
    "默认：HAILUO_DASHBOARD_PORT 或 3000，被占用时取空闲端口",
  "how many times faster than the real API videos are made": "生成视频的速度是真实接口的多少倍",
  "\nExamples:\n  $ hailuo dev\n  $ hailuo dev --speed 100 --port 0 --json\n\nIts queue ends with it; the videos stay. It never touches ./.hailuo or REDIS_URL.":
    "\n示例：\n  $ hailuo dev\n  $ hailuo dev --speed 100 --port 0 --json\n\n它的队列随它结束；视频保留。它从不使用 ./.hailuo 或 REDIS_URL。",
  "Delete this folder's queue to start over, after showing what would be deleted; videos stay unless their batch is named":
    "删除这个文件夹的队列并从头开始，先显示将删除什么；视频保留，除非指定了批次",
  "do not ask": "不询问",
  "also delete the stored videos of these batches": "也删除这些批次保存的视频",
  "\nExamples:\n  $ hailuo clean\n  $ hailuo clean --yes --videos spring\n\nIt refuses while another hailuo uses the folder, and if REDIS_URL is set.":
    "\n示例：\n  $ hailuo clean\n  $ hailuo clean --yes --videos spring\n\n有其他 hailuo 正在使用这个文件夹，或设置了 REDIS_URL 时，它会拒绝。",
  "Show the prices in use: the provider's list prices, or your own": "显示使用中的价格：服务商的价目表，或您自己的价格",
  "\nExamples:\n  $ hailuo prices\n  $ HAILUO_PRICES_FILE=contract.json hailuo prices --json":
    "\n示例：\n  $ hailuo prices\n  $ HAILUO_PRICES_FILE=contract.json hailuo prices --json",
  "Show the provider's video templates and their inputs": "显示服务商的视频模板及其输入",
  "\nExamples:\n  $ hailuo templates\n  $ hailuo templates --json":
    "\n示例：\n  $ hailuo templates\n  $ hailuo templates --json",
  "Serve a simulated MiniMax video API for your own tests until it is stopped":
    "为您自己的测试提供模拟的 MiniMax 视频接口，直到停止",
  "address to listen on": "监听的地址",
  "0 takes a free one": "0 表示任意空闲端口",
  "seed of the random numbers": "随机数种子",
  "dialects of the API to serve (default: all)": "提供的接口方言（默认：全部）",
  "unfinished tasks allowed": "允许的未完成任务数",
  "creates allowed in any 60 seconds": "任意 60 秒内允许的创建数",
  "the same for MiniMax-H3 and -Max, which count separately": "同上，用于单独计数的 MiniMax-H3 和 -Max",
  "the same for MiniMax-H3 and -Max": "同上，用于 MiniMax-H3 和 -Max",
  "wait before every answer": "每次回答之前的等待",
  "share of creates that moderation refuses": "被内容审核拒绝的创建比例",
  "share of tasks that fail": "失败的任务比例",
  "size of each video": "每个视频的大小",
  "accepted keys (default: any)": "接受的密钥（默认：任意）",
  "faults that every call meets, or a share: queryReset=0.2; docs/simulator.md lists them":
    "每次调用都会遇到的故障，或其比例：queryReset=0.2；docs/simulator.md 列出全部",
  "also serve a Redis, as it should be or with this fault": "同时提供一个 Redis，正常的或带有这个故障",
  "also serve an S3 to store in, as it should be or with this fault": "同时提供一个用来存储的 S3，正常的或带有这个故障",
  "also serve a proxy that leads to it, with this fault": "同时提供一个通往它的代理，带有这个故障",
  "{0}\n\nExamples:\n  $ hailuo simulate --port 8787 --speed 25\n  $ MINIMAX_BASE_URL=http://127.0.0.1:8787 MINIMAX_API_KEY=any hailuo run prompts.jsonl --out ./videos\n  $ hailuo simulate --redis full --s3 slow --proxy login --fault downloadGzip\nIt prints what to set for `hailuo doctor` and `hailuo run`. Its requests and costs are at /__stats.":
    "{0}\n\n示例：\n  $ hailuo simulate --port 8787 --speed 25\n  $ MINIMAX_BASE_URL=http://127.0.0.1:8787 MINIMAX_API_KEY=any hailuo run prompts.jsonl --out ./videos\n  $ hailuo simulate --redis full --s3 slow --proxy login --fault downloadGzip\n它会显示 `hailuo doctor` 和 `hailuo run` 需要的设置。它的请求和费用在 /__stats。",
  "stage to run": "要运行的阶段",

  // program/prompt-commands.ts
  "a table (CSV, TSV, XLSX, ODS), JSON, JSON lines, or one prompt a line; also gzipped; - is standard input":
    "表格（CSV、TSV、XLSX、ODS）、JSON、JSON Lines，或每行一条提示词；也可以是 gzip；- 表示标准输入",
  '\nA line of JSONL (the columns of a table have the same names):\n  {"custom_id": "cat-1", "model": "MiniMax-Hailuo-2.3", "prompt": "A cat yawns"}\nFields: model, prompt, image_url, last_frame_image, duration (seconds),\n  resolution ({0}), enable_prompt_expansion,\n  custom_id (your own name, any text; it becomes the file name). All: docs/files.md\nModels: {1}\nTemplates: `hailuo templates` lists them\n':
    '\nJSONL 的一行（表格的列名相同）：\n  {"custom_id": "cat-1", "model": "MiniMax-Hailuo-2.3", "prompt": "一只猫打哈欠"}\n字段：model、prompt、image_url、last_frame_image、duration（秒）、\n  resolution（{0}）、enable_prompt_expansion、\n  custom_id（您自己的名称，任意文字；用作文件名）。全部字段：docs/zh/files.md\n模型：{1}\n模板：`hailuo templates` 列出它们\n',
  "{0}; without it, --batch names the batch to continue": "{0}；不写：用 --batch 继续",
  "Make all videos of a file in this process; run it again to continue":
    "在本进程中生成文件里的全部视频；再次运行就会继续",
  "store the rest of the batch in --out, although it has another place":
    "把批次其余的视频保存到 --out，即使它原来在别处",
  "unfinished tasks at the provider at once (default: HAILUO_MAX_IN_FLIGHT or 20)":
    "服务商处同时未完成的任务数（默认：HAILUO_MAX_IN_FLIGHT 或 20）",
  "tasks started per minute (default: HAILUO_CREATE_PER_MINUTE or 20)":
    "每分钟开始的任务数（默认：HAILUO_CREATE_PER_MINUTE 或 20）",
  "use a simulated provider, without a key; speed: how many times faster than the real one":
    "使用模拟的服务商，不需要密钥；speed：速度是真实的多少倍",
  '{0}\nExamples:\n  $ hailuo run prompts.jsonl --out ./videos --simulate\n  $ MINIMAX_API_KEY=… hailuo run prompts.csv --out s3://my-bucket/spring --max-in-flight 40\n  $ hailuo run --batch spring\n  $ echo "A paper boat in the rain" | hailuo run - --out ./videos --resolution 1080P\n\nWithout REDIS_URL it uses the folder\'s own Redis, whose data is in\nHAILUO_STATE_DIR (./.hailuo) and which other commands share. After Ctrl-C, run\nthe same command again to continue; nothing is bought twice. A run works on its\nown batch: what another run left waits until `hailuo run --batch NAME` continues\nit or `hailuo cancel` ends it.':
    '{0}\n示例：\n  $ hailuo run prompts.jsonl --out ./videos --simulate\n  $ MINIMAX_API_KEY=… hailuo run prompts.csv --out s3://my-bucket/spring --max-in-flight 40\n  $ hailuo run --batch spring\n  $ echo "雨中的一只纸船" | hailuo run - --out ./videos --resolution 1080P\n\n没有设置 REDIS_URL 时，使用文件夹自己的 Redis，数据在\nHAILUO_STATE_DIR（./.hailuo），其他命令共用它。按 Ctrl-C 之后，再次运行同一条\n命令就会继续；不会重复购买。一次 run 只生成自己的批次：其他 run 剩下的会等待，\n直到 `hailuo run --batch NAME` 继续它，或 `hailuo cancel` 结束它。',
  "Enqueue all prompts of a file for running workers": "把文件里的全部提示词加入队列，由正在运行的 worker 生成",
  "tenant that the videos belong to; tenants share the accounts by weight (default: default)":
    "视频所属的租户；租户按权重共用账号（默认：default）",
  "{0}\nExamples:\n  $ REDIS_URL=redis://queue:6379 hailuo submit prompts.jsonl --batch spring\n  $ hailuo watch spring\n\nNothing is enqueued if a line has an error. Submitting the same file again adds\nnothing twice.":
    "{0}\n示例：\n  $ REDIS_URL=redis://queue:6379 hailuo submit prompts.jsonl --batch spring\n  $ hailuo watch spring\n\n只要有一行有错误，就什么都不加入队列。再次提交同一个文件不会重复添加。",
  "name of the batch (default: from the file's name and path)": "批次名称（默认：取自文件的名称和路径）",
  "format of the input (default: detected from its content)": "输入的格式（默认：按内容识别）",
  "sheet of a workbook: its name, or its number from 1 (default: the first)":
    "工作簿中的工作表：名称，或从 1 开始的序号（默认：第一个）",
  "encoding of the text, if it cannot be detected: utf-16le, utf-16be, windows-1252, gbk":
    "文本的编码，无法识别时使用：utf-16le、utf-16be、windows-1252、gbk",
  "refuse unknown columns and keys; without it they are left out": "拒绝未知的列和字段；不加时会忽略它们",
  "model of lines that name none (default for plain text: MiniMax-Hailuo-2.3)":
    "没有写模型的行使用的模型（纯文本默认：MiniMax-Hailuo-2.3）",
  "duration of lines that name none": "没有写时长的行使用的时长",
  "resolution of lines that name none": "没有写分辨率的行使用的分辨率",
  "leave out lines with errors; without it, one error stops the whole file":
    "跳过有错误的行；不加时，一个错误就会停止整个文件",
  "buy requests again that another batch already has; without it, one such request stops the whole file":
    "再次购买其他批次已有的请求；不加时，一个这样的请求就会停止整个文件",
  "leave out requests that another batch already has": "跳过其他批次已有的请求",
  "make lines that have changed since they were enqueued again; their earlier videos are kept":
    "重新生成加入批次以后改动过的行；之前的视频保留",
  "write the lines with errors to a CSV, each with its error; correct them there and run that file":
    "把有错误的行写入 CSV，每行带有它的错误；在那里改正，再运行那个文件",
  "do not ask for confirmation (without it, a cost above HAILUO_ASK_ABOVE, 50 USD, asks)":
    "不要求确认（不加时，费用超过 HAILUO_ASK_ABOVE，即 50 美元，会询问）",
  "report cost and duration; enqueue and buy nothing": "报告费用和时间；不加入队列，不购买",
  "most that the batch may cost, e.g. 50usd; a video starts only if its price fits":
    "批次最多花费多少，例如 50usd；价格在预算之内才开始一个视频",
  "start no more videos once a larger share of the batch has failed, 0 to 1":
    "批次中失败的比例超过这个值时，不再开始新的视频，0 到 1",
  "what you call the batch; `hailuo batches` shows it": "您给批次起的名称；`hailuo batches` 会显示",
  "a tag of the batch, to find it by; may be repeated": "批次的标签，用来查找；可重复",
  "a note about the batch for yourself; may be repeated": "给您自己的批次备注；可重复",

  // program/replay-commands.ts
  "id of a generation in submission_unknown (with --fail also overdue or cancelling)":
    "状态为 submission_unknown 的生成的编号（--fail 也可用于 overdue 或 cancelling）",
  "Decide a create whose answer was lost; without an option, list the provider's tasks that may belong to it":
    "决定丢失了回答的创建；不加选项时，列出服务商处可能属于它的任务",
  "all generations of this batch that need a decision, with --resubmit or --fail":
    "这个批次中全部需要决定的生成，与 --resubmit 或 --fail 一起使用",
  "continue with this task, after the provider has confirmed it; buys nothing": "继续这个任务，先由服务商确认；不购买",
  "buy it again, unless the provider lists a task that may belong to it": "再次购买，除非服务商列出了可能属于它的任务",
  "give it up and free its slot": "放弃它并释放槽位",
  "with --resubmit: buy it again whatever the provider lists": "与 --resubmit 一起：不管服务商列出什么都再次购买",
  "with --batch: say how many there are and what they would cost; change nothing":
    "与 --batch 一起：只显示有多少、花费多少；不做更改",
  "\nExamples:\n  $ hailuo list --state submission_unknown\n  $ hailuo resolve gen_019f…\n  $ hailuo resolve gen_019f… --task 176843862716480\n  $ hailuo resolve --batch spring --resubmit --dry-run\n\nCheck the provider's console first: --resubmit pays twice if the first create was\naccepted.":
    "\n示例：\n  $ hailuo list --state submission_unknown\n  $ hailuo resolve gen_019f…\n  $ hailuo resolve gen_019f… --task 176843862716480\n  $ hailuo resolve --batch spring --resubmit --dry-run\n\n请先查看服务商的控制台：如果第一次创建已被接受，--resubmit 会付两次钱。",
  "id of a failed generation": "失败的生成的编号",
  "Run the failed stage of failed generations again; buys only with --rebuy":
    "重新执行失败生成的失败阶段；只有 --rebuy 才会购买",
  "all failed generations of this batch": "这个批次中全部失败的生成",
  "only those with this error code": "只看这个错误代码的",
  "buy those again that have no video": "没有视频的再次购买",
  "with --rebuy ID: buy it although its video may still be downloaded":
    "与 --rebuy ID 一起：即使它的视频可能还能下载也再次购买",
  "download videos again that are gone from storage; buys nothing": "重新下载已不在存储中的视频；不购买",
  "all failed generations that meet these conditions, after asking": "符合这些条件的全部失败生成，先询问",
  "with --where: say how many there are and what they would cost; change nothing":
    "与 --where 一起：只显示有多少、花费多少；不做更改",
  "\nExamples:\n  $ hailuo retry gen_019f…\n  $ hailuo retry --where 'code=video_flagged ended<1h' --dry-run\n  $ hailuo retry --batch spring --code download_storage\n  $ hailuo retry --batch spring --code video_flagged --rebuy\n  $ hailuo retry --batch spring --missing\n\nA failed download is tried again. A task that failed has no video: only --rebuy\nmakes another one, and it costs money.":
    "\n示例：\n  $ hailuo retry gen_019f…\n  $ hailuo retry --where 'code=video_flagged ended<1h' --dry-run\n  $ hailuo retry --batch spring --code download_storage\n  $ hailuo retry --batch spring --code video_flagged --rebuy\n  $ hailuo retry --batch spring --missing\n\n失败的下载会重试。失败的任务没有视频：只有 --rebuy 才会再生成一个，\n而且要付费。",
  "id of a generation that waits, or has ended": "等待中或已经结束的生成的编号",
  "Change a request and make it again; if it has ended, as its next take":
    "修改请求并重新生成；已经结束的作为下一个版本",
  "the new prompt": "新的提示词",
  "another model": "其他模型",
  "another duration": "其他时长",
  "another resolution": "其他分辨率",
  "any other field of the request; may be repeated; without a value the field is removed":
    "请求的任意其他字段，可重复；不写值表示去掉",
  '\nExamples:\n  $ hailuo list --state failed\n  $ hailuo edit gen_019f… --prompt "A calm sea at dawn"\n  $ hailuo edit gen_019f… --duration 10 --set image_url=\n\nThe video of the earlier take is kept (NAME.take1.mp4). A change of the line in its\nfile does the same: `hailuo run FILE` asks, or say --replace.':
    '\n示例：\n  $ hailuo list --state failed\n  $ hailuo edit gen_019f… --prompt "黎明时平静的大海"\n  $ hailuo edit gen_019f… --duration 10 --set image_url=\n\n之前版本的视频会保留（NAME.take1.mp4）。修改文件中的那一行有同样的效果：\n`hailuo run FILE` 会询问，也可以直接写 --replace。',
  "ids of finished MiniMax-H3 videos in 768P": "已完成的 768P MiniMax-H3 视频的编号",
  "Make finished videos again in a higher resolution, so that you can draft cheaply and enlarge the ones you pick":
    "用更高的分辨率重新生成已完成的视频：先便宜地打样，再放大选中的",
  "resolution of the new videos": "新视频的分辨率",
  "make it from the stored video with its prompt and media, or from its task, which MiniMax allows for some accounts only":
    "从保存的视频及其提示词和素材生成，或从它的任务生成（MiniMax 只允许部分账号）",
  "batch of the new videos (default: the batch of each with its resolution, e.g. spring-2K)":
    "新视频的批次（默认：各自的批次名加上分辨率，例如 spring-2K）",
  "report what they would cost; buy nothing": "报告费用；不购买",
  "\nExamples:\n  $ hailuo upscale gen_019f… --resolution 2K\n  $ hailuo upscale gen_019f… gen_01a0… --dry-run\n\nRunning the same command again buys nothing twice. Each second is charged, in\naddition to the price of the first video.":
    "\n示例：\n  $ hailuo upscale gen_019f… --resolution 2K\n  $ hailuo upscale gen_019f… gen_01a0… --dry-run\n\n再次运行同一条命令不会重复购买。按秒收费，\n在第一个视频的价格之外另收。",

  // progress/notices.ts
  "! needs you": "! 需要您处理",
  "■ stopped": "■ 已停止",
  "~ slowed": "~ 变慢",
  "· note": "· 提示",
  "… waiting": "… 等待中",
  "{0} may have been bought, as the {1} lost. None is sent again by itself.":
    "{0} 个可能已经购买，因为{-1}回答丢失了。不会自动再次发送。",
  "{0} In a real run, `hailuo resolve ID` decides.": "{0}在真实的运行中，由 `hailuo resolve ID` 决定。",
  "{0} `hailuo list --batch {1} --state submission_unknown` lists them; `hailuo resolve ID` decides.":
    "{0}`hailuo list --batch {1} --state submission_unknown` 列出它们；由 `hailuo resolve ID` 决定。",
  "{0} {1} not where {2} stored.": "{0} 个视频{-1}不在{-2}当初保存的位置。",
  "{0} `hailuo retry --batch {1} --missing` downloads them again and buys nothing.":
    "{0}`hailuo retry --batch {1} --missing` 重新下载它们，不购买。",
  "{0} {1} not started": "{0} 个{-1}没有开始",
  "Run it again with a higher {0}.": "请用更高的 {0} 再次运行。",
  "`hailuo batches set {0} {1} {2}`, or a run with a higher {3}, goes on.":
    "用 `hailuo batches set {0} {1} {2}`，或用更高的 {3} 再次运行，就会继续。",
  "{0}: the budget has no room for the next. {1}": "{0}：预算不够下一个。{1}",
  "{0}: there is a budget, but the next one has no known price. Add one to HAILUO_PRICES_FILE, or run it with --budget none.":
    "{0}：设置了预算，但下一个的价格未知。请在 HAILUO_PRICES_FILE 中添加价格，或用 --budget none 运行。",
  "{0}: too many failed. {1}": "{0}：失败过多。{1}",
  "{0}: the batch was rejected because of invalid lines.": "{0}：批次因有错误的行而被拒绝。",

  // progress/plain-line.ts
  "{0}/{1} done": "完成 {0}/{1}",
  "{0} downloading": "下载中 {0}",
  "{0} generating": "生成中 {0}",
  "{0} queued": "排队 {0}",
  "{0} cancelled": "已取消 {0}",
  "{0} need attention": "需要处理 {0}",
  simulated: "模拟",

  // progress/progress-view.ts
  creating: "正在创建",
  overdue: "已超时",
  cancelling: "正在取消",
  "last failure: {0}": "最近的失败：{0}",
  " · {0}/{1} slots": " · 槽位 {0}/{1}",
  " · simulated": " · 模拟",
  " {0} of {1} done{2}{3}": " 已完成 {0}/{1}{2}{3}",
  "… videos/min": "… 个视频/分钟",
  "{0} videos/min": "{0} 个视频/分钟",
  "of simulated money": "（模拟的钱）",
  "{0} · {1} · elapsed {2}{3}": "{0} · {1} · 已用 {2}{3}",
  "ETA …": "预计剩余 …",
  "ETA about {0}": "预计剩余约 {0}",
  "ETA {0}": "预计剩余 {0}",

  // results/failure-groups.ts
  "no reason was recorded": "没有记录原因",

  // results/summary.ts
  " in {0}": "，在 {0}",
  "{0} of {1} succeeded{2}": "{1} 个中有 {0} 个成功{2}",
  "{0} of simulated money: nothing was bought": "{0} 模拟的钱：没有真正购买",
  "{0} spent, by the list prices": "按价目表花费 {0}",
  "`hailuo gallery {0}` prints a link": "`hailuo gallery {0}` 会显示链接",
  "Look at them: {0}": "观看：{0}",
  "! The gallery could not be written: {0}": "! 画廊无法写入：{0}",
  "One line per generation: {0}": "每个生成一行：{0}",
  "The same as a table: results.csv beside it": "同样内容的表格：旁边的 results.csv",
  "✘ {0} failed: {1}": "✘ {0} 个失败：{1}",
  "! {0} {1} missing from storage": "! {0} 个视频{-1}不在存储中",
  "    `hailuo retry --batch {0} --missing` downloads them again and buys nothing.":
    "    `hailuo retry --batch {0} --missing` 重新下载它们，不购买。",
  "! Some videos differ from what was bought:": "! 有些视频与购买的内容不符：",
  "    results.jsonl names them.": "    results.jsonl 中有它们的名称。",
  "    `hailuo results {0} --warnings` names them.": "    `hailuo results {0} --warnings` 列出它们。",
  "! {0} may or may not have been bought: the answer of the provider was lost":
    "! {0} 个可能已经购买，也可能没有：服务商的回答丢失了",
  "    They are never sent again automatically. In a real run, `hailuo resolve ID` decides; a simulated one ends here.":
    "    它们不会自动再次发送。在真实的运行中由 `hailuo resolve ID` 决定；模拟的运行到此结束。",
  "    They are never sent again automatically. Check the provider's console, then run `hailuo resolve ID --task TASK_ID | --resubmit | --fail`.":
    "    它们不会自动再次发送。请先查看服务商的控制台，再运行 `hailuo resolve ID --task TASK_ID | --resubmit | --fail`。",

  // results/video-words.ts
  "no picture": "没有画面",
  "no sound": "没有声音",
  "sound {0}": "声音 {0}",
  "{0} after its last box": "最后一个 box 之后有 {0}",
  "its boxes say nothing": "文件没有说明内容",
  "without a picture": "没有画面",
  "more than a second longer or shorter than requested": "比请求的长或短一秒以上",
  "in another resolution than requested": "分辨率与请求的不同",
  "whose MP4 boxes do not say what they contain": "MP4 文件没有说明内容",
  "with bytes after the last box, which players ignore": "最后一个 box 之后还有字节，播放器会忽略",

  // run/changed-items.ts
  ", and {0} new": "，以及 {0} 个新的",
  "at least {0}": "至少 {0}",
  "up to {0}": "最多 {0}",
  "Make {0} again{1}, for {2}?": "重新生成{0}{1}，价格{2}？",
  "these {0}": "这 {0} 个",
  "{0} {1} changed since batch {2} was enqueued:": "批次 {2} 加入队列以后，有 {0} 行{-1}改动：",
  "    {0} was: {1}": "    {0} 原来：{1}",
  "    {0} now: {1}": "    {0} 现在：{1}",
  "    it was edited since: this is what take {0} was made of": "    它后来被编辑过：这是版本 {0} 使用的内容",
  "cannot be changed now": "现在不能更改",
  "take {0} {1}, take {2} costs {3}": "版本 {0} {1}，版本 {2} 的价格是 {3}",
  ", was {0}": "，原来 {0}",
  "not made yet, changed where it waits ({0}{1})": "还没有生成，在等待中就地更改（{0}{1}）",
  "(not set)": "（未设置）",
  "{0} new": "新增 {0}",
  "{0} changed": "改动 {0}",
  "{0} the same": "相同 {0}",
  "; {0} of the batch {1} not in the file, and {2}": "；批次中有 {0} 个{-1}不在文件里，{-2}保持原样",
  "Set against batch {0}: {1}{2}.": "与批次 {0} 相比：{1}{2}。",
  "Nothing is left to enqueue.": "没有要加入队列的内容了。",
  "Cost of what is new: {0}.": "新增部分的费用：{0}。",
  "Cost of what is {0}changed: {1}.": "{0}改动部分的费用：{1}。",
  "new or ": "新增和",
  "1 line has changed and is made again": "1 行有改动，将重新生成",
  "{0} lines have changed and are made again": "{0} 行有改动，将重新生成",
  "{0}; videos of earlier takes are kept (NAME.take1.mp4)": "{0}；之前版本的视频会保留（NAME.take1.mp4）",

  // run/check-twin-options.ts
  "--again buys requests again that other batches have, --only-new leaves them out: use one of them.":
    "--again 再次购买其他批次已有的请求，--only-new 跳过它们：请只用其中一个。",

  // run/choose-place.ts
  "batch {0} has its videos in {1}{2}": "批次 {0} 的视频在{2} {1}",
  "{0}, and the rest of it goes there; with --move it goes to {1}": "{0}，其余的也会放在那里；加 --move 则放到 {1}",
  "The {0}. Run it there, or add --move to store the rest of it in {1}.":
    "{0}。请在那里运行，或加 --move 把其余的保存到 {1}。",
  " on {0}": " {0} 的",
  " at {0}": " {0} 的",

  // run/left-over.ts
  "{0} more batches are left as well; `hailuo batches` lists them":
    "另外还有 {0} 个批次没有完成；`hailuo batches` 列出它们",
  "{0} {1} being made": "{0} 个{-1}正在生成",
  "batch {0}: {1} and {2} slots until then; `hailuo status {3}` shows {4}":
    "批次 {0}：{1}，{-2}在此之前占用槽位；`hailuo status {3}` 显示{-4}它们",
  "at least": "至少",
  "up to": "最多",
  "batch {0}: {1} of {2} {3} not started{4} and {5} left": "批次 {0}：{2} 个中有 {1} 个{-3}没有开始{4}，{-5}还留着",
  "{0}{1}; `{2}` goes on, `{3}` ends it": "{0}{1}；`{2}` 会继续，`{3}` 会结束它",

  // run/made-before-error.ts
  "{0} Nothing was enqueued: --only-new leaves them out, --again buys them again.":
    "{0}没有任何内容加入队列：--only-new 跳过它们，--again 再次购买。",
  "{0} in batch {1}": "批次 {1} 中 {0} 个",
  "and more in others": "其他批次中还有",
  " Leaving them out saves {0} {1}.": "跳过它们可节省{0} {1}。",
  "{0} of {1} {2} {3} made or under way already: {4}.{5}": "{1} 个请求{-2}中有 {0} 个{-3}已经生成或正在生成：{4}。{5}",

  // run/ready-workers.ts
  "a run needs {0} connections, and some were refused": "一次 run 需要 {0} 个连接，其中一些被拒绝",

  // run/usable-folder.ts
  "The videos of batch {0} cannot go into {1}: {2}.": "批次 {0} 的视频不能放进 {1}：{2}。",

  // stand/open-stand.ts
  "{0} is for one account; with HAILUO_ACCOUNTS_FILE the limits stand in {1}, for each account its own.":
    "{0} 用于单个账号；使用 HAILUO_ACCOUNTS_FILE 时，限制写在 {1} 里，每个账号各自设置。",
  "MINIMAX_API_KEY is not set. Set it to a key of your MiniMax account, or add --simulate to try it without one.":
    "没有设置 MINIMAX_API_KEY。请设置为您 MiniMax 账号的密钥，或加 --simulate 不用密钥试用。",
  "provider: simulated, {0} times as fast as the real one, at {1}": "服务商：模拟，速度是真实的 {0} 倍，在 {1}",
  "The Redis of this run has ended. Run the command again.": "这次运行的 Redis 已经结束。请再次运行命令。",
  "redis: {0}, for this run only": "redis：{0}，仅供这次运行",
  "{0} cannot be used now: {1}": "{0} 现在不能使用：{1}",

  // stand/patience.ts
  "Redis at {0} gives no answer; waiting for it, up to {1} s (Ctrl-C stops)":
    "{0} 的 Redis 没有应答；正在等待，最多 {1} 秒（按 Ctrl-C 停止）",

  // stand/use-redis.ts
  "There is no Redis to read: set REDIS_URL, or use `hailuo run` first, which keeps its own Redis in {0}.":
    "没有可以读取的 Redis：请设置 REDIS_URL，或先使用 `hailuo run`，它在 {0} 中保存自己的 Redis。",
  "redis: this folder's own, in {0}{1}": "redis：这个文件夹自己的，在 {0}{1}",
  ", shared with {0}": "，与 {0} 共用",

  // stand/with-change.ts
  "The audit has no entry of this, since it could not be written ({0}); it was {1} all the same.":
    "审计记录中没有这一条，因为无法写入（{0}）；但结果仍是 {1}。",
  "The audit has no entry of this, since it could not be written ({0}); the change was made.":
    "审计记录中没有这一条，因为无法写入（{0}）；更改已经完成。",
};
