// Receives webhooks: verifies the signature, ignores repeated deliveries, and answers quickly.
//
//   curl -X POST http://127.0.0.1:8080/api/v1/webhooks/secret -H "Authorization: Bearer $(cat key)"      (shown once)
//   WEBHOOK_SECRET=whsec_… npx tsx examples/webhook-receiver.ts 9000
//
// The gateway sends webhooks to public addresses only. For a receiver on this machine start it with
// HAILUO_WEBHOOK_ALLOW_PRIVATE=true.
import { createServer, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";

interface Event {
  readonly type: string;
  readonly data: { readonly id: string; readonly state?: string };
}

const MAX_BODY_BYTES = 1024 * 1024;

const [port = "9000"] = process.argv.slice(2);
const webhook = new Webhook(process.env["WEBHOOK_SECRET"] ?? "");
/** A delivery may come twice with the same id. A real receiver keeps the ids in its database, for a day. */
const handled = new Set<string>();

/** The body exactly as it was sent: the signature covers its bytes. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function receive(request: IncomingMessage): Promise<number> {
  let event: Event;
  try {
    event = webhook.verify(await readBody(request), request.headers as Record<string, string>) as Event;
  } catch (error) {
    console.error(`refused: ${(error as Error).message}`);
    return 401;
  }
  const id = String(request.headers["webhook-id"]);
  if (!handled.has(id)) {
    handled.add(id);
    console.log(`${event.type} ${event.data.id} ${event.data.state ?? ""}`.trimEnd());
  }
  return 204;
}

const server = createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end());
});
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on ${JSON.stringify(server.address())}`));
process.once("SIGTERM", () => server.close());
