import type { CallType, Dialect, FilingDialect } from "./dialects/dialect.ts";
import { keyRefusal, windowRefusal } from "./gate.ts";
import { refusal, type Refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import { isKnown, isOver, stageOf, type Task } from "./tasks.ts";
import { rollFault, type World } from "./world.ts";

/** A link to what was never there. */
const NO_TASK = "gone";

export interface ReadCall {
  readonly dialect: Dialect;
  readonly authorization: string | undefined;
  /** Where the host of links will be. */
  readonly origin: string;
}

interface FileCall extends ReadCall {
  readonly dialect: FilingDialect;
  readonly fileId: string;
}

export function handleQuery(world: World, call: ReadCall & { readonly taskId: string }): Reply {
  const { dialect } = call;
  const { linkTtlMs } = world.settings;
  const fault = rollFault(world, "query");
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "queryReset" || fault === "queryHang" || fault === "query502Html") return faultedReply(world, fault);

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, dialect.side, "query");
  if (gate !== undefined) return refusedRead(world, dialect, "query", gate);
  if (fault === "query500") return refusedRead(world, dialect, "query", { ...refusal(1024), outright: true });
  if (fault === "query1000") return refusedRead(world, dialect, "query", refusal(1000));
  if (fault === "query1002") return refusedRead(world, dialect, "query", refusal(1002));

  const now = world.now();
  const task = fault === "queryNotFound" ? undefined : knownTask(world, dialect, call.taskId);
  if (task === undefined) {
    world.refusedReads.add("unknownTask");
    return answer(dialect.unknownTask("query"));
  }
  noteQuery(world, task, now);
  const word = fault === "queryUnknownStatus" ? { word: "Archiving" } : {};
  const stage = stageOf(task, now);
  const link = (): string =>
    call.origin + world.links.sign(task.id, fault === "queryLinkExpired" ? now - 60_000 : now + linkTtlMs);
  const told = dialect.status(task, stage, { sparse: world.settings.sparseRunningStatus, ...word, link });
  if (fault === "queryTruncated") return { kind: "cut", answer: told };
  if (isOver(stage) && fault === undefined) task.endReportedAt ??= now;
  return answer(told);
}

export function handleFile(world: World, call: FileCall): Reply {
  const { dialect } = call;
  const { linkTtlMs, backupLinks } = world.settings;
  const fault = rollFault(world, "file");
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "fileReset" || fault === "fileHang" || fault === "file502Html") return faultedReply(world, fault);

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, dialect.side, "file");
  if (gate !== undefined) return refusedRead(world, dialect, "file", gate);
  if (fault === "fileError") return refusedRead(world, dialect, "file", refusal(1000));
  if (fault === "file1002") return refusedRead(world, dialect, "file", refusal(1002));

  const task = finishedByFile(world, dialect, call.fileId);
  if (task === undefined) return unknownFile(world, dialect);
  task.fileCalls += 1;
  const now = world.now();
  const sign = (taskId: string, expiresAt: number): string => call.origin + world.links.sign(taskId, expiresAt);
  const good = sign(task.id, now + linkTtlMs);
  const first =
    fault === "linkExpired"
      ? sign(task.id, now - 60_000)
      : fault === "linkGone"
        ? sign(NO_TASK, now + linkTtlMs)
        : good;
  return answer(dialect.file(task, { downloadUrl: first, ...(backupLinks && { backupUrl: good }) }));
}

/** The bytes at once, with the key: `files/retrieve_content`. */
export function handleContent(world: World, call: FileCall): Reply {
  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, call.dialect.side, "file");
  if (gate !== undefined) return refusedRead(world, call.dialect, "content", gate);
  const task = finishedByFile(world, call.dialect, call.fileId);
  return task === undefined ? unknownFile(world, call.dialect) : { kind: "video", task };
}

export function refusedRead(world: World, dialect: Dialect, kind: CallType, why: Refusal): Reply {
  world.refusedReads.add(String(why.code));
  return answer(dialect.refused(kind, why));
}

/** What has the same form for every call that reads. */
export function faultedReply(world: World, fault: string): Reply {
  if (fault.endsWith("Reset")) return { kind: "reset" };
  if (fault.endsWith("Hang")) return { kind: "hang", hangMs: world.settings.faults.hangMs ?? 60_000 };
  return { kind: "html", httpStatus: 502, title: "502 Bad Gateway" };
}

function unknownFile(world: World, dialect: FilingDialect): Reply {
  world.refusedReads.add("unknownFile");
  return answer(dialect.unknownFile());
}

function finishedByFile(world: World, dialect: Dialect, fileId: string): Task | undefined {
  const task = understands(dialect, fileId) ? world.tasks.byFileId(fileId) : undefined;
  return task?.side === dialect.side && stageOf(task, world.now()) === "success" ? task : undefined;
}

/** Each side knows its own tasks only. */
function knownTask(world: World, dialect: Dialect, taskId: string): Task | undefined {
  const task = understands(dialect, taskId) ? world.tasks.byId(taskId) : undefined;
  return task?.side === dialect.side && isKnown(task, world.now()) ? task : undefined;
}

/** minimax-v1's ids are integers: it cannot know one in hex. */
function understands(dialect: Dialect, id: string): boolean {
  return dialect.idStyle === "hex" || /^\d{1,19}$/.test(id);
}

function noteQuery(world: World, task: Task, now: number): void {
  task.queries += 1;
  if (task.lastQueryAt !== undefined)
    world.shortestQueryGapMs = Math.min(world.shortestQueryGapMs ?? Infinity, now - task.lastQueryAt);
  task.lastQueryAt = now;
}
