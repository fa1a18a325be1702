import { element } from "./elements.js";
import { count, money, stateMeaning, stateWord } from "./format.js";

export function badge(state) {
  return element("span", { class: `badge state-${state}`, title: stateMeaning(state) }, stateWord(state));
}

/** Segments as wide as their counts, the ended ones first: they grow from the left. */
const BAR_ORDER = [
  "succeeded",
  "failed",
  "cancelled",
  "submission_unknown",
  "downloading",
  "overdue",
  "generating",
  "cancelling",
  "creating",
  "queued",
];

export function progressBar(states) {
  const sorted = states.toSorted((left, right) => BAR_ORDER.indexOf(left.state) - BAR_ORDER.indexOf(right.state));
  const words = sorted.map(({ state, count: many }) => `${count(many)} ${stateWord(state)}`).join(", ");
  const segments = sorted.map(({ state, count: many }) => {
    const segment = element("span", { class: `fill-${state}`, title: `${count(many)} ${stateWord(state)}` });
    segment.style.flexGrow = String(many);
    return segment;
  });
  return element("div", { class: "bar", role: "img", "aria-label": words }, segments);
}

/** A bar of how much of what is allowed is used. */
export function usageBar(used, allowed, words) {
  const share = allowed === 0 ? 0 : Math.min(1, used / allowed);
  const fill = element("span", { class: share >= 1 ? "fill-full" : "fill-used" });
  fill.style.width = `${share * 100}%`;
  return element("div", { class: "bar thin", role: "img", "aria-label": words }, fill);
}

/** `22 of 24 succeeded · 1 failed · 1 needs attention · 3 to go · $6.16 spent`. */
export function outcomeWords({ outcome, ...batch }) {
  const parts = [`${count(outcome.succeeded)} of ${count(outcome.total)} succeeded`];
  if (outcome.failed > 0) parts.push(`${count(outcome.failed)} failed`);
  if (outcome.cancelled > 0) parts.push(`${count(outcome.cancelled)} cancelled`);
  if (outcome.needs_attention > 0)
    parts.push(`${count(outcome.needs_attention)} need${outcome.needs_attention === 1 ? "s" : ""} you`);
  if (outcome.unfinished > 0) parts.push(`${count(outcome.unfinished)} to go`);
  const spent = moneyWords(batch);
  if (spent !== undefined) parts.push(spent);
  return parts.join(" · ");
}

const HELD = {
  paused: ["paused", "Paused by a user; continue with hailuo batches resume NAME"],
  open: ["open", "Still being filled; nothing starts before it is sealed"],
  failure_ratio: ["stopped: too many failed", "hailuo batches set NAME --max-failure-ratio RATIO continues it"],
  budget: ["stopped by its budget", "hailuo batches set NAME --budget AMOUNT continues it"],
  no_price: [
    "stopped: no price",
    "It has a budget, and the next video has no known price; set one in HAILUO_PRICES_FILE",
  ],
  rejected: ["rejected", "Rejected because of invalid lines"],
};

/** `$2.52 of $3.00 spent`; undefined where there is nothing to say. */
export function moneyWords({ spentMicroUsd, budgetMicroUsd }) {
  if (budgetMicroUsd !== undefined) return `${money(spentMicroUsd)} of ${money(budgetMicroUsd)} spent`;
  return spentMicroUsd > 0 ? `${money(spentMicroUsd)} spent` : undefined;
}

export function outcomeBadge({ outcome, held }) {
  if (outcome.needs_attention > 0)
    return element("span", { class: "badge state-submission_unknown" }, "needs attention");
  if (held !== undefined && (outcome.unfinished > 0 || held === "open" || held === "rejected")) {
    const [words, title] = HELD[held] ?? [held, held];
    return element("span", { class: "badge state-submission_unknown", title }, words);
  }
  if (outcome.unfinished > 0) return element("span", { class: "badge state-generating" }, "running");
  if (outcome.failed > 0) return element("span", { class: "badge state-failed" }, "ended");
  if (outcome.succeeded === 0 && outcome.cancelled > 0)
    return element("span", { class: "badge state-cancelled" }, "cancelled");
  return element("span", { class: "badge state-succeeded" }, "done");
}

export function batchLink(batchId) {
  return element("a", { href: `/batches/${encodeURIComponent(batchId)}` }, batchId);
}

export function generationLink(generation, ...words) {
  return element("a", { href: `/generations/${encodeURIComponent(generation.id)}` }, ...words);
}

/** Model, mode and size, in one line. */
export function sizeWords({ model, mode, resolution, duration }) {
  return [model, mode, resolution, duration === undefined ? undefined : `${duration} s`]
    .filter((word) => word !== undefined)
    .join(" · ");
}

/** What a generation is called: the user's own name for it, else its place in the batch. */
export function nameOf(generation) {
  return generation.customId ?? `#${generation.index + 1}`;
}

export function empty(words) {
  return element("p", { class: "empty" }, words);
}
