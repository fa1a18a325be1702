import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  createPriceTable,
  type GenerationRequest,
  MODEL_NAMES,
  type ModelName,
  MODELS,
  parseGenerationRequest,
  type ProviderTask,
  TEMPLATE_MODEL,
  VIDEO_TEMPLATES,
} from "@hailuo-queue/contracts";
import { createMinimaxClient, type MinimaxClient } from "@hailuo-queue/minimax";
import { type Simulator, startSimulator } from "@hailuo-queue/simulator";
import fc from "fast-check";
import { readTasks } from "./stand/books.ts";

/**
 * The rules of requests, the dialects and the price list, against a provider that was written from the same facts but
 * not from them.
 */
const REQUESTS_OF_EACH_MODEL = 30;
/** So many drawn requests find that many that we take. */
const DRAWN = 1200;
const SEED = 20_261_123;

let simulator: Simulator;
let clients: Readonly<Record<(typeof MODELS)[ModelName]["side"], MinimaxClient>>;
const signal = new AbortController().signal;

beforeAll(async () => {
  simulator = await startSimulator({
    dialects: ["minimax-v1", "minimax-v2", "minimax-agent"],
    lifetime: { fixedMs: 0 },
  });
  const open = (dialect: "minimax-v1" | "minimax-v2" | "minimax-agent"): MinimaxClient =>
    createMinimaxClient({ baseUrl: simulator.url, apiKey: "any", dialect });
  clients = { v1: open("minimax-v1"), v2: open("minimax-v2"), agent: open("minimax-agent") };
});

afterAll(async () => {
  for (const client of Object.values(clients)) await client.close();
  await simulator.close();
});

const url = fc.nat(999).map((number) => `https://example.com/${number}.png`);
const urls = (most: number) => fc.array(url, { minLength: 1, maxLength: most });
const prompt = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("A paper boat", "x", "[Push in] 猫", "猫".repeat(2000)) },
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(2001), "x".repeat(7000), "x".repeat(7001)) },
);
const template = fc.constantFrom(...Object.keys(VIDEO_TEMPLATES));
const texts = fc.array(fc.constantFrom("A poem", "Dear you"), { maxLength: 2 });

/** What each field may be, good and bad. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  prompt,
  image_url: url,
  last_frame_image: url,
  duration: fc.integer({ min: 4, max: 15 }),
  resolution: fc.constantFrom("480P", "512P", "768P", "1080P", "2K"),
  enable_prompt_expansion: fc.boolean(),
  fast_pretreatment: fc.boolean(),
  aigc_watermark: fc.boolean(),
  subject_reference: url,
  ratio: fc.constantFrom("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
  reference_images: urls(10),
  reference_videos: urls(4),
  reference_audio: urls(4),
  prompt_expansion_mode: fc.constantFrom("disabled", "balanced", "quality"),
  template_id: template,
  media_inputs: urls(2),
  text_inputs: texts,
  base_video: url,
  // Of a task that is there: packages/e2e/src/v2-siblings.e2e.test.ts.
  source_task_id: fc.constant(undefined),
};

/** Each of its fields is there or not; of references and frames, which exclude each other, only one kind. */
function requestsFor(model: ModelName): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const { fields } = MODELS[model];
  const some = (left: RegExp): fc.Arbitrary<object> => {
    const drawn = Object.fromEntries(
      fields.filter((field) => !left.test(field)).map((field) => [field, VALUES[field] ?? fc.constant(undefined)]),
    );
    return fc.record(drawn, { requiredKeys: [] });
  };
  const own = fc.oneof(some(/^reference_/), some(/image/), some(/^reference_videos$|_url$|_frame_image$/));
  return own.map((drawn) => (model === TEMPLATE_MODEL ? { ...drawn } : { model, ...drawn }));
}

function takenRequests(model: ModelName): readonly GenerationRequest[] {
  const drawn = fc.sample(requestsFor(model), { seed: SEED, numRuns: DRAWN });
  const taken = drawn.flatMap((input) => {
    const parsed = parseGenerationRequest(input);
    return parsed.ok ? [parsed.request] : [];
  });
  return taken.slice(0, REQUESTS_OF_EACH_MODEL);
}

async function makeVideo(
  request: GenerationRequest,
): Promise<{ readonly taskId: string; readonly task: ProviderTask }> {
  const client = clients[MODELS[request.model].side];
  const { taskId } = await client.createTask(request, { signal });
  return { taskId, task: await client.getTask(taskId, { signal }) };
}

test.each(MODEL_NAMES)(
  "%s: what we take the provider takes, field by field, and it bills what we book",
  async (model) => {
    const requests = takenRequests(model);
    expect(requests.length).toBeGreaterThan(20);
    const prices = createPriceTable();
    const booked = new Map<string, { readonly request: GenerationRequest; readonly microUsd: number | null }>();
    for (const request of requests) {
      const { taskId, task } = await makeVideo(request);
      booked.set(taskId, { request, microUsd: prices.priceOf(request, Date.now(), task.usage) ?? null });
    }
    const charged = new Map(
      (await readTasks(simulator)).map(({ id, billedUsd }) => [
        id,
        billedUsd === null ? null : Math.round(billedUsd * 1e6),
      ]),
    );
    for (const [taskId, { request, microUsd }] of booked)
      expect({ request, microUsd }).toEqual({ request, microUsd: charged.get(taskId) });
    expect(simulator.stats()).toMatchObject({ refused: {}, ignoredFields: {} });
  },
);
