import { type WayOut } from "@hailuo-queue/outbound";
import {
  type Clock,
  type FundsApi,
  type GenerationRequest,
  type ListedTask,
  MODELS,
  modelsOf,
  ProviderError,
  type ProviderFile,
  type ProviderTask,
  type TaskApi,
  type TaskListQuery,
  type TaskPage,
  type VideoProvider,
  optional,
} from "@hailuo-queue/contracts";
import type { ProviderAnswer } from "./core/answer.ts";
import { type ApiKey, keyFor, type KeyedCall } from "./core/api-key.ts";
import { DEFAULT_BASE_URL, parseBaseUrl } from "./core/base-url.ts";
import { createHttpDoor, type HttpCall } from "./core/http-door.ts";
import type { Operation } from "./core/judge-answer.ts";
import { isProviderId } from "./core/path.ts";
import { answerError, type CallFacts } from "./core/provider-error.ts";
import { redact } from "./core/redact.ts";
import { transportError } from "./core/transport-failure.ts";
import type { Dialect, DialectName, DialectRequest, DialectTaskApi } from "./dialects/dialect.ts";
import { DIALECTS } from "./dialects/named.ts";
import { fundsQuestion } from "./funds/read-funds.ts";
import { createTaskIdsChoice } from "./dialects/task-ids-form.ts";

/** How long the calls to the provider may take, in ms. */
export interface Timeouts {
  /** Default 20000. A create that is given up after this may have been accepted. */
  readonly createMs: number;
  /** Default 15000. */
  readonly queryMs: number;
  /** Default 15000. */
  readonly fileMs: number;
}

/** Settings of a client, whichever dialect it speaks. */
export interface ClientSettings {
  /** Default https://api.minimaxi.com. The key goes nowhere else. */
  readonly baseUrl?: string;
  /** Default: each call brings its own. */
  readonly apiKey?: ApiKey;
  readonly timeouts?: Partial<Timeouts>;
  /** Called once per status word that is not known here; such a task counts as running. */
  readonly onUnknownStatus?: (status: string) => void;
  /** Connections kept to the provider, for creates and for reads each. Default 256. */
  readonly maxSockets?: number;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut;
  /** Default the system's clock; used for "do not ask before". */
  readonly clock?: Clock;
}

/** Settings of a client that speaks one known dialect. */
export interface ClientOptions extends ClientSettings {
  readonly dialect: Dialect | DialectName;
}

/** The provider's API behind one base URL. Every call throws ProviderError, and none is repeated. */
export interface MinimaxClient extends VideoProvider, TaskApi, FundsApi {
  /** The dialect that is spoken; undefined while `auto` has not found out yet. */
  readonly dialect: DialectName | undefined;
  /** The provider's host, for messages. */
  readonly host: string;
  createTask(request: GenerationRequest, call: KeyedCall): Promise<{ readonly taskId: string }>;
  getTask(taskId: string, call: KeyedCall): Promise<ProviderTask>;
  getFile(fileId: string, call: KeyedCall): Promise<ProviderFile>;
  listTasks(query: TaskListQuery, call: KeyedCall): Promise<TaskPage>;
  describeTask(taskId: string, call: KeyedCall): Promise<ListedTask>;
  cancelTask(taskId: string, call: KeyedCall): Promise<"cancelled" | "deleted">;
  readFunds(call: KeyedCall): ReturnType<FundsApi["readFunds"]>;
  /** Ends the keep-alive sockets. */
  close(): Promise<void>;
}

/** In milliseconds, for a whole call. */
export const DEFAULT_TIMEOUTS: Timeouts = { createMs: 20_000, queryMs: 15_000, fileMs: 15_000 };
const DEFAULT_MAX_SOCKETS = 256;
/** A server that invents words must not fill our memory. */
const MAX_UNKNOWN_STATUSES = 100;

const systemClock: Clock = { now: () => Date.now() };

/**
 * The provider's API in one dialect. Every call is one HTTP request at most; nothing is repeated.
 * @throws ProviderError, and InvalidInputError at once for a base URL that cannot be one.
 */
export function createMinimaxClient(options: ClientOptions): MinimaxClient {
  const base = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
  const dialect = typeof options.dialect === "string" ? DIALECTS[options.dialect] : options.dialect;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const clock = options.clock ?? systemClock;
  const door = createHttpDoor(base, { maxSockets: options.maxSockets ?? DEFAULT_MAX_SOCKETS, wayOut: options.wayOut });
  const warn = onceEach(options.onUnknownStatus);
  const taskIds = createTaskIdsChoice();

  async function ask(operation: Operation, request: DialectRequest, call: KeyedCall, limitMs: number): Promise<Asked> {
    const timeoutMs = Math.min(call.timeoutMs ?? limitMs, limitMs);
    const key = keyFor(call.key ?? options.apiKey, call.account);
    const facts: CallFacts = { operation, host: base.host, secrets: [key], clock, settings: call.settings };
    const result = await door.send({ ...toCall(request), key, timeoutMs, signal: call.signal });
    if (!result.ok) throw transportError(facts, result.failure);
    return { answer: result.answer, facts };
  }

  return {
    dialect: dialect.name,
    host: base.host,
    async createTask(request, call) {
      requireModel(dialect, request);
      requirePrompt(dialect, request);
      // COSTS MONEY: the only POST. It is sent once; there is no key by which the provider would know a second one.
      const { answer, facts } = await ask(
        "create",
        dialect.createRequest(request, call.callbackUrl),
        call,
        timeouts.createMs,
      );
      const reading = dialect.readCreate(answer);
      if (!reading.ok) throw answerError(facts, answer, reading.fault);
      // Accepted and paid for, but under a name that could not be asked about: only a person can go on from here.
      if (!isProviderId(reading.taskId)) throw answerError(facts, answer, undefined);
      return { taskId: reading.taskId };
    },
    async getTask(taskId, call): Promise<ProviderTask> {
      requireId("task", taskId);
      const { answer, facts } = await ask("query", dialect.queryRequest(taskId), call, timeouts.queryMs);
      const reading = dialect.readTask(answer, taskId);
      if (!reading.ok) throw answerError(facts, answer, reading.fault);
      if (reading.unknownStatus !== undefined) warn(redact(reading.unknownStatus, facts.secrets));
      return presentable(reading.task, facts.secrets);
    },
    async getFile(fileId, call): Promise<ProviderFile> {
      requireId("file", fileId);
      const { answer, facts } = await ask("file", dialect.fileRequest(fileId), call, timeouts.fileMs);
      const reading = dialect.readFile(answer);
      if (!reading.ok) throw answerError(facts, answer, reading.fault);
      return reading.file;
    },
    hasTaskApi: () => dialect.taskApi !== undefined,
    async listTasks(query, call): Promise<TaskPage> {
      const taskApi = requireTaskApi(dialect);
      const { form } = taskIds;
      const { answer, facts } = await ask("query", taskApi.listRequest(query, form), call, timeouts.queryMs);
      const reading = taskApi.readList(answer);
      if (!reading.ok) {
        const error = answerError(facts, answer, reading.fault);
        if (error.details.verdict === "not_found" || error.details.verdict === "terminal")
          taskIds.learn(query, form, undefined);
        throw error;
      }
      const { tasks, total } = reading.page;
      taskIds.learn(
        query,
        form,
        tasks.map(({ taskId }) => taskId),
      );
      return { tasks: tasks.map((listed) => ({ ...listed, task: presentable(listed.task, facts.secrets) })), total };
    },
    async describeTask(taskId, call): Promise<ListedTask> {
      const taskApi = requireTaskApi(dialect);
      requireId("task", taskId);
      const { answer, facts } = await ask("query", dialect.queryRequest(taskId), call, timeouts.queryMs);
      const reading = taskApi.readDescription(answer, taskId);
      if (!reading.ok) throw answerError(facts, answer, reading.fault);
      return { ...reading.listed, task: presentable(reading.listed.task, facts.secrets) };
    },
    async cancelTask(taskId, call) {
      const taskApi = requireTaskApi(dialect);
      requireId("task", taskId);
      const { answer, facts } = await ask("query", taskApi.cancelRequest(taskId), call, timeouts.queryMs);
      const reading = taskApi.readCancel(answer);
      if (!reading.ok) throw answerError(facts, answer, reading.fault);
      return reading.outcome;
    },
    async readFunds(call) {
      const question = fundsQuestion(keyFor(call.key ?? options.apiKey, call.account));
      const { answer, facts } = await ask("query", { method: "GET", path: question.path }, call, timeouts.queryMs);
      const reading = question.read(answer);
      if (reading.ok) return reading.funds;
      const error = answerError(facts, answer, reading.fault);
      // Other servers that speak the video API have no such path.
      if (answer.httpStatus === 404 || answer.httpStatus === 405) return undefined;
      throw error;
    },
    close() {
      door.close();
      return Promise.resolve();
    },
  };
}

interface Asked {
  readonly answer: ProviderAnswer;
  readonly facts: CallFacts;
}

function toCall(request: DialectRequest): Pick<HttpCall, "method" | "path" | "query" | "body"> {
  const { method, path, query, body } = request;
  return {
    method,
    path,
    ...optional({ query }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** Refused here, before anything is bought. */
function requireModel({ name, side }: Dialect, { model }: GenerationRequest): void {
  // A record may have been written by a newer version, with a model that is not known here.
  if (Object.hasOwn(MODELS, model) && MODELS[model].side === side) return;
  throw new ProviderError(
    "wrong_api",
    `model: ${model} is not made by the ${name} API; it makes ${modelsOf(side).join(", ")}`,
    {
      verdict: "terminal",
    },
  );
}

function requirePrompt(dialect: Dialect, request: GenerationRequest): void {
  if (dialect.promptOptional || request.source_task_id !== undefined || (request.prompt ?? "").trim() !== "") return;
  throw new ProviderError(
    "prompt_required",
    `prompt: the ${dialect.name} API needs one for images too; give 1 to 2000 characters`,
    {
      verdict: "terminal",
    },
  );
}

function requireTaskApi({ name, taskApi }: Dialect): DialectTaskApi {
  if (taskApi !== undefined) return taskApi;
  throw new ProviderError("not_offered", `the ${name} API can neither list nor cancel tasks`, { verdict: "terminal" });
}

function requireId(what: "task" | "file", id: string): void {
  if (isProviderId(id)) return;
  throw new ProviderError(
    `invalid_${what}_id`,
    `${JSON.stringify(redact(id).slice(0, 80))} cannot be a ${what} id of MiniMax`,
    {
      verdict: "not_found",
    },
  );
}

/** The provider's words, fit to be stored and shown. */
function presentable(task: ProviderTask, secrets: readonly string[]): ProviderTask {
  const rawStatus = redact(task.rawStatus, secrets);
  if (task.failure === undefined) return { ...task, rawStatus };
  return { ...task, rawStatus, failure: { code: task.failure.code, message: redact(task.failure.message, secrets) } };
}

function onceEach(report: ((word: string) => void) | undefined): (word: string) => void {
  const seen = new Set<string>();
  return (word) => {
    const known = word.toLowerCase();
    if (report === undefined || seen.has(known) || seen.size >= MAX_UNKNOWN_STATUSES) return;
    seen.add(known);
    report(word);
  };
}
