import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ROLES } from "@hailuo-queue/access";
import { createKeys } from "@hailuo-queue/store";
import { startGatewayProcess } from "./__fixtures__/gateway-process.ts";
import { TEXT } from "./__fixtures__/gateway-world.ts";
import { type ChosenPlace, pairsOf, placesOf } from "./__fixtures__/probes/chosen-values.ts";
import { createJudge, type JudgeAnswer } from "./__fixtures__/probes/judge-answer.ts";
import { type ApiDocument, listOperations, type Operation } from "./__fixtures__/probes/operations.ts";
import type { Probe } from "./__fixtures__/probes/probe.ts";
import { fillPath, goodBody, namesOf } from "./__fixtures__/probes/probe-requests.ts";
import { openProbeStand, type ProbeStand } from "./__fixtures__/probes/probe-stand.ts";
import { describeApi } from "./openapi/describe-api.ts";

const operations = listOperations(JSON.parse(JSON.stringify(describeApi())) as ApiDocument);
const document = JSON.parse(JSON.stringify(describeApi())) as ApiDocument;
const places = operations.flatMap((operation) =>
  placesOf(operation, document).map(
    (place) => [`${operation.name}: ${place.name} (${place.where})`, operation, place] as const,
  ),
);

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let stand: ProbeStand;
let judge: JudgeAnswer;
beforeAll(async () => {
  stand = await openProbeStand({ redisUrl });
  judge = createJudge(stand);
});
afterAll(async () => {
  await stand[Symbol.asyncDispose]();
});

describe("what another tenant has is answered as what never was, wherever a caller may name it, in every role", () => {
  test.each(places)("%s", async (_name, operation, place) => {
    const all = pairsOf(place, operation, stand.cast) ?? [];
    expect(all).not.toEqual([]);
    for (const role of [undefined, "revoked", ...ROLES] as const) {
      // Whoever has no good key is told the same of everything: one of each kind will do.
      const isKnown = role !== undefined && role !== "revoked";
      const pairs = isKnown ? all : all.filter(({ what }, at) => all.findIndex((pair) => pair.what === what) === at);
      // One after the other: many at once would be told of the tenant's limit of uploads, each in its own moment.
      const seen: { what: string; theirs: string; one: Answered; other: Answered }[] = [];
      for (const { what, theirs, nobodys } of pairs) {
        const [one, other] = [await ask(operation, place, role, theirs), await ask(operation, place, role, nobodys)];
        seen.push({ what, theirs, one, other });
      }
      expect(seen.flatMap(({ one, other }) => [...(one.secrets ?? []), ...(other.secrets ?? [])])).toEqual([]);
      expect(seen.map(({ what, theirs, one }) => [role, what, theirs, one])).toEqual(
        seen.map(({ what, theirs, other }) => [role, what, theirs, other]),
      );
    }
  });
});

describe("a cursor goes on with the list that gave it, and with no other", () => {
  const LISTS = [
    "/api/v1/generations?limit=1",
    "/api/v1/generations?limit=1&state=queued",
    "/api/v1/batches?limit=1",
    "batch",
  ] as const;
  const pathOf = (list: (typeof LISTS)[number]): string =>
    list === "batch" ? `/api/v1/generations?limit=1&batch=${stand.cast.mine.batches[1] ?? ""}` : list;

  test.each(LISTS)("%s", async (list) => {
    const { world, cast } = stand;
    const cursor = await cursorOf(list);
    expect(
      (await world.call("GET", `${pathOf(list)}&cursor=${encodeURIComponent(cursor)}`, cast.tokens.read)).status,
    ).toBe(200);
    const others = LISTS.filter((other) => other !== list).map(pathOf);
    const changed = [
      cursor.slice(0, -2),
      `${cursor}AA`,
      cursor.slice(1),
      flip(cursor, 0),
      flip(cursor, Math.floor(cursor.length / 2)),
      `${cursor}:0`,
      cursor.toUpperCase(),
    ];
    const answers = await Promise.all([
      ...others.map((path) => world.call("GET", `${path}&cursor=${encodeURIComponent(cursor)}`, cast.tokens.read)),
      ...changed.map((text) =>
        world.call("GET", `${pathOf(list)}&cursor=${encodeURIComponent(text)}`, cast.tokens.read),
      ),
    ]);
    expect(answers.map(({ status, body }) => [status, body["code"]])).toEqual(answers.map(() => [400, "bad_cursor"]));
    expect(new Set(answers.map(({ text }) => text.replaceAll(cursor, "CURSOR"))).size).toBe(1);
  });

  test("and with none once the secret that it was sealed with is another", async () => {
    const { world, cast } = stand;
    const path = `${pathOf(LISTS[0])}&cursor=${encodeURIComponent(await cursorOf(LISTS[0]))}`;
    await world.redis.del(createKeys(world.prefix.slice(1, -1)).cursorSecret);
    const later = await startGatewayProcess({
      REDIS_URL: redisUrl,
      HAILUO_PREFIX: world.prefix.slice(1, -1),
      HAILUO_GATEWAY_PORT: "0",
    });
    try {
      const answer = await fetch(later.url + path, { headers: { authorization: `Bearer ${cast.tokens.read}` } });
      expect([answer.status, ((await answer.json()) as { readonly code: string }).code]).toEqual([400, "bad_cursor"]);
    } finally {
      await later.close();
    }
  });

  /** A page that has a next one: something more is made until there is. */
  async function cursorOf(list: (typeof LISTS)[number]): Promise<string> {
    const { world, cast } = stand;
    for (;;) {
      const { body } = await world.call("GET", pathOf(list), cast.tokens.submit);
      if (typeof body["next_cursor"] === "string") return body["next_cursor"];
      await world.call("POST", "/api/v1/generations", cast.tokens.submit, TEXT);
      await world.call("POST", "/api/v1/batches", cast.tokens.submit, {});
    }
  }
});

function flip(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

type Answered = Awaited<ReturnType<typeof ask>>;

/** The answer in a form that two of the same kind share, with what is wrong with it in any case. */
async function ask(
  operation: Operation,
  place: ChosenPlace,
  role: keyof ProbeStand["cast"]["tokens"] | undefined,
  value: string,
) {
  const probe = probeWith(operation, place, role, value);
  const result = await stand.send(probe);
  if (result.type !== "answer") return { type: result.type };
  const { status, headers, body } = result.answer;
  const secrets = judge({ operation, probe, isProper: true }, result.answer).filter((fault) =>
    fault.startsWith("it tells"),
  );
  const text = body.toString("utf8");
  return {
    status,
    secrets: secrets.filter(
      (fault) => !fault.startsWith("it tells where") && !fault.startsWith("it tells of the inside"),
    ),
    headers: [...headers]
      .filter(([name]) => name !== "date" && name !== "content-length" && name !== "trace-id")
      .map(([name, text]) => [name, plain(text, value)]),
    body: status < 300 && isMaking(operation) ? "made" : plain(text, value),
  };
}

/** What makes something answers with something new each time. */
function isMaking({ route }: Operation): boolean {
  return route.method === "POST" && !route.path.includes(":");
}

/** Without what was sent, and without what differs between any two moments. */
function plain(text: string, sent: string): string {
  return text
    .replaceAll(sent, "SENT")
    .replaceAll(/(gen|batch)_[0-9a-f]{32}/g, "$1_ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/"request_id":"[0-9a-f]{32}"/g, '"request_id":"ID"')
    .replaceAll(/"starts_in_seconds":[\d.]+/g, '"starts_in_seconds":N');
}

function probeWith(
  operation: Operation,
  { where, name }: ChosenPlace,
  role: keyof ProbeStand["cast"]["tokens"] | undefined,
  value: string,
): Probe {
  const { route } = operation;
  const path = fillPath(
    route,
    where === "path" ? encodeURIComponent(value) : (namesOf(route, stand.cast.mine)[0] ?? ""),
  );
  const good = goodBody(route, stand.cast);
  // Instead of what else says what is to be done.
  const named = name === "task_id" ? { task_id: value } : { ...good, [name]: value };
  const json = good === undefined ? undefined : JSON.stringify(where === "body" ? named : good);
  const body = route.streams === undefined ? json : "";
  return {
    method: route.method,
    // Of a page of one, a list that should never have begun comes back before it finds its mistake.
    target: where === "query" ? `${path}?limit=1&${name}=${encodeURIComponent(value)}` : path,
    headers: [
      ...(role === undefined ? [] : [["Authorization", `Bearer ${stand.cast.tokens[role]}`] as const]),
      ...(body === undefined ? [] : [["Content-Type", route.streams?.[0] ?? "application/json"] as const]),
      ...(where === "header" ? [[name, value] as const] : []),
    ],
    body: body === undefined ? undefined : Buffer.from(body),
  };
}
