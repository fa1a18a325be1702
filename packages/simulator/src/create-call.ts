import type { Callbacks } from "./callbacks.ts";
import { AFTER_THE_ACCEPT, BEFORE_THE_GATE, INSTEAD_OF_AN_ACCEPT } from "./create-faults.ts";
import type { Dialect } from "./dialects/dialect.ts";
import type { CreateFault } from "./faults.ts";
import { keyRefusal, windowRefusal } from "./gate.ts";
import { drawLifetimeMs, walkFrom } from "./lifetimes.ts";
import { readPromptMark } from "./prompt-marks.ts";
import { refusal, refusalOfCode, type Refusal } from "./refusals.ts";
import { answer, type Reply } from "./reply.ts";
import { limitsOf } from "./sides.ts";
import { isKnown, stageOf, type Task, type TaskFailure } from "./tasks.ts";
import { sizeOf, type VideoRequest } from "./video-request.ts";
import { rollFault, type World } from "./world.ts";

export interface CreateCall {
  readonly dialect: Dialect;
  readonly authorization: string | undefined;
  /** Where the host of links will be. */
  readonly origin: string;
  readonly callbacks: Callbacks;
  /** Undefined: the body was no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

interface Wanted {
  readonly request: VideoRequest;
  readonly callbackUrl?: string;
}

/** The call that costs money: an accepted one stands in the books whatever becomes of its answer. */
export async function handleCreate(world: World, call: CreateCall): Promise<Reply> {
  const mark = readPromptMark(call.body);
  if (mark?.kind === "page")
    return { kind: "html", httpStatus: mark.httpStatus, title: `${mark.httpStatus} blocked by a firewall` };
  if (mark?.kind === "http")
    return answer({ httpStatus: mark.httpStatus, body: { error: { message: "refused before the API" } } });
  const rolled = rollFault(world, "create");
  const fault = mark?.kind === "fault" ? mark.fault : rolled;
  const early = fault === undefined ? undefined : BEFORE_THE_GATE[fault]?.(world);
  if (early !== undefined) return injected(world, fault, early);

  const wanted = refuse(world, call, { fault, code: mark?.kind === "code" ? mark.code : undefined });
  const verified = "code" in wanted || (await isVerified(world, call, wanted, fault)) ? wanted : UNVERIFIED;
  // After all waiting: whatever counts what runs has to be one step with the acceptance.
  const refused = "code" in verified ? verified : (accountRefusal(world, call.dialect, verified.request) ?? verified);
  if ("code" in refused) {
    world.refused.add(String(refused.code));
    return answer(call.dialect.refused("create", refused));
  }
  const task = accept(world, call.dialect, refused.request, fault);
  if (refused.callbackUrl !== undefined) call.callbacks.follow(task, { ...call, url: refused.callbackUrl });
  const created = call.dialect.created(task);
  const spoilt = fault === undefined ? undefined : AFTER_THE_ACCEPT[fault]?.({ world, dialect: call.dialect, created });
  if (spoilt === undefined) return { kind: "answer", answer: created, task };
  task.answered = false;
  return injected(world, fault, spoilt);
}

function injected<Value>(world: World, fault: CreateFault | undefined, value: Value): Value {
  if (fault !== undefined) world.faults.add(fault);
  return value;
}

function refuse(
  world: World,
  call: CreateCall,
  { fault, code }: { readonly fault: CreateFault | undefined; readonly code: number | undefined },
): Refusal | Wanted {
  const gate = keyRefusal(world, call.authorization) ?? windowRefusal(world, call.dialect.side, "create");
  if (gate !== undefined) return gate;
  if (code !== undefined) return refusalOfCode(code);
  const asked = fault === undefined ? undefined : INSTEAD_OF_AN_ACCEPT[fault]?.(world);
  if (asked !== undefined) return injected(world, fault, asked);
  return readRequest(world, call);
}

const UNVERIFIED = refusal(2013, "invalid params, fail to check callback url");

async function isVerified(
  world: World,
  { callbacks }: CreateCall,
  { callbackUrl }: Wanted,
  fault: CreateFault | undefined,
): Promise<boolean> {
  if (callbackUrl === undefined) return true;
  return fault === "create2013Callback" ? injected(world, fault, false) : callbacks.verify(callbackUrl);
}

function readRequest(world: World, { dialect, body }: CreateCall): Refusal | Wanted {
  if (body === undefined) return refusal(2013, "invalid params, the body is not a JSON object");
  const read = dialect.readCreate(body);
  if (!read.ok) return refusal(2013, read.message);
  for (const field of read.ignoredFields) world.ignoredFields.add(field);
  const fault = dialect.faultOf(read.request);
  if (fault !== undefined) return refusal(2013, fault);
  const { sourceTaskId } = read.request;
  return read.request.kind === "regeneration" ? withSource(world, read, sourceTaskId) : read;
}

/** A video again has the length of its source, which a task tells, and a video that is sent is not looked into. */
function withSource(world: World, wanted: Wanted, sourceTaskId: string | undefined): Refusal | Wanted {
  if (sourceTaskId === undefined) return { ...wanted, request: { duration: BASE_VIDEO_SECONDS, ...wanted.request } };
  if (!world.settings.sourceTasks)
    return refusal(2013, "invalid params, source_task_id is not available for this account");
  const source = world.tasks.byId(sourceTaskId);
  const now = world.now();
  const fits =
    source !== undefined && source.side === "v2" && isKnown(source, now) && stageOf(source, now) === "success";
  if (!fits || source.request.resolution !== "768P" || source.request.kind !== undefined)
    return refusal(2013, "invalid params, invalid source_task_id");
  const { duration = 0, prompt } = source.request;
  return { ...wanted, request: { ...wanted.request, duration, prompt } };
}

const BASE_VIDEO_SECONDS = 6;

/** Money, moderation, and the limit on unfinished tasks. */
function accountRefusal(world: World, { side }: Dialect, request: VideoRequest): Refusal | undefined {
  const { settings, tasks } = world;
  if (tasks.accepted >= (settings.faults.insufficientBalanceAfter ?? Infinity)) return refusal(1008);
  const drawn = world.draws.refuse() < (settings.moderation.refuseRate ?? 0);
  if (drawn || request.prompt.includes("[[flagged]]")) return refusal(1026);
  tasks.settle(world.now());
  if (tasks.running[side].inFlight < limitsOf(settings, side).maxInFlight) return undefined;
  const account = world.accounts[side];
  account.breachesInFlight += 1;
  account.lastBreachInFlightAt = world.now();
  // Under the code of rates, and without a time: nobody knows when a task ends.
  return refusal(1002, "rate limit exceeded(concurrency), too many unfinished tasks");
}

function accept(world: World, dialect: Dialect, request: VideoRequest, fault: CreateFault | undefined): Task {
  const { settings } = world;
  const now = world.now();
  const drawnMs = drawLifetimeMs(settings.lifetime, sizeOf(request), world.draws.lifetime) / settings.speed;
  if (fault === "taskStuck" || fault === "taskBreaks") injected(world, fault, undefined);
  const stuck = fault === "taskStuck" || request.prompt.includes("[[stuck]]");
  const walk = walkFrom(now, drawnMs);
  if (stuck) walk.endsAt = Infinity;
  return world.tasks.accept(now, {
    side: dialect.side,
    dialect: dialect.name,
    idStyle: dialect.idStyle,
    request,
    walk,
    failure: drawFailure(world, dialect, { request, fault }),
    videoBytes: settings.videoBytes,
  });
}

function drawFailure(
  world: World,
  { side }: Dialect,
  { request, fault }: { request: VideoRequest; fault: CreateFault | undefined },
): TaskFailure | undefined {
  const { failRate, failCode } = world.settings.moderation;
  const { prompt } = request;
  const drawn = world.draws.fail() < (failRate ?? 0);
  if (prompt.includes("[[fails-input]]")) return refusal(1026);
  if (side === "v2" && isBadMedia(request)) return refusal(2013, "invalid params, image is too small: 1x1");
  if (prompt.includes("[[fails]]")) return refusal(1027);
  if (fault === "taskBreaks" || prompt.includes("[[breaks]]")) return refusal(1000);
  return drawn ? refusal(failCode ?? 1027) : undefined;
}

/** No picture of 256 pixels a side is that short; of v1 it is not known whether it looks at once. */
const SHORTEST_IMAGE = 200;

/** v2's create looks at shapes only: what cannot be used fails later. */
function isBadMedia({ firstFrame, lastFrame, references }: VideoRequest): boolean {
  const images = [firstFrame, lastFrame, ...(references?.images ?? [])];
  return images.some((image) => image?.startsWith("data:") === true && image.length < SHORTEST_IMAGE);
}
