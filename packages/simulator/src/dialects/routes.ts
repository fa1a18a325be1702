import { BALANCE_PATH, PLAN_PATH } from "../funds-calls.ts";
import type { DialectName } from "./dialect-names.ts";
import type { Dialect, FilingDialect } from "./dialect.ts";
import { documented, legacyV3 } from "./documented.ts";
import { minimaxAgent } from "./minimax-agent.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { minimaxV2 } from "./minimax-v2.ts";
import { v2ContextIr, v2Regeneration } from "./v2-siblings.ts";
import { dialectOfFields, undecided } from "./undecided.ts";

/**
 * What an API call asks for, as read from its method and path. Of a create on a shared path only the body tells the
 * dialect.
 */
export type Route =
  | { readonly kind: "create"; readonly dialectFor: (body: Readonly<Record<string, unknown>>) => Dialect }
  | { readonly kind: "query" | "delete"; readonly dialect: Dialect; readonly taskId: string }
  | { readonly kind: "list"; readonly dialect: Dialect; readonly filter: URLSearchParams }
  | { readonly kind: "funds"; readonly path: string }
  | { readonly kind: "file" | "content"; readonly dialect: FilingDialect; readonly fileId: string };

export type Router = (method: string, path: string, query: string) => Route | undefined;

const V1_CREATE = "/v1/video_generation";
const V2_TASKS = "/v2/video_generation";
const V2_QUERY = "/v2/query/video_generation";
const AGENT_CREATE = "/v1/video_template_generation";
const AGENT_QUERY = "/v1/query/video_template_generation";
const V3_CREATE = "/v3/async/minimax-video-01";

/** Knows the paths of these dialects only; every other path is unknown. */
export function createRouter(dialects: readonly DialectName[]): Router {
  const speaks = new Set<DialectName>(dialects);
  const creates = new Map([...createsV1(speaks), ...createsElsewhere(speaks)]);
  return (method, path, query) => {
    if (method === "POST") return creates.get(path);
    if (method === "DELETE") {
      const taskId = speaks.has("minimax-v2") ? lastSegment(path, V2_TASKS) : undefined;
      return taskId === undefined ? undefined : { kind: "delete", dialect: minimaxV2, taskId };
    }
    if (method !== "GET") return undefined;
    const live = speaks.has("minimax-v1") || speaks.has("minimax-v2") || speaks.has("minimax-agent");
    if (live && (path === BALANCE_PATH || path === PLAN_PATH)) return { kind: "funds", path };
    return (
      (speaks.has("minimax-v1") ? readV1(path, query) : undefined) ??
      (speaks.has("minimax-agent") ? readAgent(path, query) : undefined) ??
      (speaks.has("minimax-v2") ? readV2(path, query) : undefined) ??
      (speaks.has("documented") ? readFlat(documented, path, V1_CREATE, "/v1/files") : undefined) ??
      (speaks.has("legacy-v3") ? readFlat(legacyV3, path, V3_CREATE, "/v3/files") : undefined)
    );
  };
}

/** Two dialects share a path here. */
function createsV1(speaks: ReadonlySet<DialectName>): [string, Route][] {
  const both = { documented, "minimax-v1": minimaxV1, undecided } as const;
  if (speaks.has("documented") && speaks.has("minimax-v1")) {
    return [[V1_CREATE, { kind: "create", dialectFor: (body) => both[dialectOfFields(body)] }]];
  }
  if (speaks.has("minimax-v1")) return [[V1_CREATE, createIn(minimaxV1)]];
  return speaks.has("documented") ? [[V1_CREATE, createIn(documented)]] : [];
}

function createsElsewhere(speaks: ReadonlySet<DialectName>): [string, Route][] {
  return [
    ...(speaks.has("legacy-v3") ? ([[V3_CREATE, createIn(legacyV3)]] as [string, Route][]) : []),
    ...(speaks.has("minimax-agent") ? ([[AGENT_CREATE, createIn(minimaxAgent)]] as [string, Route][]) : []),
    ...(speaks.has("minimax-v2")
      ? ([
          [V2_TASKS, createIn(minimaxV2)],
          ["/v2/video_regeneration", createIn(v2Regeneration)],
          ["/v2/h3_context_ir", createIn(v2ContextIr)],
        ] as [string, Route][])
      : []),
  ];
}

function createIn(dialect: Dialect): Route {
  return { kind: "create", dialectFor: () => dialect };
}

function readV1(path: string, query: string): Route | undefined {
  const parameter = (name: string): string => new URLSearchParams(query).get(name) ?? "";
  if (path === "/v1/query/video_generation") return { kind: "query", dialect: minimaxV1, taskId: parameter("task_id") };
  if (path === "/v1/files/retrieve") return { kind: "file", dialect: minimaxV1, fileId: parameter("file_id") };
  if (path === "/v1/files/retrieve_content")
    return { kind: "content", dialect: minimaxV1, fileId: parameter("file_id") };
  return undefined;
}

function readAgent(path: string, query: string): Route | undefined {
  if (path !== AGENT_QUERY) return undefined;
  return { kind: "query", dialect: minimaxAgent, taskId: new URLSearchParams(query).get("task_id") ?? "" };
}

function readV2(path: string, query: string): Route | undefined {
  if (path === V2_QUERY) return { kind: "list", dialect: minimaxV2, filter: new URLSearchParams(query) };
  const taskId = lastSegment(path, V2_QUERY);
  return taskId === undefined ? undefined : { kind: "query", dialect: minimaxV2, taskId };
}

function readFlat(dialect: FilingDialect, path: string, tasks: string, files: string): Route | undefined {
  const taskId = lastSegment(path, tasks);
  if (taskId !== undefined) return { kind: "query", dialect, taskId };
  const fileId = lastSegment(path, files);
  return fileId === undefined ? undefined : { kind: "file", dialect, fileId };
}

function lastSegment(path: string, parent: string): string | undefined {
  if (!path.startsWith(`${parent}/`)) return undefined;
  const segment = path.slice(parent.length + 1);
  if (segment === "" || segment.includes("/")) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
