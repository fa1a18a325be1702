import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Takes webhooks, and knows when the first of each place came. */
export interface WebhookInbox {
  readonly url: string;
  /** When the first came to this path, by performance.now(); resolves once it is there. */
  arrival(path: string): Promise<number>;
  close(): Promise<void>;
}

export async function openWebhookInbox(): Promise<WebhookInbox> {
  const arrivals = new Map<string, PromiseWithResolvers>();
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      response.writeHead(204).end();
      placeOf(request.url ?? "").resolve(performance.now());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function placeOf(path: string): PromiseWithResolvers {
    const arrival = arrivals.get(path) ?? createArrival();
    arrivals.set(path, arrival);
    return arrival;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrival: (path) => placeOf(path).promise,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface PromiseWithResolvers {
  readonly promise: Promise<number>;
  readonly resolve: (at: number) => void;
}

function createArrival(): PromiseWithResolvers {
  let resolve: (at: number) => void = () => undefined;
  const promise = new Promise<number>((settle) => (resolve = settle));
  return { promise, resolve };
}
