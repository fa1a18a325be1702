import { byId, element, show } from "./elements.js";
import { ago, bytes, count, span, stateWord, time } from "./format.js";
import { badge, empty, generationLink, nameOf, outcomeBadge, outcomeWords, progressBar, sizeWords } from "./pieces.js";
import { poll } from "./poll.js";

const batchId = decodeURIComponent(location.pathname.slice("/batches/".length));
const wanted = new URLSearchParams(location.search);
document.title = `${batchId} – hailuo-queue`;

poll(() => `/api/batches/${encodeURIComponent(batchId)}?${wanted}`, draw);

function draw({ at, batch, items, nextCursor }) {
  show(byId("batch"), { ...batch, age: ago(at - batch.createdAt) }, drawHead);
  show(byId("filter"), batch.states, drawFilter);
  show(byId("items"), items, drawItems);
  show(byId("pages"), { nextCursor, from: wanted.get("cursor") }, drawPages);
}

function drawHead(batch) {
  return [
    element("h1", {}, batch.batchId, " ", outcomeBadge(batch)),
    element("p", { class: "faint" }, `${outcomeWords(batch)} · started ${batch.age}, ${time(batch.createdAt)}`),
    progressBar(batch.states),
  ];
}

function drawFilter(states) {
  const current = wanted.get("state");
  const link = (state, words, many) =>
    element(
      "a",
      { href: addressOf({ state }), "aria-current": (state ?? null) === current ? "true" : undefined },
      `${words} ${count(many)}`,
    );
  const total = states.reduce((sum, state) => sum + state.count, 0);
  return element(
    "nav",
    { class: "filter", "aria-label": "By state" },
    link(undefined, "all", total),
    states.map(({ state, count: many }) => link(state, stateWord(state), many)),
  );
}

function drawPages({ nextCursor, from }) {
  const state = wanted.get("state") ?? undefined;
  return element(
    "p",
    { class: "pages" },
    from === null ? undefined : element("a", { href: addressOf({ state }) }, "First page"),
    nextCursor === undefined
      ? undefined
      : element("a", { href: addressOf({ state, cursor: nextCursor }) }, "Next page"),
  );
}

function addressOf({ state, cursor }) {
  const query = new URLSearchParams();
  if (state !== undefined) query.set("state", state);
  if (cursor !== undefined) query.set("cursor", cursor);
  const text = query.toString();
  return `/batches/${encodeURIComponent(batchId)}${text === "" ? "" : `?${text}`}`;
}

function drawItems(items) {
  if (items.length === 0) return empty("No generations in this state.");
  const columns = ["Generation", "State", "Prompt", "Task and object", "Times"];
  return element(
    "table",
    {},
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        columns.map((column) => element("th", { scope: "col" }, column)),
      ),
    ),
    element("tbody", {}, items.map(drawItem)),
  );
}

function drawItem(generation) {
  const cell = (label, ...children) => element("td", { "data-label": label }, ...children);
  return element(
    "tr",
    {},
    cell(
      "Generation",
      generationLink(generation, element("strong", {}, nameOf(generation))),
      element("code", { class: "faint block" }, generation.id),
    ),
    cell("State", badge(generation.state), providerWord(generation)),
    cell(
      "Prompt",
      element("p", { class: "prompt" }, generation.prompt === "" ? "(no prompt)" : generation.prompt),
      element("span", { class: "faint block" }, sizeWords(generation)),
      reason(generation),
    ),
    cell(
      "Task and object",
      element("code", { class: "block" }, generation.taskId ?? "no task"),
      objectWords(generation),
    ),
    cell("Times", timeLines(generation)),
  );
}

function providerWord({ state, providerStatus, pollCount }) {
  if (!["generating", "overdue", "cancelling"].includes(state) || providerStatus === undefined) return undefined;
  return element("span", { class: "faint block" }, `${providerStatus}, asked ${count(pollCount)} times`);
}

function reason({ error }) {
  return error === undefined
    ? undefined
    : element("p", { class: "reason" }, `${error.message} (${error.code}, ${error.stage})`);
}

function objectWords({ objectKey, bytes: size, location: place }) {
  const words = size === undefined ? objectKey : `${objectKey} · ${bytes(size)}`;
  return element("span", { class: "faint block", title: place ?? "not stored yet" }, words);
}

/** How long each step took; the steps that did not begin are left out. */
function timeLines({ createdAt, submittedAt, acceptedAt, generatedAt, endedAt }) {
  const steps = [
    ["waited", createdAt, submittedAt],
    ["create", submittedAt, acceptedAt],
    ["made in", acceptedAt, generatedAt],
    ["stored in", generatedAt, endedAt],
  ].filter(([, from, to]) => from !== undefined && to !== undefined && to >= from);
  const words = steps.map(([step, from, to]) => `${step} ${span(to - from)}`).join(" · ");
  return [
    element("span", { class: "block" }, words),
    element("span", { class: "faint block", title: "when it was submitted" }, time(createdAt)),
  ];
}
