import { expect, test } from "@jest/globals";
import { createServer, request as requestHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { createGuardedAgents, PrivateAddressError, type ResolveName } from "./guarded-agents.ts";

/** Answers with each of these in turn, the last one for ever. */
function resolverOf(...answers: readonly (readonly string[])[]): ResolveName {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
}

/**
 * What came of a request for a name that the resolver leads to a server on this machine, and whether that server was
 * reached.
 */
async function callThrough(
  allowPrivateHosts: boolean,
  resolveName: ResolveName,
): Promise<{ readonly result: unknown; readonly connections: number }> {
  let connections = 0;
  const server = createServer((_request, response) => response.end()).on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agents = createGuardedAgents(allowPrivateHosts, resolveName);
  try {
    const url = `http://rebind.example:${(server.address() as AddressInfo).port}/`;
    const result = await new Promise<unknown>((resolve) => {
      requestHttp(url, { agent: agents.http })
        .once("response", (response) => resolve(response.resume().statusCode))
        .once("error", resolve)
        .end();
    });
    return { result, connections };
  } finally {
    agents.http.destroy();
    agents.https.destroy();
    server.closeAllConnections();
    server.close();
  }
}

test("a name that was public when it was named and is private when it is called is refused before anything is connected", async () => {
  const resolveName = resolverOf(["93.184.216.34"], ["127.0.0.1"]);
  const named = await new Promise((resolve) =>
    resolveName("rebind.example", { all: true }, (_error, addresses) => resolve(addresses)),
  );
  expect(named).toEqual([{ address: "93.184.216.34", family: 4 }]);
  const { result, connections } = await callThrough(false, resolveName);
  expect(result).toBeInstanceOf(PrivateAddressError);
  expect(connections).toBe(0);
});

test.each([
  [["93.184.216.34", "127.0.0.1"]],
  [["127.0.0.1", "93.184.216.34"]],
  [["::ffff:127.0.0.1"]],
  [["::1"]],
  [["0.0.0.0"]],
])("a name that leads to %j is refused whole", async (addresses) => {
  const { result, connections } = await callThrough(false, resolverOf(addresses));
  expect(result).toBeInstanceOf(PrivateAddressError);
  expect(connections).toBe(0);
});

test("a name that leads inside is called where that is allowed, but never at a metadata address", async () => {
  expect(await callThrough(true, resolverOf(["127.0.0.1"]))).toEqual({ result: 200, connections: 1 });
  expect((await callThrough(true, resolverOf(["169.254.169.254"]))).result).toBeInstanceOf(PrivateAddressError);
});
