import { expect, test } from "@jest/globals";
import { createScope } from "./scope.ts";

test("what was opened last is closed first, once, even when closed twice", async () => {
  const closed: string[] = [];
  const scope = createScope();
  scope.defer(() => void closed.push("first"));
  const resource = scope.use({ close: async () => void closed.push("second") });
  expect(resource).toHaveProperty("close");
  await Promise.all([scope.close(), scope.close()]);
  expect(closed).toEqual(["second", "first"]);
});

test("a step that fails does not keep the others from closing", async () => {
  const closed: string[] = [];
  const scope = createScope();
  scope.defer(() => void closed.push("first"));
  scope.defer(() => Promise.reject(new Error("stuck")));
  await expect(scope.close()).rejects.toThrow("stuck");
  expect(closed).toEqual(["first"]);
});

test("several failures are told together", async () => {
  const scope = createScope();
  for (const name of ["a", "b"]) {
    scope.defer(() => {
      throw new Error(name);
    });
  }
  await expect(scope.close()).rejects.toMatchObject({ errors: [{ message: "b" }, { message: "a" }] });
});

test("await using closes it", async () => {
  const closed: string[] = [];
  {
    await using scope = createScope();
    scope.defer(() => void closed.push("one"));
  }
  expect(closed).toEqual(["one"]);
});
