import fc from "fast-check";
import { z } from "zod";
import type { RouteFacts } from "../../http/route.ts";
import { ODD_TEXTS, oddText, oddValue } from "./odd-values.ts";
import type { ApiDocument, Operation } from "./operations.ts";
import type { Probe } from "./probe.ts";
import { jsonBodies, oddContentType, type ProbeBody, streamBodies } from "./probe-bodies.ts";
import { BYSTANDERS, inputHash, NOBODYS, type ProbeCast } from "./probe-cast.ts";
import { schemaValues } from "./schema-values.ts";

type Schema = Readonly<Record<string, unknown>>;

export interface OperationProbe {
  readonly probe: Probe;
  /**
   * Whether it is proper HTTP, as clients send it, that reaches the operation: then only what the operation documents
   * may be answered.
   */
  readonly isProper: boolean;
}

export interface RequestParts {
  readonly cast: ProbeCast;
  readonly document: ApiDocument;
}

/** All that may be sent to one operation, good and bad. */
export function operationProbes(operation: Operation, parts: RequestParts): fc.Arbitrary<OperationProbe> {
  const { route } = operation;
  return fc
    .record({
      authorization: authorizations(route, parts.cast),
      path: paths(route, parts.cast),
      query: queries(operation, parts),
      headers: headers(parts.cast),
      odd: rarely(oddProtocol),
      body: bodies(operation, parts),
      cut: rarely(fc.double({ min: 0, max: 1, noNaN: true }), 20),
    })
    .map(({ authorization, path, query, headers: sent, odd, body, cut }): OperationProbe => {
      const method = odd?.method ?? route.method;
      const probe: Probe = {
        method,
        target: path.text + query,
        headers: [
          ...(authorization === undefined ? [] : [["Authorization", authorization] as const]),
          ...(body?.contentType === undefined ? [] : [["Content-Type", body.contentType] as const]),
          ...(sent.some(([name]) => name === "Accept") ? [] : acceptOf(route)),
          ...sent,
          ...(odd?.headers ?? []),
        ],
        body: body?.bytes,
        ...(cut === undefined || body === undefined || body.bytes.length < 2 ? {} : { cutAfter: Math.floor(cut * (body.bytes.length - 1)) }),
      };
      return { probe, isProper: path.isProper && odd === undefined && probe.target.length < 2000 && !(route.method === "GET" && body !== undefined) };
    });
}

/** A request that ought to reach the operation's handler and succeed, if there is such a thing. */
export function goodProbe({ route }: Operation, { cast }: RequestParts, body: ProbeBody | undefined, query = ""): Probe {
  const path = fillPath(route, namesOf(route, cast.mine)[0] ?? "default");
  return {
    method: route.method,
    target: path + query,
    headers: [
      ...(route.role === undefined ? [] : [["Authorization", `Bearer ${cast.tokens[route.role]}`] as const]),
      ...(body?.contentType === undefined ? [] : [["Content-Type", body.contentType] as const]),
      ...acceptOf(route),
    ],
    body: body?.bytes,
  };
}

/** A client of the protocol has to say that it reads both. */
function acceptOf({ path }: RouteFacts): readonly (readonly [string, string])[] {
  return path === "/mcp" ? [["Accept", "application/json, text/event-stream"]] : [];
}

function rarely<Value>(arbitrary: fc.Arbitrary<Value>, oneIn = 12): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: oneIn - 1 }, { arbitrary, weight: 1 });
}

function authorizations({ role }: RouteFacts, { tokens }: ProbeCast): fc.Arbitrary<string | undefined> {
  const good = role === undefined ? undefined : `Bearer ${tokens[role]}`;
  const odd = ["Bearer", "Bearer  ", "Basic YTpi", `Bearer ${tokens.admin} x`, `bearer ${tokens.admin.slice(0, -1)}`, `Bearer ${"x".repeat(8000)}`, "Bearer hq_0123456789abcdef_x"];
  return fc.oneof(
    { arbitrary: fc.constantFrom(good, `Bearer ${tokens.admin}`), weight: 12 },
    { arbitrary: fc.constantFrom(undefined, `Bearer ${tokens.read}`, `Bearer ${tokens.revoked}`, ...odd), weight: 2 },
  );
}

interface ProbePath {
  readonly text: string;
  readonly isProper: boolean;
}

function paths(route: RouteFacts, { mine, theirs }: ProbeCast): fc.Arbitrary<ProbePath> {
  const proper = (text: string): ProbePath => ({ text: fillPath(route, text), isProper: true });
  if (!route.path.includes(":")) return fc.constant(proper(""));
  const [own, others] = [namesOf(route, mine), [...namesOf(route, theirs), ...namesOf(route, NOBODYS)]];
  return fc.oneof(
    { arbitrary: fc.constantFrom(...own).map(proper), weight: 8 },
    { arbitrary: fc.constantFrom(...others).map(proper), weight: 3 },
    { arbitrary: oddText.map((text) => ({ text: fillPath(route, encoded(text)), isProper: false })), weight: 2 },
    { arbitrary: fc.constantFrom(...RAW_PATHS).map((text) => ({ text: fillPath(route, text), isProper: false })), weight: 1 },
  );
}

/** Not encoded, or wrongly. */
const RAW_PATHS = ["%", "%ff", "%c3%28", "%zz", "..", "%2e%2e", "%2e%2e%2f", "a/b", "a%2fb", "a;b", "*", "a?b=c", "a#b", "//", "\\", "x".repeat(9000), "a\u0080b", "<>"];

export function fillPath({ path }: RouteFacts, name: string): string {
  return path.replace(/:\w+/, () => name);
}

/** Names of what a route's parameter stands for. */
export function namesOf({ path, scope }: RouteFacts, things: ProbeCast["mine"]): readonly string[] {
  if (scope === "deployment") return BYSTANDERS;
  if (path.startsWith("/minimax/")) return things.taskNumbers;
  if (path.startsWith("/openai/v1/models/")) return ["MiniMax-H3"];
  // The first came by the MiniMax door, which deletes it: the good probes of this door begin with the last.
  if (path.startsWith("/openai/")) return things.generations.toReversed();
  if (path.includes("/inputs/")) return things.inputs.map(inputHash);
  if (path.startsWith("/callbacks/")) return things.generations.map((id) => `${id}.1`);
  return path.includes("/batches/") ? things.batches : things.generations;
}

function encoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function queries(operation: Operation, parts: RequestParts): fc.Arbitrary<string> {
  const fields = querySchemas(operation);
  const named = fields.map(([name, schema]) =>
    fc
      .oneof(
        { arbitrary: fc.constant(undefined), weight: 6 },
        { arbitrary: queryValue(name, schema, parts), weight: 5 },
        { arbitrary: oddText.map(encoded), weight: 1 },
      )
      .map((value) => [name, value] as const),
  );
  const odd = fc.constantFrom("%", "%ff=1", "__proto__=1", "constructor[prototype]=1", "limit=1&limit=2", "limit[]=1", "cursor[]=a&cursor[]=b", "&&&", "=", "a".repeat(3000), "nix=1", "limit=1e2", "limit=0x10", "limit=%20%205");
  return fc
    .tuple(fc.tuple(...named), rarely(odd, 6))
    .map(([pairs, more]) => [...pairs.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])), ...(more === undefined ? [] : [more])].join("&"))
    .map((text) => (text === "" ? "" : `?${text}`));
}

function queryValue(name: string, schema: Schema, { cast, document }: RequestParts): fc.Arbitrary<string> {
  const { mine, theirs } = cast;
  const known: Readonly<Record<string, readonly string[]>> = {
    cursor: [...mine.batches, `${mine.batches[0]}:0`, ...theirs.batches, `${theirs.batches[0]}:0`, "0", "1"],
    batch: [...mine.batches, ...theirs.batches, ...NOBODYS.batches],
    task_id: [...mine.taskNumbers, ...theirs.taskNumbers, ...NOBODYS.taskNumbers],
    "filter.task_ids": [mine.taskNumbers.join(","), ...theirs.taskNumbers, ...NOBODYS.taskNumbers, ",", `${mine.taskNumbers[0]}&filter.task_ids=${theirs.taskNumbers[0]}`],
    file_id: [...mine.taskNumbers, ...mine.fileNumbers, ...theirs.taskNumbers, ...theirs.fileNumbers, ...NOBODYS.taskNumbers, ...NOBODYS.fileNumbers],
  };
  const names = known[name];
  if (names !== undefined) return fc.constantFrom(...names);
  return schemaValues(schema, { schemas: document.components.schemas, hints: {} }).map((value) => encoded(String(value)));
}

function querySchemas({ documented, route }: Operation): readonly (readonly [string, Schema])[] {
  if (documented !== undefined) return documented.parameters.filter((each) => each.in === "query").map(({ name, schema }) => [name, schema] as const);
  return Object.entries((jsonSchemaOf(route.query)["properties"] ?? {}) as Readonly<Record<string, Schema>>);
}

function jsonSchemaOf(schema: z.ZodType | undefined): Schema {
  return schema === undefined ? {} : (z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema);
}

function bodies({ documented, route }: Operation, { cast, document }: RequestParts): fc.Arbitrary<ProbeBody | undefined> {
  if (route.streams !== undefined) return streamBodies(route.streams);
  const schema = documented?.requestBody?.content["application/json"]?.schema ?? (route.body === undefined ? undefined : jsonSchemaOf(route.body));
  if (schema !== undefined) return jsonBodies(goodBodies(route, schema, document, cast));
  if (route.method === "GET") return rarely(jsonBodies(fc.constant({})), 20);
  return rarely(jsonBodies(fc.constant({})), 3);
}

/** What a route takes that has done all that it can with it; undefined for one that takes no JSON. */
export function goodBody({ path, body }: RouteFacts, { mine }: ProbeCast): Readonly<Record<string, unknown>> | undefined {
  if (isCreate(path)) return goodRequest(path);
  if (path.endsWith("/v2/video_regeneration")) return GOOD_REMAKE;
  if (path.endsWith("/v2/h3_context_ir")) return GOOD_V2_REQUEST;
  if (path.endsWith("/resolve")) return { fail: true };
  if (path.endsWith("/video_template_generation")) return GOOD_TEMPLATE;
  if (path.endsWith("/files/delete")) return { file_id: mine.taskNumbers[0] };
  if (path.startsWith("/api/v1/bulk/")) return { where: "state=queued" };
  if (path.endsWith("/tokens")) return { generation: mine.generations[0] ?? "" };
  if (path.endsWith("/webhooks/replay")) return { event_id: mine.events[0] };
  if (path === "/mcp") return { jsonrpc: "2.0", id: 1, method: "tools/list" };
  return body === undefined ? undefined : {};
}

const GOOD_REQUEST = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" } as const;
/** As MiniMax's v2 has it. */
const GOOD_V2_REQUEST = {
  model: "MiniMax-H3",
  content: [{ type: "text", text: GOOD_REQUEST.prompt }],
  resolution: "768P",
  duration: 5,
  ratio: "16:9",
} as const;

/** A video that comes along: one of the tenant's would have to be stored. */
const GOOD_REMAKE = {
  model: "MiniMax-H3",
  content: [...GOOD_V2_REQUEST.content, { type: "video_url", video_url: { url: "https://192.0.2.1/x" }, role: "base_video" }],
  resolution: "2K",
} as const;

function goodRequest(path: string): Readonly<Record<string, unknown>> {
  return isV2(path) ? GOOD_V2_REQUEST : GOOD_REQUEST;
}

function isV2(path: string): boolean {
  return path.startsWith("/minimax/v2/");
}

const GOOD_TEMPLATE = { template_id: "393881433990066176", media_inputs: [{ value: "https://192.0.2.1/x" }] } as const;

function isCreate(path: string): boolean {
  return /\/(generations|video_generation|minimax-video-01|openai\/v1\/videos)$/.test(path);
}

function goodBodies(route: RouteFacts, schema: Schema, document: ApiDocument, cast: ProbeCast): fc.Arbitrary<unknown> {
  const values = schemaValues(schema, { schemas: document.components.schemas, hints: bodyHints(cast) });
  if (route.path === "/mcp") return fc.oneof(values, mcpMessages(cast));
  if (!isCreate(route.path)) {
    const good = goodBody(route, cast);
    return good === undefined || Object.keys(good).length === 0 ? values : fc.oneof(values, fc.constant<unknown>(good));
  }
  const request = goodRequest(route.path);
  // Any fields together are rarely a request that a model takes: half of the creates are surely good.
  return fc.oneof(
    { arbitrary: fc.constantFrom<unknown>(request, { ...request, duration: 10 }, { ...request, resolution: isV2(route.path) ? "2K" : "1080P" }), weight: 2 },
    ...(isV2(route.path) ? [{ arbitrary: v2Content.map((content) => ({ ...request, content })), weight: 1 }] : []),
    { arbitrary: values.map((value) => ({ ...request, ...(value as object) })), weight: 1 },
  );
}

/** Messages of the protocol: calls of every tool, with what its arguments may be and may not. */
function mcpMessages({ mine, theirs }: ProbeCast): fc.Arbitrary<unknown> {
  const ids = [...mine.generations, ...mine.batches, ...theirs.generations, ...theirs.batches, ...NOBODYS.batches, "..", "."];
  const anything = fc.oneof(fc.constantFrom<unknown>(...ids, GOOD_REQUEST, [GOOD_REQUEST], 1), oddValue);
  const args = fc.dictionary(fc.constantFrom("video_id", "batch_id", "requests", "request", "name", "model", "prompt", "image_url", "max_cost_usd", "limit", "cursor", "state", "again"), anything, { maxKeys: 4 });
  const tools = ["estimate_cost", "submit_video", "submit_batch", "get_status", "get_results", "list_videos", "list_batches", "explain", "cancel", "retry", "upload_file", "constructor"];
  const timeout = { timeout_seconds: 1 };
  const call = fc.oneof(
    fc.record({ name: fc.constantFrom(...tools), arguments: args }),
    fc.record({ name: fc.constant("wait"), arguments: args.map((some) => ({ ...some, ...timeout })) }),
    fc.record({ uri: fc.oneof(fc.constantFrom(...ids.map((id) => `hailuo://videos/${id}`), "hailuo://videos/%", "file:///etc/passwd"), oddText) }),
  );
  const methods = ["initialize", "ping", "tools/list", "resources/list", "resources/templates/list", "prompts/list", "notifications/initialized", "notifications/cancelled", "nix"];
  const id = fc.constantFrom<unknown>(1, "a", 0, -1, 1.5, "", null, undefined);
  return fc.oneof(
    { arbitrary: fc.tuple(call, id).map(([params, of]) => ({ jsonrpc: "2.0", id: of, method: "uri" in params ? "resources/read" : "tools/call", params })), weight: 4 },
    { arbitrary: fc.record({ jsonrpc: fc.constant("2.0"), id, method: fc.constantFrom(...methods), params: fc.oneof(fc.constant(undefined), args, oddValue) }), weight: 2 },
  );
}

/** Items of all kinds, with what they have and have not to hold. */
const v2Content: fc.Arbitrary<unknown> = fc.array(
  fc.record(
    {
      type: fc.constantFrom<unknown>("text", "image_url", "video_url", "audio_url", "nix", 1, null),
      text: fc.constantFrom<unknown>("A cat", "", 1, "x".repeat(7001)),
      image_url: fc.constantFrom<unknown>({ url: "https://192.0.2.1/x" }, { url: "mm_file://123456789012345" }, { url: "" }, "https://192.0.2.1/x", [], null),
      video_url: fc.constantFrom<unknown>({ url: "https://192.0.2.1/x" }, { url: 1 }, null),
      role: fc.constantFrom<unknown>("first_frame", "last_frame", "reference_image", "reference_video", "reference_audio", "base_video", "__proto__", 1, null),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 15 },
);

function bodyHints({ mine }: ProbeCast): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const urls = ["http://127.0.0.1:49151/x", "http://localhost:49151/x", "https://192.0.2.1/x", "ftp://x", ...ODD_TEXTS.filter((text) => /^(http|data|input)/.test(text))];
  const media = fc.constantFrom(...urls, "data:image/png;base64,iVBORw0KGgo=", "mm_file://123");
  return {
    webhook: fc.constantFrom(...urls),
    image_url: media,
    last_frame_image: media,
    reference_images: fc.array(media, { maxLength: 12 }),
    event_id: fc.constantFrom(...mine.events, "evt_0-0", "evt_1-1", `evt_${"9".repeat(20)}-0`),
    task_id: fc.constantFrom(...mine.taskNumbers, "1"),
    // One that is used twice is refused; that is an answer, too.
    custom_id: fc.nat({ max: 100_000 }).map((at) => `probe-${at}`),
  };
}

function headers({ mine }: ProbeCast): fc.Arbitrary<[string, string][]> {
  const event = fc.constantFrom("0-0", "1-1", "9999999999999999-0", "18446744073709551616-0", "-1-1", "x", "", "1-1, 1-1", "a".repeat(1000));
  const key = fc.oneof(fc.nat({ max: 20 }).map((at) => `order ${at}`), fc.constantFrom("", "a".repeat(255), "a".repeat(256), "\u0080\u00ff", "ÄÖÜ", ...mine.generations, "__proto__"));
  const each: fc.Arbitrary<[string, string]>[] = [
    event.map((value) => ["Last-Event-ID", value]),
    key.map((value) => ["Idempotency-Key", value]),
    fc.constantFrom("same", "new", "", "yes", "new, same").map((value) => ["Hailuo-Resend", value]),
    fc.constantFrom("0", "1", "2", "-1", "x", "9".repeat(400)).map((value) => ["X-Stainless-Retry-Count", value]),
    fc.constantFrom("wait=0", "wait=-1", "wait=x", "respond-async", "wait", "wait=0, wait=0", "").map((value) => ["Prefer", value]),
    fc.constantFrom("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=999999999999999-", "items=0-1", "bytes=0-1,3-4", "x").map((value) => ["Range", value]),
    fc.constantFrom("*/*", "text/html", "", ",,,", "application/json;q=0", "text/event-stream").map((value) => ["Accept", value]),
    fc.constantFrom("https://evil.example", "null", "").map((value) => ["Origin", value]),
    fc.constantFrom("evil.example", "1.2.3.4, 5.6.7.8", "").map((value) => ["X-Forwarded-For", value]),
    fc.constantFrom("*", '"x"').map((value) => ["If-None-Match", value]),
  ];
  return fc.oneof({ arbitrary: fc.constant<[string, string][]>([]), weight: 2 }, { arbitrary: fc.array(fc.oneof(...each), { maxLength: 4 }), weight: 1 });
}

interface OddProtocol {
  readonly method?: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** What a proper client would not send. */
const oddProtocol: fc.Arbitrary<OddProtocol> = fc.oneof(
  fc.constantFrom("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET", "TRACE", "BREW", "get", "PROPFIND", "CONNECT", "QUERY").map((method) => ({ method, headers: [] })),
  fc.constantFrom("", "[", "a b", "[::1", "evil.example", "user@host", "host/path", "host:99999", "x".repeat(300), "\u00e9", "..", "-").map((host) => ({ headers: [["Host", host] as const] })),
  fc.constantFrom("-1", "1e3", "abc", "+1", "99999999999999999999", "1, 2").map((length) => ({ headers: [["Content-Length", length] as const] })),
  // Not "chunked": the gateway would wait for chunks, as it should.
  fc.constantFrom("gzip", "chunked, gzip", "identity", "xchunked", ",").map((coding) => ({ headers: [["Transfer-Encoding", coding] as const] })),
  fc.constantFrom("gzip", "br", "deflate", "x").map((coding) => ({ headers: [["Content-Encoding", coding] as const] })),
  fc.constantFrom("100-continue", "x").map((what) => ({ headers: [["Expect", what] as const] })),
  fc.constant({ headers: [["Connection", "Upgrade"] as const, ["Upgrade", "websocket"] as const] }),
  fc.constant({ headers: [["Cookie", "x".repeat(20_000)] as const] }),
  fc.constant({ headers: Array.from({ length: 150 }, (_, at) => [`X-${at}`, "1"] as const) }),
  oddContentType.map((type) => ({ headers: type === undefined ? [] : [["Content-Type", type] as const] })),
  fc.constant({ headers: [["Bad Header", "x"] as const] }),
  fc.constant({ headers: [["X-Method-Override", "DELETE"] as const] }),
);

/** Requests that mean no operation: paths that are not there, methods of nobody, request lines that are none. */
export function strayProbes({ cast }: RequestParts): fc.Arbitrary<OperationProbe> {
  const prefixes = ["", "/", "/api/v1/", "/api/v1/generations/", "/api/v1/batches/", "/minimax/", "/minimax/v1/", "/openai/", "/openai/v1/videos/", "/mcp", "/mcp/", "/callbacks/", "/api/v1/docs/", "/api/v1/docs/static/", "//", "/api/v2/"];
  return fc
    .record({
      method: fc.constantFrom("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "PROPFIND", "get", "G".repeat(300)),
      prefix: fc.constantFrom(...prefixes),
      rest: fc.oneof(fc.constantFrom(...RAW_PATHS, "nix", "..%2f..%2fetc%2fpasswd", "openapi.json", "index.html", ""), oddText.map(encoded)),
      token: fc.constantFrom(undefined, cast.tokens.read, cast.tokens.admin),
      odd: rarely(oddProtocol, 6),
    })
    .map(({ method, prefix, rest, token, odd }) => ({
      probe: {
        method,
        target: prefix + rest || "/",
        headers: [...(token === undefined ? [] : [["Authorization", `Bearer ${token}`] as const]), ...(odd?.headers ?? [])],
      },
      isProper: false,
    }));
}
