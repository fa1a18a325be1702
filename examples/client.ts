// Makes a batch over HTTP: opens it, streams items into it, seals it, follows it, and reads the results. It needs a
// running gateway and workers.
//
//   npx hailuo keys create --tenant studio > key
//   HAILUO_KEY=$(cat key) npx tsx examples/client.ts http://127.0.0.1:8080
import { createClient } from "@hailuo-queue/client";

const [baseUrl = "http://127.0.0.1:8080"] = process.argv.slice(2);
const client = createClient({ baseUrl, apiKey: process.env["HAILUO_KEY"] ?? "" });

const { data: batch, error } = await client.api.POST("/api/v1/batches", { body: { budget_usd: 5 } });
// A refusal is a value with the fields that are wrong; only a gateway that cannot be reached throws.
if (error !== undefined) throw new Error(`${error.code}: ${error.detail}`);

function* shots(): Generator<{ custom_id: string; model: string; prompt: string }> {
  for (let shot = 1; shot <= 3; shot += 1) {
    yield { custom_id: `shot-${shot}`, model: "MiniMax-Hailuo-2.3", prompt: `Waves against a pier, shot ${shot}` };
  }
}

const { created, invalid } = await client.sendItems(batch.id, shots());
console.log(`${created} items sent, ${invalid} invalid`);

// Nothing starts before the seal. `total` makes the gateway refuse a batch that lacks items.
await client.api.POST("/api/v1/batches/{id}/seal", { params: { path: { id: batch.id } }, body: { total: 3 } });
for await (const { event } of client.batchEvents(batch.id)) if (event === "end") console.log("the batch has ended");
for await (const { custom_id, state, location } of client.results(batch.id))
  console.log(custom_id, state, location ?? "");
