// Writes infra/grafana/dashboards from panels.mjs. `--check`, a part of the tests, compares them instead.
import { readFile, writeFile } from "node:fs/promises";
import { DASHBOARDS } from "./panels.mjs";

const SOURCE = { type: "prometheus", uid: "prometheus" };
const COLUMNS = 24;

/** Panels from left to right, then in the next row; a row is as high as its panels. */
function place(panels) {
  let x = 0;
  let y = 0;
  let high = 0;
  return panels.map((panel) => {
    const w = panel.wide === true ? 12 : panel.kind === undefined ? 8 : 6;
    const h = panel.kind === "stat" || panel.kind === "gauge" ? 5 : 8;
    if (x + w > COLUMNS) {
      x = 0;
      y += high;
      high = 0;
    }
    const at = { x, y, w, h };
    x += w;
    high = Math.max(high, h);
    return at;
  });
}

function panelOf({ title, queries, kind = "timeseries", unit = "short", help, warnAbove }, id, gridPos) {
  const steps = [
    { color: "green", value: null },
    ...(warnAbove === undefined ? [] : [{ color: "orange", value: warnAbove }]),
  ];
  return {
    id,
    title,
    ...(help === undefined ? {} : { description: help }),
    type: kind,
    datasource: SOURCE,
    gridPos,
    targets: queries.map(({ query, legend }, at) => ({
      refId: String.fromCodePoint(65 + at),
      datasource: SOURCE,
      expr: query,
      ...(legend === undefined ? {} : { legendFormat: legend }),
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(kind === "timeseries"
          ? { custom: { fillOpacity: 10, showPoints: "never" } }
          : { thresholds: { mode: "absolute", steps } }),
        ...(kind === "gauge" ? { max: 1 } : {}),
      },
      overrides: [],
    },
    options:
      kind === "timeseries"
        ? { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } }
        : { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false } },
  };
}

function dashboardOf({ uid, title, panels }) {
  const places = place(panels);
  return {
    uid,
    title,
    tags: ["hailuo-queue"],
    schemaVersion: 41,
    version: 1,
    editable: false,
    refresh: "30s",
    time: { from: "now-3h", to: "now" },
    timezone: "browser",
    links: [{ type: "dashboards", tags: ["hailuo-queue"], title: "Dashboards", asDropdown: true, keepTime: true }],
    panels: panels.map((panel, at) => panelOf(panel, at + 1, places[at])),
  };
}

let stale = false;
for (const dashboard of DASHBOARDS) {
  const file = new URL(`dashboards/${dashboard.file}.json`, import.meta.url);
  const text = `${JSON.stringify(dashboardOf(dashboard), null, 2)}\n`;
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${file.pathname} is not what panels.mjs says: node infra/grafana/write-dashboards.mjs`);
    stale = true;
  }
}
if (stale) process.exitCode = 1;
