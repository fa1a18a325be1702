import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** What a proxy refuses, and how else it is met. */
export interface ProxyBehaviour {
  /** Answers every CONNECT with this instead of a tunnel. */
  readonly refuseTunnels?: number;
  /** Answers everything with this, plain requests as well as CONNECT. */
  readonly refuse?: number;
  /** `user:password`; without it callers are answered 407. */
  readonly login?: string;
  /** Each call is taken up so much later. */
  readonly delayMs?: number;
  /** Takes calls and answers none. */
  readonly silent?: boolean;
  /** Answers each plain request with 200 and this page, as a network that wants a login first. */
  readonly page?: string;
}

/** Where a proxy leads besides. */
export interface ProxyOptions extends ProxyBehaviour {
  /**
   * Where names lead, as `host:port`; what is not named here is not found, so that a call that finds it went through
   * this proxy.
   */
  readonly hosts: Readonly<Record<string, string>>;
}

/** A running HTTP proxy that remembers what it was asked. */
export interface Proxy {
  /** `http://127.0.0.1:<port>`, with the login where there is one. */
  readonly url: string;
  /** What came, oldest first: `CONNECT host:443`, `GET http://host/path`. */
  readonly seen: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real HTTP proxy: tunnels by CONNECT, and plain requests in absolute form. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const seen: string[] = [];
  const wanted = options.login === undefined ? undefined : `Basic ${Buffer.from(options.login).toString("base64")}`;
  const isWelcome = (message: IncomingMessage): boolean =>
    wanted === undefined || message.headers["proxy-authorization"] === wanted;
  const placeOf = (host: string): { host: string; port: number } | undefined => {
    const [name, port] = options.hosts[host]?.split(":") ?? [];
    return name === undefined ? undefined : { host: name, port: Number(port) };
  };

  const forward = (message: IncomingMessage, response: ServerResponse): void => {
    seen.push(`${message.method} ${message.url}`);
    const url = new URL(message.url ?? "", "http://origin-form.invalid");
    const place = placeOf(url.hostname);
    if (options.page !== undefined)
      return void response.writeHead(200, { "content-type": "text/html" }).end(options.page);
    if (options.refuse !== undefined)
      return void response.writeHead(options.refuse).end("<html>refused by the proxy</html>");
    if (!isWelcome(message)) return void response.writeHead(407).end();
    if (place === undefined) return void response.writeHead(502).end("no such host");
    const { "proxy-authorization": _login, "proxy-connection": _kept, ...headers } = message.headers;
    const onward = request({ ...place, path: url.pathname + url.search, method: message.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    message.pipe(onward);
  };

  const sockets = new Set<Socket>();
  const tunnel = (message: IncomingMessage, client: Socket, head: Buffer): void => {
    seen.push(`CONNECT ${message.url}`);
    client.on("error", () => client.destroy());
    const [name = ""] = message.url?.split(":") ?? [];
    const place = placeOf(name);
    const refusal =
      options.refuse ?? options.refuseTunnels ?? (isWelcome(message) ? (place === undefined ? 502 : undefined) : 407);
    if (refusal !== undefined || place === undefined) {
      client.end(`HTTP/1.1 ${refusal} no\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(place, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
    client.on("close", () => onward.destroy());
  };

  /** When its time has come; never, where it is silent. */
  const inTime = (take: () => void): void => {
    if (options.silent === true) return;
    if (options.delayMs === undefined) take();
    else setTimeout(take, options.delayMs);
  };
  const server = createServer((message, response) => inTime(() => forward(message, response)));
  server.on("connect", (message: IncomingMessage, client: Socket, head: Buffer) =>
    inTime(() => tunnel(message, client, head)),
  );
  server.on("connection", (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.login === undefined ? "" : `${options.login}@`}127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
