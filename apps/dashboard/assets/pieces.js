import { html } from "./html.js";
import { useSession } from "./acts.js";
import { count, money, stateMeaning, stateWord } from "./format.js";

export function Badge({ state }) {
  return html`<span class=${`badge state-${state}`} title=${stateMeaning(state)}>${stateWord(state)}</span>`;
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

export function ProgressBar({ states }) {
  const sorted = states.toSorted((left, right) => BAR_ORDER.indexOf(left.state) - BAR_ORDER.indexOf(right.state));
  const words = sorted.map(({ state, count: many }) => `${count(many)} ${stateWord(state)}`).join(", ");
  return html`<div class="bar" role="img" aria-label=${words}>
    ${sorted.map(
      ({ state, count: many }) =>
        html`<span
          key=${state}
          class=${`fill-${state}`}
          title=${`${count(many)} ${stateWord(state)}`}
          style=${{ flexGrow: String(many) }}
        ></span>`,
    )}
  </div>`;
}

/** A bar of how much of what is allowed is used. */
export function UsageBar({ used, allowed, words }) {
  const share = allowed === 0 ? 0 : Math.min(1, used / allowed);
  return html`<div class="bar thin" role="img" aria-label=${words}>
    <span class=${share >= 1 ? "fill-full" : "fill-used"} style=${{ width: `${share * 100}%` }}></span>
  </div>`;
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
  paused: ["paused", "Paused by a user"],
  open: ["open", "Still being filled; nothing starts before it is sealed"],
  failure_ratio: ["stopped: too many failed", "A higher failure limit continues it"],
  budget: ["stopped by its budget", "A higher budget continues it"],
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

export function OutcomeBadge({ batch: { outcome, held } }) {
  const [state, words, title] = outcomeOf(outcome, held);
  return html`<span class=${`badge state-${state}`} title=${title}>${words}</span>`;
}

function outcomeOf(outcome, held) {
  if (outcome.needs_attention > 0) return ["submission_unknown", "needs attention"];
  if (held !== undefined && (outcome.unfinished > 0 || held === "open" || held === "rejected"))
    return ["submission_unknown", ...(HELD[held] ?? [held, held])];
  if (outcome.unfinished > 0) return ["generating", "running"];
  if (outcome.failed > 0) return ["failed", "ended"];
  if (outcome.succeeded === 0 && outcome.cancelled > 0) return ["cancelled", "cancelled"];
  return ["succeeded", "done"];
}

export function BatchLink({ id }) {
  return html`<a href=${batchAddress(id)}>${id}</a>`;
}

export function batchAddress(id) {
  return `/batches/${encodeURIComponent(id)}`;
}

export function accountAddress(name) {
  return `/accounts/${encodeURIComponent(name)}`;
}

export function tenantAddress(name) {
  return `/tenants/${encodeURIComponent(name)}`;
}

export function GenerationLink({ generation, children }) {
  return html`<a href=${`/generations/${encodeURIComponent(generation.id)}`}>${children ?? nameOf(generation)}</a>`;
}

export function findAddress(where) {
  return `/find?where=${encodeURIComponent(where)}`;
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

export function Empty({ children }) {
  return html`<p class="empty">${children}</p>`;
}

export function Figure({ title, value, children }) {
  return html`<div>
    <p class="figure-title">${title}</p>
    <p class="figure">${value}</p>
    ${children}
  </div>`;
}

/** What stands in backticks is a command, or a setting. */
export function Sentence({ text }) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

export function Problem({ generation, age }) {
  const { error } = generation;
  return html`<li>
    <p class="problem-head">
      <${Badge} state=${generation.state} />
      <${GenerationLink} generation=${generation}><strong>${nameOf(generation)}</strong><//>
      <span> in <${BatchLink} id=${generation.batchId} /></span>
      <code class="faint">${generation.id}</code>
      <span class="faint">${age}</span>
    </p>
    <p class="reason">
      ${error === undefined ? "No reason was recorded." : `${error.message} (${error.code}, ${error.stage})`}
    </p>
    <p class="prompt">${generation.prompt === "" ? "(no prompt)" : generation.prompt}</p>
  </li>`;
}

/** A link for those who see tenants, and for one's own. */
export function TenantName({ name }) {
  const session = useSession();
  const isSeen = session.tenant === undefined || session.tenant === name || session.role === "admin";
  return isSeen ? html`<a href=${tenantAddress(name)}>${name}</a>` : name;
}
