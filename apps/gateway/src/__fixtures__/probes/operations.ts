import type { RouteFacts } from "../../http/route.ts";
import { API_ROUTES, CALLBACK_ROUTES, MCP_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../../routes/table.ts";

type Json = Readonly<Record<string, unknown>>;

/** A route of the table, and what the document says of it. */
export interface Operation {
  readonly name: string;
  readonly route: RouteFacts;
  /** Of the document; undefined for routes that it leaves out. */
  readonly documented: DocumentedOperation | undefined;
}

export interface DocumentedOperation {
  readonly parameters: readonly { readonly name: string; readonly in: "path" | "query" | "header"; readonly schema: Json }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Every route that is served. */
export function listOperations(document: ApiDocument): readonly Operation[] {
  const routes: readonly RouteFacts[] = [...API_ROUTES, ...CALLBACK_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES, ...MCP_ROUTES];
  return routes.map((route) => ({
    name: `${route.method} ${route.path}`,
    route,
    documented: document.paths[documentPath(route)]?.[route.method.toLowerCase()],
  }));
}

export function documentPath({ path }: RouteFacts): string {
  return path.replaceAll(/:(\w+)/g, "{$1}");
}

/**
 * The operation that a request with this method reaches: HEAD is answered as GET is. Undefined when there is none at
 * this path.
 */
export function withMethod(operations: readonly Operation[], { route }: Operation, method: string): Operation | undefined {
  const wanted = method === "HEAD" ? "GET" : method;
  return operations.find((other) => other.route.path === route.path && other.route.method === wanted);
}
