import { expect, test } from "@jest/globals";
import { drawLines } from "./line-chart.ts";

test("lines become a file of SVG that stands alone, with their names and marks", () => {
  const svg = drawLines({
    xLabel: "seconds",
    yLabel: "slots",
    lines: [
      { label: "in use", color: "#1f77b4", points: [0, 1, 2].map((x) => ({ x, y: x * 10 })) },
      { label: "allowed", color: "#d62728", points: [0, 2].map((x) => ({ x, y: 20 })), steps: true },
    ],
    marks: [{ x: 1, label: "limit falls" }],
  });
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).not.toContain("<figure");
  for (const word of ["in use", "allowed", "limit falls", "seconds", "slots"]) expect(svg).toContain(word);
  expect(svg).not.toContain("NaN");
});
