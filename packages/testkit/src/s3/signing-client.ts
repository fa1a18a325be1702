import { createHash, createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";

export interface SigningClientOptions {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly endpoint: string;
}

export interface SendOptions {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly now?: Date;
  /** Changes the request after it was signed. */
  readonly tamper?: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface SigningClient {
  /** The path percent-encoded as it goes over the wire. */
  send(
    method: string,
    path: string,
    options?: SendOptions,
  ): Promise<{ status: number; text: string; headers: Headers }>;
  presign(method: string, path: string, expiresIn: number): Promise<string>;
}

/** A second, independent writing of SigV4, from its published description: the stand-in's own must agree with it. */
export function createSigningClient(options: SigningClientOptions): SigningClient {
  const { accessKeyId, secretAccessKey, region, endpoint } = options;
  const scopeOf = (stamp: string): string => `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const signatureOf = (canonical: string, stamp: string): string => {
    const toSign = ["AWS4-HMAC-SHA256", stamp, scopeOf(stamp), hash(canonical)].join("\n");
    const key = [stamp.slice(0, 8), region, "s3", "aws4_request"].reduce<string | Buffer>(
      mac,
      `AWS4${secretAccessKey}`,
    );
    return mac(key, toSign).toString("hex");
  };
  return {
    async send(
      method,
      path,
      { body = "", headers: extra = {}, host = new URL(endpoint).host, now = new Date(), tamper = {} } = {},
    ) {
      const stamp = stampOf(now);
      const headers: Record<string, string> = {
        host,
        "x-amz-date": stamp,
        "x-amz-content-sha256": hash(body),
        ...extra,
      };
      const names = Object.keys(headers).toSorted();
      const list = names.join(";");
      const canonical = [
        method,
        ...splitPath(path),
        ...names.map((name) => `${name}:${headers[name]}`),
        "",
        list,
        headers["x-amz-content-sha256"],
      ].join("\n");
      const authorization =
        `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeOf(stamp)}, ` +
        `SignedHeaders=${list}, Signature=${signatureOf(canonical, stamp)}`;
      return exchange(
        endpoint,
        tamper.method ?? method,
        tamper.path ?? path,
        { ...headers, authorization, ...tamper.headers },
        body,
      );
    },
    presign(method, path, expiresIn) {
      const stamp = stampOf(new Date());
      const { host } = new URL(endpoint);
      const query = [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256",
        `X-Amz-Credential=${encode(`${accessKeyId}/${scopeOf(stamp)}`)}`,
        `X-Amz-Date=${stamp}`,
        `X-Amz-Expires=${expiresIn}`,
        "X-Amz-SignedHeaders=host",
      ].join("&");
      const encoded = path.split("/").map(encode).join("/");
      const canonical = [method, encoded, query, `host:${host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
      return Promise.resolve(`${endpoint}${encoded}?${query}&X-Amz-Signature=${signatureOf(canonical, stamp)}`);
    },
  };
}

function exchange(
  endpoint: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<{ status: number; text: string; headers: Headers }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint);
    const sent = { ...headers, "content-length": String(Buffer.byteLength(body)) };
    const request = requestHttp({ host: hostname, port, method, path, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const received = new Headers();
        for (const [name, value] of Object.entries(response.headers)) received.set(name, String(value));
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8"), headers: received });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Canonical path and sorted canonical query. */
function splitPath(path: string): readonly [string, string] {
  const [plain = "", query = ""] = path.split("?");
  const fields = [...new URLSearchParams(query)].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return [plain, fields.toSorted().join("&")];
}

const stampOf = (date: Date): string => date.toISOString().replace(/[-:]|\.\d{3}/g, "");
const hash = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const mac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
