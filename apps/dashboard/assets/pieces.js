import { element } from "./elements.js";
import { count, stateMeaning, stateWord } from "./format.js";

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

/** `22 of 24 succeeded · 1 failed · 1 needs you · 3 to go`. */
export function outcomeWords(outcome) {
  const parts = [`${count(outcome.succeeded)} of ${count(outcome.total)} succeeded`];
  if (outcome.failed > 0) parts.push(`${count(outcome.failed)} failed`);
  if (outcome.cancelled > 0) parts.push(`${count(outcome.cancelled)} cancelled`);
  if (outcome.needs_attention > 0) parts.push(`${count(outcome.needs_attention)} need${outcome.needs_attention === 1 ? "s" : ""} you`);
  if (outcome.unfinished > 0) parts.push(`${count(outcome.unfinished)} to go`);
  return parts.join(" · ");
}

export function outcomeBadge(outcome) {
  if (outcome.needs_attention > 0) return element("span", { class: "badge state-submission_unknown" }, "needs you");
  if (outcome.unfinished > 0) return element("span", { class: "badge state-generating" }, "running");
  if (outcome.failed > 0) return element("span", { class: "badge state-failed" }, "ended");
  if (outcome.succeeded === 0 && outcome.cancelled > 0) return element("span", { class: "badge state-cancelled" }, "cancelled");
  return element("span", { class: "badge state-succeeded" }, "done");
}

export function batchLink(batchId) {
  return element("a", { href: `/batches/${encodeURIComponent(batchId)}` }, batchId);
}

/** What a generation is called: the user's own name for it, else its place in the batch. */
export function nameOf(generation) {
  return generation.customId ?? `#${generation.index + 1}`;
}

export function empty(words) {
  return element("p", { class: "empty" }, words);
}
