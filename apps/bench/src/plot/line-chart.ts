import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

export interface Line {
  readonly label: string;
  readonly color: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Steps keep their value up to the next point; default false. */
  readonly steps?: boolean;
}

export interface LineChart {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
  /** Vertical rules with a word each. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

const WIDTH = 900;
const HEIGHT = 320;

/** Lines over one axis as an SVG file, drawn without a browser. */
export function drawLines({ xLabel, yLabel, lines, marks = [] }: LineChart): string {
  const { document } = parseHTML("<html><body></body></html>");
  const highest = Math.max(...lines.flatMap(({ points }) => points.map(({ y }) => y)));
  const figure = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginTop: 40,
    marginRight: 20,
    x: { label: xLabel, grid: true },
    y: { label: yLabel, grid: true, domain: [0, highest * 1.1], nice: true },
    style: { background: "white", color: "#222", fontSize: "12px" },
    marks: [
      ...lines.map(({ points, color, steps }) =>
        Plot.line(points, {
          x: "x",
          y: "y",
          stroke: color,
          strokeWidth: 1.5,
          curve: steps === true ? "step-after" : "linear",
        }),
      ),
      Plot.ruleX(marks, { x: "x", stroke: "#888", strokeDasharray: "4 3" }),
      Plot.text(marks, { x: "x", text: "label", frameAnchor: "top", textAnchor: "start", dx: 4, dy: 2, fill: "#444" }),
      Plot.ruleY([0]),
      // The legend: Plot's own is HTML, which a file of SVG cannot hold.
      ...lines.map(({ label, color }, index) =>
        Plot.text([`■ ${label}`], {
          frameAnchor: "top-left",
          dx: 160 + index * 220,
          dy: -30,
          textAnchor: "start",
          fill: color,
        }),
      ),
    ],
  });
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${figure.outerHTML}\n`;
}
