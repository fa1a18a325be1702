import type { Call, Dialect, DialectName } from "./dialect.ts";
import { documented, legacyV3 } from "./documented.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { dialectOfFields, undecided } from "./undecided.ts";

export interface Route {
  readonly call: Call;
  /** Of a create on a shared path only the body tells. */
  readonly dialectFor: (body: Readonly<Record<string, unknown>>) => Dialect;
}

export type Router = (method: string, path: string, query: string) => Route | undefined;

const V1_CREATE = "/v1/video_generation";
const V3_CREATE = "/v3/async/minimax-video-01";

/** Knows the paths of these dialects only; every other path is unknown. */
export function createRouter(dialects: readonly DialectName[]): Router {
  const speaks = { documented: dialects.includes("documented"), v3: dialects.includes("legacy-v3"), v1: dialects.includes("minimax-v1") };
  const sharedCreate = { documented, "minimax-v1": minimaxV1, undecided } as const;
  return (method, path, query) => {
    if (method === "POST") {
      if (path === V3_CREATE && speaks.v3) return route(legacyV3, { kind: "create" });
      if (path !== V1_CREATE || (!speaks.documented && !speaks.v1)) return undefined;
      if (speaks.documented && speaks.v1) return { call: { kind: "create" }, dialectFor: (body) => sharedCreate[dialectOfFields(body)] };
      return route(speaks.v1 ? minimaxV1 : documented, { kind: "create" });
    }
    if (method !== "GET") return undefined;
    return (
      (speaks.v1 ? readV1(path, query) : undefined) ??
      (speaks.documented ? readFlat(documented, path, V1_CREATE, "/v1/files") : undefined) ??
      (speaks.v3 ? readFlat(legacyV3, path, V3_CREATE, "/v3/files") : undefined)
    );
  };
}

function readV1(path: string, query: string): Route | undefined {
  const parameter = (name: string): string => new URLSearchParams(query).get(name) ?? "";
  if (path === "/v1/query/video_generation") return route(minimaxV1, { kind: "query", taskId: parameter("task_id") });
  if (path === "/v1/files/retrieve") return route(minimaxV1, { kind: "file", fileId: parameter("file_id") });
  if (path === "/v1/files/retrieve_content") return route(minimaxV1, { kind: "content", fileId: parameter("file_id") });
  return undefined;
}

function readFlat(dialect: Dialect, path: string, tasks: string, files: string): Route | undefined {
  const taskId = lastSegment(path, tasks);
  if (taskId !== undefined) return route(dialect, { kind: "query", taskId });
  const fileId = lastSegment(path, files);
  return fileId === undefined ? undefined : route(dialect, { kind: "file", fileId });
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

function route(dialect: Dialect, call: Call): Route {
  return { call, dialectFor: () => dialect };
}
