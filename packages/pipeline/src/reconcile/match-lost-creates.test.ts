import { describe, expect, test } from "@jest/globals";
import type { ListedTask, LostCreate } from "@hailuo-queue/contracts";
import fc from "fast-check";
import { LOST_SKEW_MS, matchLostCreates } from "./match-lost-creates.ts";

const AT = 1_790_000_000_000;
const TIMEOUT_MS = 20_000;
const LATER = AT + 10 * 60_000;

function lost(generationId: string, changes: Partial<LostCreate> = {}): LostCreate {
  return {
    generationId,
    run: 1,
    submittedAt: AT,
    model: "MiniMax-H3",
    duration: 5,
    resolution: "768P",
    ratio: "16:9",
    ...changes,
  };
}

function listed(taskId: string, changes: Partial<ListedTask> = {}): ListedTask {
  const asked = { model: "MiniMax-H3", duration: 5, resolution: "768P", ratio: "16:9", taskType: "generation" };
  return { taskId, task: { status: "running", rawStatus: "running" }, createdAt: AT + 1000, ...asked, ...changes };
}

/** What becomes of the first one. */
function judge(facts: Partial<Parameters<typeof matchLostCreates>[0]>): string {
  const waiting = facts.waiting ?? [lost("g1")];
  const [decision] = matchLostCreates({
    rivals: waiting,
    tasks: [listed("t1")],
    timeoutMs: TIMEOUT_MS,
    nowMs: LATER,
    ...facts,
    waiting,
  });
  if (decision === undefined) return "too early";
  if (decision.type === "adopt") return `adopts ${decision.taskId}`;
  const { complete, candidates, rivals } = decision.lookup;
  return `waits: ${candidates.map(({ taskId }) => taskId).join(" ") || "none"}${rivals > 0 ? `, ${rivals} rivals` : ""}${complete ? "" : ", incomplete"}`;
}

const end = AT + TIMEOUT_MS + LOST_SKEW_MS;

describe("a create whose answer was lost", () => {
  test.each<[string, Parameters<typeof judge>[0], string]>([
    ["takes the one task that fits", {}, "adopts t1"],
    [
      "takes one that is over, however it ended",
      { tasks: [listed("t1", { task: { status: "failed", rawStatus: "failed" } })] },
      "adopts t1",
    ],
    ["takes nothing before its time is over", { nowMs: end }, "too early"],
    ["takes it right after", { nowMs: end + 1 }, "adopts t1"],
    ["has none in an empty list", { tasks: [] }, "waits: none"],
    ["is shown the older ones first", { tasks: [listed("t1"), listed("t2", { createdAt: AT })] }, "waits: t2 t1"],
    ["cannot choose between two", { tasks: [listed("t1"), listed("t2")] }, "waits: t1 t2"],
    [
      "cannot know whose a task is that fits two",
      { waiting: [lost("g1"), lost("g2", { submittedAt: AT + 60_000 })] },
      "waits: t1, 1 rivals",
    ],
    [
      "nor where the other was given up since, or is under way",
      { rivals: [lost("g1"), lost("g9")] },
      "waits: t1, 1 rivals",
    ],
    [
      "is no rival of its own earlier attempt",
      { rivals: [lost("g1", { run: 2 }), lost("g1", { run: 1 })] },
      "adopts t1",
    ],
    [
      "is no rival of one of another time",
      { rivals: [lost("g1"), lost("g9", { submittedAt: AT + 20 * 60_000 })] },
      "adopts t1",
    ],
    [
      "is no rival of one that asked for something else",
      { rivals: [lost("g1"), lost("g9", { duration: 6 })] },
      "adopts t1",
    ],
    ["does not believe a list that was not seen far enough", { seenBackTo: AT }, "waits: t1, incomplete"],
    ["believes one that was", { seenBackTo: AT - LOST_SKEW_MS }, "adopts t1"],
  ])("%s", (_name, facts, expected) => {
    expect(judge(facts)).toBe(expected);
  });

  test.each<[string, Partial<ListedTask>, string]>([
    ["another model", { model: "MiniMax-H3-Max" }, "waits: none"],
    ["another length", { duration: 6 }, "waits: none"],
    ["another size", { resolution: "2K" }, "waits: none"],
    ["the size in small letters", { resolution: "768p" }, "adopts t1"],
    ["another ratio", { ratio: "1:1" }, "waits: none"],
    ["an adaptive ratio, which says nothing", { ratio: "adaptive" }, "adopts t1"],
    ["another kind of task", { taskType: "regeneration" }, "waits: none"],
    ["made the skew before it was sent", { createdAt: AT - LOST_SKEW_MS }, "adopts t1"],
    ["made in the second before that", { createdAt: AT - LOST_SKEW_MS - 999 }, "adopts t1"],
    ["made sooner", { createdAt: AT - LOST_SKEW_MS - 1000 }, "waits: none"],
    ["made as late as it can be", { createdAt: end }, "adopts t1"],
    ["made later", { createdAt: end + 1 }, "waits: none"],
  ])("judges a task of %s", (_name, changes, expected) => {
    expect(judge({ tasks: [listed("t1", changes)] })).toBe(expected);
  });

  test.each(["model", "duration", "resolution", "createdAt"] as const)(
    "shows a task whose %s is not told, and does not take it",
    (field) => {
      const { [field]: _left, ...rest } = listed("t1");
      expect(judge({ tasks: [rest] })).toBe("waits: t1");
      expect(judge({ tasks: [rest, listed("t2")] })).toBe("waits: t1 t2");
    },
  );

  test("of an adaptive request takes a task of whatever ratio came out", () => {
    expect(judge({ waiting: [lost("g1", { ratio: "adaptive" })], tasks: [listed("t1", { ratio: "9:16" })] })).toBe(
      "adopts t1",
    );
  });

  test("does not keep others from theirs", () => {
    const waiting = [lost("g1"), lost("g2", { duration: 6 }), lost("g3", { duration: 7 })];
    const tasks = [
      listed("t1"),
      listed("t2", { duration: 6 }),
      listed("t4", { duration: 7 }),
      listed("t5", { duration: 7 }),
    ];
    const decisions = matchLostCreates({ waiting, rivals: waiting, tasks, timeoutMs: TIMEOUT_MS, nowMs: LATER });
    expect(
      decisions.map((decision) => (decision.type === "adopt" ? decision.taskId : decision.lookup.candidates.length)),
    ).toEqual(["t1", "t2", 2]);
  });
});

/** One create of ours: what its API made of it, and what became of it here. */
const history = fc.record({
  minute: fc.nat(40),
  duration: fc.constantFrom(5, 6),
  answerMs: fc.nat(TIMEOUT_MS),
  made: fc.boolean(),
  // One whose answer came has a task that is known: nobody's no more.
  became: fc.constantFrom("waits", "given up", "under way", "answered"),
});

test("in no history does a task go to another generation than the one that made it, and lonely ones are found", () => {
  const clockOffMs = fc.integer({ min: 1000 - LOST_SKEW_MS, max: LOST_SKEW_MS });
  const holds = fc.property(clockOffMs, fc.array(history, { minLength: 1, maxLength: 8 }), (offMs, histories) => {
    const creates = histories.map(({ minute, duration, answerMs, made, became }, at) => {
      const create = lost(`g${at}`, { submittedAt: AT + minute * 60_000, duration });
      const createdAt = Math.floor((create.submittedAt + offMs + answerMs) / 1000) * 1000;
      return { create, became, task: made ? listed(`t${at}`, { createdAt, duration }) : undefined };
    });
    const unanswered = creates.filter(({ became }) => became !== "answered");
    const decisions = matchLostCreates({
      waiting: creates.filter(({ became }) => became === "waits").map(({ create }) => create),
      rivals: unanswered.map(({ create }) => create),
      tasks: unanswered.flatMap(({ task }) => task ?? []),
      timeoutMs: TIMEOUT_MS,
      nowMs: AT + 60 * 60_000,
    });
    for (const decision of decisions) {
      const { generationId, submittedAt, duration } = decision.create;
      const own = creates.find(({ create }) => create.generationId === generationId)?.task;
      if (decision.type === "adopt") expect(decision.taskId).toBe(own?.taskId);
      const isLonely = unanswered.every(
        ({ create }) =>
          create.generationId === generationId ||
          create.duration !== duration ||
          Math.abs(create.submittedAt - submittedAt) > 2 * (TIMEOUT_MS + 2 * LOST_SKEW_MS),
      );
      if (isLonely && own !== undefined) expect(decision.type).toBe("adopt");
    }
  });
  fc.assert(holds, { seed: 1, numRuns: 2000 });
});
