import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { checkReadiness } from "./readiness.ts";
import { type HealthServer, type HealthServerOptions, startHealthServer } from "./start-health-server.ts";

test("a healthy process answers 200 on all three paths", async () => {
  await withServer({}, async (server) => {
    expect(await get(server, "/healthz")).toEqual([200, '{"ok":true}\n']);
    expect(await get(server, "/readyz?verbose")).toEqual([200, '{"ok":true,"checks":{"redis":"ok"}}\n']);
    expect(await get(server, "/metrics")).toEqual([200, "up 1\n"]);
    expect((await get(server, "/"))[0]).toBe(404);
    expect((await fetch(`${server.url}/healthz`, { method: "POST" })).status).toBe(405);
    const head = await fetch(`${server.url}/healthz`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});

test("a process that should be restarted answers 503 with the reason", async () => {
  await withServer({ alive: () => "the worker stopped" }, async (server) => {
    expect(await get(server, "/healthz")).toEqual([503, '{"ok":false,"reason":"the worker stopped"}\n']);
  });
});

test("a process that is not ready answers 503 with each check, without the password in an error", async () => {
  const ready = () =>
    checkReadiness({
      redis: () => Promise.reject(new Error("no connection to redis://:hunter2@host:1")),
      storage: () => Promise.resolve(),
    });
  await withServer({ ready }, async (server) => {
    expect(await get(server, "/readyz")).toEqual([
      503,
      '{"ok":false,"checks":{"redis":"no connection to redis://[redacted]@host:1","storage":"ok"}}\n',
    ]);
  });
});

test("a check that hangs fails alone, and its signal is aborted", async () => {
  let aborted = false;
  const hangs = (signal: AbortSignal) =>
    new Promise(() => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
    });
  expect(await checkReadiness({ redis: hangs, storage: () => Promise.resolve() }, 20)).toEqual({
    ok: false,
    checks: { redis: "no answer within 20 ms", storage: "ok" },
  });
  expect(aborted).toBe(true);
});

test("a source that hangs or throws is answered all the same", async () => {
  const sources = {
    ready: () => new Promise<never>(() => undefined),
    metrics: () => Promise.reject(new Error("broken")),
    timeoutMs: 20,
  };
  await withServer(sources, async (server) => {
    expect((await get(server, "/readyz"))[0]).toBe(503);
    expect(await get(server, "/metrics")).toEqual([500, '{"error":"broken"}\n']);
  });
});

test("close does not wait for a connection that sends nothing", async () => {
  const server = await start({});
  const socket = connect({ host: "127.0.0.1", port: server.port ?? 0 });
  await once(socket, "connect");
  const hungUp = once(
    socket.resume().on("error", () => undefined),
    "close",
  );
  await server.close();
  await hungUp;
  expect(socket.destroyed).toBe(true);
});

test("a port that is taken is an error that names the setting", async () => {
  await withServer({}, async (server) => {
    await expect(start({ port: server.port ?? 0 })).rejects.toThrow(/EADDRINUSE.*Set HAILUO_HEALTH_PORT/);
  });
});

test("off serves nothing", async () => {
  const server = await start({ port: "off" });
  expect(server.url).toBeUndefined();
  await server.close();
});

function start(options: Partial<HealthServerOptions>): Promise<HealthServer> {
  return startHealthServer({
    host: "127.0.0.1",
    port: 0,
    alive: () => undefined,
    ready: () => checkReadiness({ redis: () => Promise.resolve("PONG") }),
    metrics: () => Promise.resolve({ contentType: "text/plain", body: "up 1\n" }),
    ...options,
  });
}

async function withServer(
  options: Partial<HealthServerOptions>,
  use: (server: HealthServer) => Promise<void>,
): Promise<void> {
  const server = await start(options);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function get(server: HealthServer, path: string): Promise<[status: number, body: string]> {
  const response = await fetch(`${server.url}${path}`);
  return [response.status, await response.text()];
}
