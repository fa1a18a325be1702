import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createBatchWork } from "./batch-work.ts";
import { bindRoutes } from "./routes/bind-routes.ts";
import { API_ROUTES } from "./routes/table.ts";

const ON = new AbortController().signal;

/** Work that goes on until it is let go. */
function createWork() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    work: (number: number) => () => {
      begun.push(number);
      return new Promise<number>((resolve) => ends.push(() => resolve(number)));
    },
    /** Once all that may begin has begun. */
    endNext: async () => {
      await nextTurn();
      ends.shift()?.();
      await nextTurn();
    },
  };
}

test("so much of a tenant's work is done at once, the rest waits in its order, and too much is refused; other tenants do not wait", async () => {
  const limit = createBatchWork({ atOnce: 2, waiting: 1 });
  const { begun, work, endNext } = createWork();
  const first = limit.run("acme", ON, work(1));
  const others = [limit.run("acme", ON, work(2)), limit.run("acme", ON, work(3))];
  await expect(limit.run("acme", ON, work(4))).rejects.toMatchObject({ status: 429, code: "too_much_at_once" });
  const other = limit.run("studio", ON, work(5));
  await nextTurn();
  expect(begun).toEqual([1, 2, 5]);
  await endNext();
  expect(await first).toBe(1);
  expect(begun).toEqual([1, 2, 5, 3]);
  for (let end = 0; end < 3; end += 1) await endNext();
  expect(await Promise.all([...others, other])).toEqual([2, 3, 5]);
});

test("work whose caller has gone while it waited is not begun, and gives its place on", async () => {
  const limit = createBatchWork({ atOnce: 1, waiting: 2 });
  const { begun, work, endNext } = createWork();
  const gone = new AbortController();
  const first = limit.run("acme", ON, work(1));
  const second = limit.run("acme", gone.signal, work(2)).catch((error: unknown) => error);
  const third = limit.run("acme", ON, work(3));
  gone.abort();
  await endNext();
  expect([await first, await second]).toMatchObject([1, { code: "caller_gone" }]);
  await endNext();
  expect([await third, begun]).toEqual([3, [1, 3]]);
});

test("work that fails gives its place back", async () => {
  const limit = createBatchWork({ atOnce: 1, waiting: 0 });
  await expect(limit.run("acme", ON, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await limit.run("acme", ON, async () => "yes")).toBe("yes");
});

test("every route that goes through a whole batch is bounded, and so many of one tenant wait at once", async () => {
  const whole = API_ROUTES.filter(({ wholeBatch }) => wholeBatch === true);
  expect(whole.map(({ path }) => path).toSorted()).toEqual([
    ...["cancel", "resolve", "retry", "seal"].map((action) => `/api/v1/batches/:id/${action}`),
    ...["cancel", "retry"].map((action) => `/api/v1/bulk/${action}`),
  ]);
  const { begun, work, endNext } = createWork();
  const [route] = bindRoutes(
    whole
      .slice(0, 1)
      .map((one) => ({ ...one, handle: async () => ({ status: 200, body: await work(begun.length)() }) })),
    {},
    createBatchWork({ atOnce: 1, waiting: 1 }),
  );
  const call = { key: { tenant: "acme" }, signal: ON } as never;
  const calls = [route?.handle(call), route?.handle(call)];
  await expect(route?.handle(call)).rejects.toMatchObject({ code: "too_much_at_once" });
  await endNext();
  await calls[0];
  await endNext();
  expect(await calls[1]).toMatchObject({ status: 200 });
});
