import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createLogger, type Logger } from "./create-logger.ts";
import { inLogContext, noteInLog } from "./log-context.ts";

const link = "https://cdn.example.com/a/video.mp4?Expires=1&Signature=AbC%2Fd";

test("keys are redacted wherever they stand: in fields, deeper, in child loggers", () => {
  const { logger, lines } = capture();
  logger
    .child({ apiKey: "sk-1" })
    .info(
      { headers: { Authorization: "Bearer sk-2" }, env: { MINIMAX_API_KEY: "sk-3", AWS_SECRET_ACCESS_KEY: "sk-4" } },
      "said",
    );
  logger.warn("sent Authorization: Bearer sk-5-abcdefgh to redis://:sk-6@host:1 and redis://:x/sk-7==@host:1");
  expect(lines.join("\n")).not.toMatch(/sk-\d/);
  expect(parse(lines[0])).toMatchObject({
    msg: "said",
    headers: { Authorization: "[redacted]" },
    level: "info",
    name: "worker",
  });
});

test("lines within a stage's work name the batch, the custom_id and the trace of its generation, and no other's", async () => {
  const { logger, lines } = capture();
  const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await Promise.all(
    ["gen_1", "gen_2"].map(async (id) =>
      inLogContext(id, async () => {
        noteInLog({ id, batchId: `of-${id}` });
        await setTimeout(1);
        noteInLog({ id: "gen_3", batchId: "of another" });
        if (id === "gen_1") noteInLog({ id, customId: "cat", trace });
        logger.info({ generation: id }, "stage done");
      }),
    ),
  );
  logger.info("outside");
  const said = lines
    .map((line) => parse(line))
    .toSorted((one, other) => (String(one["generation"]) < String(other["generation"]) ? -1 : 1));
  expect(said).toEqual([
    expect.objectContaining({ generation: "gen_1", batch: "of-gen_1", custom_id: "cat", trace: trace.slice(3, 35) }),
    expect.objectContaining({ generation: "gen_2", batch: "of-gen_2" }),
    expect.objectContaining({ msg: "outside" }),
  ]);
  expect([said[1]?.["trace"], said[1]?.["custom_id"], said[2]?.["batch"]]).toEqual([undefined, undefined, undefined]);
});

test("of the gateway's keys only the id is logged", () => {
  const { logger, lines } = capture();
  logger.warn({ key: `hq_0123456789abcdef_${"s".repeat(43)}` }, `hq_0123456789abcdef_${"s".repeat(43)} was refused`);
  expect(lines[0]).not.toContain("sss");
  expect(parse(lines[0])).toMatchObject({
    key: "hq_0123456789abcdef_[redacted]",
    msg: "hq_0123456789abcdef_[redacted] was refused",
  });
});

test("signed links lose their query in fields, messages, errors and causes", () => {
  const { logger, lines } = capture();
  const error = new Error(`GET ${link} failed`, { cause: new Error(`reset by ${link}`) });
  logger.info({ url: link, list: [link], nested: { where: new URL(link) } }, `from ${link}`);
  logger.error({ err: error }, "download failed");
  logger.error(error);
  logger.info("%s is where", link);
  expect(lines).toHaveLength(4);
  expect(lines.join("\n")).not.toContain("Signature");
  expect(parse(lines[0])).toMatchObject({ url: "https://cdn.example.com/a/video.mp4?[redacted]" });
  expect(parse(lines[2])["msg"]).toBe("GET https://cdn.example.com/a/video.mp4?[redacted] failed");
});

test("of an error only chosen fields are logged: an HTTP client hangs its request on it", () => {
  const { logger, lines } = capture();
  logger.error({
    err: Object.assign(new TypeError("refused"), {
      code: "ECONNREFUSED",
      config: { headers: { x: "sk-1" } },
      details: { httpStatus: 401 },
    }),
  });
  expect(parse(lines[0])["err"]).toMatchObject({
    type: "TypeError",
    message: "refused",
    code: "ECONNREFUSED",
    details: { httpStatus: 401 },
  });
  expect(lines[0]).not.toContain("sk-1");
});

test("lines below the level cost nothing and are not written", () => {
  const { logger, lines } = capture("warn");
  logger.info(
    {
      get costly(): never {
        throw new Error("was read");
      },
    },
    "quiet",
  );
  expect(lines).toEqual([]);
});

test("a field that refers to itself does not end the process", () => {
  const { logger, lines } = capture();
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  logger.info({ loop }, "looped");
  expect(parse(lines[0])["msg"]).toBe("looped");
});

function capture(level: "info" | "warn" = "info"): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  return {
    logger: createLogger({ name: "worker", level, destination: { write: (line) => void lines.push(line) } }),
    lines,
  };
}

function parse(line: string | undefined): Record<string, unknown> {
  return JSON.parse(line ?? "{}") as Record<string, unknown>;
}
