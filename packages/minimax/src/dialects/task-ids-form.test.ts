import { expect, test } from "@jest/globals";
import { createTaskIdsChoice } from "./task-ids-form.ts";

const asked = { page: 1, pageSize: 10, taskIds: ["1", "2"] };

test.each([
  ["none", []],
  ["one alone", ["2"]],
  ["one twice", ["1", "1"]],
  ["another's", ["8", "9"]],
  ["a refusal", undefined],
])(
  "an answer to several ids that tells of %s is no proof of the form: the next list takes the other",
  (_told, told) => {
    const choice = createTaskIdsChoice();
    expect(choice.form).toBe("joined");
    choice.learn(asked, "joined", told);
    expect(choice.form).toBe("repeated");
    choice.learn(asked, "repeated", told);
    expect(choice.form).toBe("joined");
  },
);

test("a form that told of two is kept, whatever later lists leave out", () => {
  const choice = createTaskIdsChoice();
  choice.learn(asked, "joined", undefined);
  choice.learn(asked, "repeated", ["2", "1"]);
  choice.learn(asked, "repeated", []);
  expect(choice.form).toBe("repeated");
});

test("nothing is learnt of one id, of a later page, or of a list that left in the other form", () => {
  const choice = createTaskIdsChoice();
  choice.learn({ ...asked, taskIds: ["1"] }, "joined", []);
  choice.learn({ ...asked, page: 2 }, "joined", []);
  choice.learn(asked, "repeated", []);
  expect(choice.form).toBe("joined");
});
