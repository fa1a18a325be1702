import type { Answer, Dialect } from "./dialects/dialect.ts";
import type { CreateFault } from "./faults.ts";
import { refusal, type Refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import type { World } from "./world.ts";

type Faults<Make> = Readonly<Partial<Record<CreateFault, Make>>>;

/** Five-hour windows are a plan's: a reset in an hour and a half is a usual one. */
const PLAN_RESET_MS = 5_400_000;

/** Nobody behind the edge sees these calls: they count in no window and buy nothing. */
export const BEFORE_THE_GATE: Faults<(world: World) => Reply> = {
  createResetBeforeAccept: () => ({ kind: "reset" }),
  createHangBeforeAccept: hang,
  create502Html: () => ({ kind: "html", httpStatus: 502, title: "502 Bad Gateway" }),
  create403Html: () => ({ kind: "html", httpStatus: 403, title: "Sorry, you have been blocked" }),
  create405Html: () => ({ kind: "html", httpStatus: 405, title: "405 Your request has been blocked" }),
  create403Json: () => ({ kind: "answer", answer: { httpStatus: 403, body: { error: { message: "Forbidden" } } } }),
};

/** The provider says no to a create that it would have taken. */
export const INSTEAD_OF_AN_ACCEPT: Faults<(world: World) => Refusal> = {
  create500: () => ({ ...refusal(1024), outright: true }),
  create1000DisallowedUrl: () => refusal(1000, "disallowed image url: localhost or private address not allowed"),
  create1000WithoutTask: () => refusal(1000),
  create1001WithoutTask: () => refusal(1001),
  create1002: () => refusal(1002),
  create1004: () => refusal(1004, "token not match group"),
  create1008: () => refusal(1008),
  create1026: () => refusal(1026),
  create2013AspectRatio: () => refusal(2013, "invalid params, aspect ratio not between 0.5 and 2"),
  create2013Plan: () =>
    refusal(2013, "invalid params, your current Token Plan does not support model MiniMax-Hailuo-2.3"),
  create2013PlanChinese: () => refusal(2013, "当前 Token Plan 不支持该模型"),
  create2045: () => refusal(2045),
  create2049: () => refusal(2049),
  create2056: (world) => {
    const resetsAt = new Date(world.now() + PLAN_RESET_MS).toISOString();
    return refusal(2056, `usage limit exceeded, 5-hour usage limit reached (3/3 used), resets at ${resetsAt}`);
  },
  create2056NoVideos: () => refusal(2056, "usage limit exceeded, weekly usage limit reached (0/0 used)"),
  create2056Chinese: () => refusal(2056, "已达到 Token Plan 用量上限"),
  create2061: () => refusal(2061),
  create2064: () => refusal(2064),
  create2067: () => refusal(2067),
};

/** The task is bought and runs; the client does not get its id. */
export const AFTER_THE_ACCEPT: Faults<(bought: { world: World; dialect: Dialect; created: Answer }) => Reply> = {
  create1000WithTask: ({ dialect }) => answer(dialect.refused("create", refusal(1000))),
  create1001WithTask: ({ dialect }) => answer(dialect.refused("create", refusal(1001))),
  createResetAfterAccept: () => ({ kind: "reset" }),
  createHangAfterAccept: ({ world }) => hang(world),
  createTruncatedAfterAccept: ({ created }) => ({ kind: "cut", answer: created }),
  create524HtmlAfterAccept: () => ({ kind: "html", httpStatus: 524, title: "524 A timeout occurred" }),
};

function hang({ settings }: World): Reply {
  return { kind: "hang", hangMs: settings.faults.hangMs ?? 60_000 };
}
