import type { ServerResponse } from "node:http";
import { LIMITS, type SimulatorSettings } from "./options.ts";
import { writeText } from "./reply-writer.ts";
import { readStats } from "./stats.ts";
import { viewTask } from "./task-view.ts";
import { sha256Of, videoFileFor } from "./video-file.ts";
import type { World } from "./world.ts";

export const BOOKS_PREFIX = "/__";
const MAX_PAGE = 1000;

export interface BooksRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly configure: (changes: SimulatorSettings) => void;
}

/** The simulator's own pages, for tests and people. No key, no faults, no latency. */
export async function handleBooks(world: World, response: ServerResponse, request: BooksRequest): Promise<void> {
  const { method, path, query } = request;
  if (method === "GET" && path === "/__health") return json(response, 200, { status: "ok" });
  if (method === "GET" && path === "/__stats") return json(response, 200, readStats(world));
  if (method === "GET" && path === "/__tasks") return json(response, 200, listTasks(world, query));
  if (method === "GET" && path.startsWith("/__tasks/")) return oneTask(world, response, path.slice("/__tasks/".length));
  if (method === "POST" && path === "/__configure") return configure(response, request);
  if (path === "/__limits" && (method === "POST" || method === "GET")) return limits(world, response, request);
  return json(response, 404, {
    error:
      "there are GET /__stats, /__tasks?offset=&limit=, /__tasks/<id>, " +
      "/__health, /__limits and POST /__configure, /__limits",
  });
}

function listTasks(world: World, query: URLSearchParams): unknown {
  const offset = wholeNumber(query.get("offset"), 0);
  const limit = Math.min(MAX_PAGE, wholeNumber(query.get("limit"), 100));
  const now = world.now();
  const tasks = [];
  let index = 0;
  for (const task of world.tasks.all()) {
    if (index >= offset + limit) break;
    if (index >= offset) tasks.push(viewTask(task, now));
    index += 1;
  }
  return { total: world.tasks.accepted, offset, tasks };
}

/** With the sha256 of its video, which takes about 3 s for 1 GiB. */
async function oneTask(world: World, response: ServerResponse, id: string): Promise<void> {
  const task = world.tasks.byId(id);
  if (task === undefined) return json(response, 404, { error: "task not found" });
  const sha256 = await sha256Of(videoFileFor(task));
  return json(response, 200, { ...viewTask(task, world.now()), sha256 });
}

function configure(response: ServerResponse, request: BooksRequest): void {
  const fault = changeFault(request);
  json(response, fault === undefined ? 200 : 400, fault === undefined ? { status: "ok" } : { error: fault });
}

/** The limits of the moment, after the change where one is asked for; `null` is none. */
function limits(world: World, response: ServerResponse, request: BooksRequest): void {
  const fault = request.method === "GET" ? undefined : changeFault(request, LIMITS);
  if (fault !== undefined) return json(response, 400, { error: fault });
  const { settings } = world;
  return json(
    response,
    200,
    Object.fromEntries(LIMITS.map((name) => [name, Number.isFinite(settings[name]) ? settings[name] : null])),
  );
}

/** Carries out a change of settings; the reason when it cannot be. */
function changeFault(request: BooksRequest, allowed?: readonly string[]): string | undefined {
  try {
    const changes: unknown = JSON.parse(request.body);
    if (typeof changes !== "object" || changes === null) throw new SyntaxError("the body must be a JSON object");
    const strange = allowed === undefined ? undefined : Object.keys(changes).find((name) => !allowed.includes(name));
    if (strange !== undefined) throw new RangeError(`there is no limit "${strange}"; there are ${LIMITS.join(", ")}`);
    request.configure(changes);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

function json(response: ServerResponse, httpStatus: number, body: unknown): void {
  writeText(response, httpStatus, "application/json; charset=utf-8", `${JSON.stringify(body)}\n`);
}
