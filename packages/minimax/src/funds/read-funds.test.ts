import { describeFunds, whyLow } from "@hailuo-queue/contracts";
import { describe, expect, test } from "@jest/globals";
import { answerJson, startProviderServer } from "../__fixtures__/provider-server.ts";
import { createMinimaxClient } from "../client.ts";

const PAYG = "sk-api-0123456789";
const PLAN = "sk-cp-0123456789";
const OK = { status_code: 0, status_msg: "success" };
const { signal } = new AbortController();

async function ask(key: string, status: number, body: unknown) {
  await using server = await startProviderServer((_, response) => answerJson(response, status, body));
  const client = createMinimaxClient({ baseUrl: server.url, dialect: "minimax-v1" });
  try {
    const funds = await client.readFunds({ signal, key }).catch((error: unknown) => error);
    return { funds, asked: server.arrivals.map(({ method, url }) => `${method} ${url}`) };
  } finally {
    await client.close();
  }
}

const BALANCE = {
  available_amount: "12.3456",
  cash_balance: "10.0000",
  voucher_balance: "2.3456",
  credit_balance: "0",
  owed_amount: "0.50",
  balance_alert_switch: true,
  balance_alert_threshold: "20",
  base_resp: OK,
};

describe("a pay-as-you-go key", () => {
  test("is asked for its balance by one request; amounts are decimal strings", async () => {
    expect(await ask(PAYG, 200, BALANCE)).toEqual({
      funds: { balance: { availableMicro: 12_345_600, owedMicro: 500_000, alertBelowMicro: 20_000_000 } },
      asked: ["GET /account/query_balance"],
    });
  });

  test.each([
    ["numbers", { ...BALANCE, available_amount: 12.3456 }, 12_345_600],
    ["a debt", { ...BALANCE, available_amount: "-3.2" }, -3_200_000],
    ["the amount alone", { available_amount: "1" }, 1_000_000],
    [
      "fields of other types beside it",
      { ...BALANCE, available_amount: "1", owed_amount: {}, balance_alert_switch: [] },
      1_000_000,
    ],
  ])("tells with %s", async (_what, body, availableMicro) => {
    expect((await ask(PAYG, 200, body)).funds).toMatchObject({ balance: { availableMicro } });
  });

  test("with the warning switched off has no threshold", async () => {
    for (const balance_alert_switch of [false, 0, "0", "off"])
      expect((await ask(PAYG, 200, { ...BALANCE, balance_alert_switch })).funds).not.toHaveProperty(
        "balance.alertBelowMicro",
      );
  });
});

const video = {
  model_name: "video",
  end_time: 1_790_000_000_000,
  weekly_end_time: 1_790_400_000,
  current_interval_total_count: 3,
  current_interval_usage_count: 2,
  current_interval_remaining_percent: 33.4,
  current_interval_status: 1,
  current_weekly_total_count: 10,
  current_weekly_remaining_percent: 0,
  current_weekly_status: 2,
};

describe("a key of a plan", () => {
  test("is asked for what is left of its videos, whatever is left of other things", async () => {
    const body = {
      model_remains: [{ ...video, model_name: "general", current_interval_remaining_percent: 100 }, video, "odd"],
      base_resp: OK,
    };
    expect(await ask(PLAN, 200, body)).toEqual({
      funds: {
        plan: [
          { span: "interval", status: "normal", remainingPercent: 33.4, resetsAt: 1_790_000_000_000 },
          { span: "week", status: "used_up", remainingPercent: 0, resetsAt: 1_790_400_000_000 },
        ],
      },
      asked: ["GET /v1/token_plan/remains"],
    });
  });

  test("of which nothing in all is left whole holds no such thing, and status 3 has no limit", async () => {
    const none = {
      model_name: "MiniMax-Hailuo-2.3",
      current_interval_total_count: 0,
      current_interval_remaining_percent: 100,
    };
    const endless = { ...none, model_name: "video", current_interval_status: 3 };
    const { funds } = await ask(PLAN, 200, { model_remains: [none, endless] });
    expect(funds).toEqual({
      plan: [
        { span: "interval", status: "not_in_plan", remainingPercent: 100 },
        { span: "interval", status: "unlimited", remainingPercent: 100 },
      ],
    });
  });
});

test("a refused key is told as for every call, a server without the path tells nothing, and an odd answer is no balance", async () => {
  const refused = await ask(PAYG, 200, { base_resp: { status_code: 2049, status_msg: "invalid api key" } });
  expect(refused.funds).toMatchObject({ code: "key_refused", details: { verdict: "account" } });
  expect((await ask(PAYG, 404, { error: "not found" })).funds).toBeUndefined();
  for (const body of [{ base_resp: OK }, { available_amount: "NaN" }, { available_amount: "1e999" }, []])
    expect((await ask(PAYG, 200, body)).funds).toMatchObject({ details: { verdict: "transient" } });
});

describe("funds are low", () => {
  const balance = (availableMicro: number, alertBelowMicro?: number) => ({
    currency: "USD" as const,
    balance: { availableMicro, owedMicro: 0, ...(alertBelowMicro !== undefined && { alertBelowMicro }) },
  });
  test("below our threshold, below the one that the provider was told, and where nothing is left", () => {
    expect(whyLow(balance(4_999_999), 5_000_000)).toBe(
      "the balance is low: $5.00 are left; top it up before creates are refused (1008)",
    );
    expect(whyLow(balance(5_000_000), 5_000_000)).toBeUndefined();
    expect(whyLow(balance(19_000_000, 20_000_000), 5_000_000)).toMatch(/\$19\.00/);
    expect(whyLow(balance(0), 0)).toMatch(/\$0\.00/);
  });
  test("in a plan that is used up or nearly so, and one without videos", () => {
    const plan = (...windows: object[]) => ({ currency: "USD" as const, plan: windows as never });
    expect(whyLow(plan({ span: "week", status: "used_up", resetsAt: 0 }), 5)).toBe(
      "the plan's allowance of videos for this week is used up; it comes back at 1970-01-01T00:00:00.000Z",
    );
    expect(whyLow(plan({ span: "interval", status: "normal", remainingPercent: 9 }), 5)).toMatch(
      /this interval has 9 % left$/,
    );
    expect(whyLow(plan({ span: "interval", status: "normal", remainingPercent: 10 }), 5)).toBeUndefined();
    expect(whyLow(plan({ span: "interval", status: "unlimited", remainingPercent: 1 }), 5)).toBeUndefined();
    expect(whyLow(plan({ span: "interval", status: "not_in_plan" }), 5)).toMatch(/holds no videos/);
  });
  test("and told in a cell", () => {
    expect(describeFunds({ at: 0, currency: "CNY", balance: { availableMicro: -1_500_000, owedMicro: 0 } })).toBe(
      "-¥1.50 left",
    );
    expect(
      describeFunds({ at: 0, currency: "USD", plan: [{ span: "week", status: "normal", remainingPercent: 80.9 }] }),
    ).toBe("plan: 80 % of this week");
  });
});
