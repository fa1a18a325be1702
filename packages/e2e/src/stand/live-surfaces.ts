import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { API_KEY } from "./open-stand.ts";

export interface LiveSurfaces extends AsyncDisposable {
  readonly url: string;
  /** The bodies of creates, in the order of their arrival, by path. */
  readonly creates: readonly { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
}

export interface LiveSurfacesOptions {
  /** v1 files then name a link that leads nowhere, and the real one as the second place. */
  readonly deadFirstLinks?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Of every v2 task here, whatever was asked for. */
const V2_USAGE = { total_seconds: 8, input_seconds: 3, output_seconds: 5, input_image_count: 1 };

const DEAD_PATH = "/dead.mp4";

const json = (body: Json): Reply => ({ status: 200, text: JSON.stringify(body) });

/**
 * The provider's three APIs at one place: v1 is the simulator's own; v2 and templates are told in their words of a v1 task that is made at
 * the simulator for each, so that its books count all of them.
 */
export async function startLiveSurfaces(simulatorUrl: string, { deadFirstLinks = false }: LiveSurfacesOptions = {}): Promise<LiveSurfaces> {
  const creates: { path: string; body: Json }[] = [];
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };

  async function pass(path: string, body?: object): Promise<Reply> {
    const answer = await fetch(`${simulatorUrl}${path}`, {
      headers,
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function ask(path: string, body?: object): Promise<Json> {
    return JSON.parse((await pass(path, body)).text) as Json;
  }

  async function buy(prompt: string): Promise<Json> {
    return await ask("/v1/video_generation", { model: "MiniMax-Hailuo-2.3", prompt });
  }

  async function look(taskId: string): Promise<{ readonly status: string; readonly url: string }> {
    const { status, file_id } = await ask(`/v1/query/video_generation?task_id=${taskId}`);
    if (status !== "Success") return { status: String(status), url: "" };
    const { file } = await ask(`/v1/files/retrieve?file_id=${String(file_id)}`);
    return { status, url: String((file as Json)["download_url"]) };
  }

  async function answer(method: string, url: URL, body: Json): Promise<Reply> {
    const { pathname, searchParams } = url;
    if (method === "POST") creates.push({ path: pathname, body });
    if (pathname === "/v2/video_generation") {
      const text = (body["content"] as readonly Json[])[0]?.["text"];
      return json({ task_id: (await buy(`H3: ${String(text)}`))["task_id"] });
    }
    if (pathname.startsWith("/v2/query/video_generation/")) {
      const id = pathname.slice("/v2/query/video_generation/".length);
      const { status, url: link } = await look(id);
      if (status !== "Success") return json({ task: { id, status: "running", content: {}, usage: {} } });
      return json({ task: { id, status: "succeeded", content: { url: link }, usage: V2_USAGE } });
    }
    if (pathname === "/v1/video_template_generation") return json(await buy(`template ${String(body["template_id"])}`));
    if (pathname === "/v1/query/video_template_generation") {
      const id = searchParams.get("task_id") ?? "";
      const { status, url: link } = await look(id);
      return json({ task_id: id, status, video_url: link, base_resp: { status_code: 0, status_msg: "success" } });
    }
    if (pathname === DEAD_PATH) return { status: 404, text: "<h1>Not found</h1>" };
    if (deadFirstLinks && pathname === "/v1/files/retrieve") {
      const told = await ask(`${pathname}${url.search}`);
      const file = told["file"] as Json;
      return json({ ...told, file: { ...file, download_url: `${base()}${DEAD_PATH}`, backup_download_url: file["download_url"] } });
    }
    return await pass(`${pathname}${url.search}`, method === "POST" ? body : undefined);
  }

  const server = http.createServer((request, response) => void respond(request, response, answer));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  function base(): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  return {
    url: base(),
    creates,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (method: string, url: URL, body: Json) => Promise<Reply>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body = text === "" ? {} : (JSON.parse(text) as Json);
  const told = await answer(request.method ?? "GET", new URL(request.url ?? "/", "http://any"), body);
  response.writeHead(told.status, { "content-type": "application/json" }).end(told.text);
}
