import type { Dialect } from "./dialects/dialect.ts";
import { keyRefusal, windowRefusal } from "./gate.ts";
import { refusal, type Refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import { stageOf, type Task } from "./tasks.ts";
import type { World } from "./world.ts";

export interface ReadCall {
  readonly dialect: Dialect;
  readonly authorization: string | undefined;
}

export function handleQuery(world: World, call: ReadCall & { readonly taskId: string }): Reply {
  const { dialect } = call;
  const { faults } = world.settings;
  const fault = world.dice.roll("query", faults, faults.script ?? []);
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "queryReset") return { kind: "reset" };
  if (fault === "queryHang") return { kind: "hang", hangMs: faults.hangMs ?? 60_000 };
  if (fault === "query502Html") return { kind: "html", httpStatus: 502, title: "502 Bad Gateway" };

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, "query");
  if (gate !== undefined) return refused(world, dialect, "query", gate);
  if (fault === "query500") return refused(world, dialect, "query", { ...refusal(1024), outright: true });
  if (fault === "query1000") return refused(world, dialect, "query", refusal(1000));
  if (fault === "query1002") return refused(world, dialect, "query", refusal(1002));

  const task = understands(dialect, call.taskId) ? world.tasks.byId(call.taskId) : undefined;
  if (task === undefined) {
    world.refusedReads.add("unknownTask");
    return answer(dialect.unknownTask());
  }
  const now = world.now();
  noteQuery(world, task, now);
  const word = fault === "queryUnknownStatus" ? { word: "Archiving" } : {};
  const stage = stageOf(task, now);
  const told = dialect.status(task, stage, { sparse: world.settings.sparseRunningStatus, ...word });
  if (fault === "queryTruncated") return { kind: "cut", answer: told };
  if ((stage === "success" || stage === "fail") && fault === undefined) task.endReportedAt ??= now;
  return answer(told);
}

/** `origin` is where the link's host will be. */
export function handleFile(world: World, call: ReadCall & { readonly fileId: string; readonly origin: string }): Reply {
  const { dialect } = call;
  const { faults, linkTtlMs } = world.settings;
  const fault = world.dice.roll("file", faults, faults.script ?? []);
  if (fault !== undefined) world.faults.add(fault);
  if (fault === "fileReset") return { kind: "reset" };
  if (fault === "fileHang") return { kind: "hang", hangMs: faults.hangMs ?? 60_000 };
  if (fault === "file502Html") return { kind: "html", httpStatus: 502, title: "502 Bad Gateway" };

  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, "file");
  if (gate !== undefined) return refused(world, dialect, "file", gate);
  if (fault === "fileError") return refused(world, dialect, "file", refusal(1000));
  if (fault === "file1002") return refused(world, dialect, "file", refusal(1002));

  const task = finishedByFile(world, dialect, call.fileId);
  if (task === undefined) return unknownFile(world, dialect);
  task.fileCalls += 1;
  const now = world.now();
  const expiresAt = fault === "linkExpired" ? now - 60_000 : now + linkTtlMs;
  return answer(dialect.file(task, call.origin + world.links.sign(task.id, expiresAt)));
}

/** The bytes at once, with the key: `files/retrieve_content`. */
export function handleContent(world: World, call: ReadCall & { readonly fileId: string }): Reply {
  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, "file");
  if (gate !== undefined) return refused(world, call.dialect, "content", gate);
  const task = finishedByFile(world, call.dialect, call.fileId);
  return task === undefined ? unknownFile(world, call.dialect) : { kind: "video", task };
}

function refused(world: World, dialect: Dialect, kind: "query" | "file" | "content", why: Refusal): Reply {
  world.refusedReads.add(String(why.code));
  return answer(dialect.refused(kind, why));
}

function unknownFile(world: World, dialect: Dialect): Reply {
  world.refusedReads.add("unknownFile");
  return answer(dialect.unknownFile());
}

function finishedByFile(world: World, dialect: Dialect, fileId: string): Task | undefined {
  const task = understands(dialect, fileId) ? world.tasks.byFileId(fileId) : undefined;
  return task !== undefined && stageOf(task, world.now()) === "success" ? task : undefined;
}

/** minimax-v1's ids are integers: it cannot know one in hex. */
function understands(dialect: Dialect, id: string): boolean {
  return dialect.idStyle === "hex" || /^\d{1,19}$/.test(id);
}

function noteQuery(world: World, task: Task, now: number): void {
  task.queries += 1;
  if (task.lastQueryAt !== undefined) world.shortestQueryGapMs = Math.min(world.shortestQueryGapMs ?? Infinity, now - task.lastQueryAt);
  task.lastQueryAt = now;
}
