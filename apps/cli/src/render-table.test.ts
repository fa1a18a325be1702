import { expect, test } from "@jest/globals";
import { renderTable } from "./render-table.ts";

const HEAD = ["id", "state", "count", "detail"];
const ROWS = [
  ["gen_1", "failed", "0", "a reason that is longer than all that is left of the line"],
  ["猫", "succeeded", "12", "/videos/猫-1.mp4"],
];

test("a table that fits stands there as it is", () => {
  expect(renderTable(HEAD, ROWS.slice(1), 80)).toEqual([
    "id  state      count  detail",
    "猫  succeeded  12     /videos/猫-1.mp4",
  ]);
});

test("of a wider one the first columns stay, and nothing of the others is cut: it stands below its row, without what says nothing", () => {
  const lines = renderTable(HEAD, ROWS, 30);
  expect(lines).toEqual([
    "id     state      count",
    "gen_1  failed     0",
    "    detail a reason that is",
    "    longer than all that is",
    "    left of the line",
    "猫     succeeded  12",
    "    detail /videos/猫-1.mp4",
  ]);
  expect(renderTable(HEAD, ROWS, 12).slice(0, 3)).toEqual(["id", "gen_1", "    state"]);
});
