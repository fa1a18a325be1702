import { html } from "./html.js";
import { useSession } from "./acts.js";
import { count, money, stageWord, stateMeaning, stateWord } from "./format.js";
import { inList, retell, say } from "./words.js";

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
  const words = inList(sorted.map(({ state, count: many }) => countWords(many, state)));
  return html`<div class="bar" role="img" aria-label=${words}>
    ${sorted.map(
      ({ state, count: many }) =>
        html`<span
          key=${state}
          class=${`fill-${state}`}
          title=${countWords(many, state)}
          style=${{ flexGrow: String(many) }}
        ></span>`,
    )}
  </div>`;
}

function countWords(many, state) {
  return say`${count(many)} ${stateWord(state)}`;
}

/** A bar of how much of what is allowed is used. */
export function UsageBar({ used, allowed, words, kind }) {
  const share = allowed === 0 ? 0 : Math.min(1, used / allowed);
  return html`<div class="bar thin" role="img" aria-label=${words}>
    <span class=${`fill-${kind ?? (share >= 1 ? "full" : "used")}`} style=${{ width: `${share * 100}%` }}></span>
  </div>`;
}

/** `22 of 24 succeeded · 1 failed · 1 needs attention · 3 to go · $6.16 spent`. */
export function outcomeWords({ outcome, ...batch }) {
  const parts = [say`${count(outcome.succeeded)} of ${count(outcome.total)} succeeded`];
  if (outcome.failed > 0) parts.push(say`${count(outcome.failed)} failed`);
  if (outcome.cancelled > 0) parts.push(say`${count(outcome.cancelled)} cancelled`);
  if (outcome.needs_attention > 0)
    parts.push(outcome.needs_attention === 1 ? say`1 needs you` : say`${count(outcome.needs_attention)} need you`);
  if (outcome.unfinished > 0) parts.push(say`${count(outcome.unfinished)} to go`);
  const spent = moneyWords(batch);
  if (spent !== undefined) parts.push(spent);
  return parts.join(" · ");
}

const HELD = {
  paused: [say`paused`, say`Paused by a user`],
  open: [say`open`, say`Still being filled; nothing starts before it is sealed`],
  failure_ratio: [say`stopped: too many failed`, say`A higher failure limit continues it`],
  budget: [say`stopped by its budget`, say`A higher budget continues it`],
  no_price: [
    say`stopped: no price`,
    say`It has a budget, and the next video has no known price; set one in HAILUO_PRICES_FILE`,
  ],
  rejected: [say`rejected`, say`Rejected because of invalid lines`],
};

/** `$2.52 of $3.00 spent`; undefined where there is nothing to say. */
export function moneyWords({ spentMicroUsd, budgetMicroUsd }) {
  if (budgetMicroUsd !== undefined) return say`${money(spentMicroUsd)} of ${money(budgetMicroUsd)} spent`;
  return spentMicroUsd > 0 ? say`${money(spentMicroUsd)} spent` : undefined;
}

export function OutcomeBadge({ batch: { outcome, held } }) {
  const [state, words, title] = outcomeOf(outcome, held);
  return html`<span class=${`badge state-${state}`} title=${title}>${words}</span>`;
}

function outcomeOf(outcome, held) {
  if (outcome.needs_attention > 0) return ["submission_unknown", say`needs attention`];
  if (held !== undefined && (outcome.unfinished > 0 || held === "open" || held === "rejected"))
    return ["submission_unknown", ...(HELD[held] ?? [held, held])];
  if (outcome.unfinished > 0) return ["generating", say`running`];
  if (outcome.failed > 0) return ["failed", say`ended`];
  if (outcome.succeeded === 0 && outcome.cancelled > 0) return ["cancelled", say`cancelled`];
  return ["succeeded", say`done`];
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

export function modelAddress(name) {
  return `/models/${encodeURIComponent(name)}`;
}

export function findAddress(where) {
  return `/find?where=${encodeURIComponent(where)}`;
}

const MODES = {
  text: say`text`,
  image: say`image`,
  "first-last-frame": say`first and last frame`,
  subject: say`subject`,
  reference: say`reference`,
  template: say`template`,
  regeneration: say`regeneration`,
};

/** Model, mode and size, in one line. */
export function sizeWords({ model, mode, resolution, duration }) {
  return [model, MODES[mode] ?? mode, resolution, duration === undefined ? undefined : say`${duration} s`]
    .filter((word) => word !== undefined)
    .join(" · ");
}

/** What a generation is called: the user's own name for it, else its place in the batch. */
export function nameOf(generation) {
  return generation.customId ?? `#${generation.index + 1}`;
}

export function promptWords({ prompt }) {
  return prompt === "" ? say`(no prompt)` : prompt;
}

/** What went wrong, with the code and the stage, by which it is looked up. */
export function errorWords({ message, code, stage }) {
  return stage === undefined
    ? say`${retell(message)} (${code})`
    : say`${retell(message)} (${code}, ${stageWord(stage)})`;
}

/** What a person can do about a failure; `ID` in it is the generation's. */
export function adviceWords(advice, id) {
  return retell(advice).replaceAll(/\bID\b/g, id);
}

/** Of a task: what was told of it, and how often it was asked about. */
export function polledWords(told, times) {
  if (times === 0) return told;
  return times === 1 ? say`${told}, polled once` : say`${told}, polled ${count(times)} times`;
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
      <span
        >${say`${html`<${GenerationLink} generation=${generation}><strong>${nameOf(generation)}</strong><//>`} in ${html`<${BatchLink} id=${generation.batchId} />`}`}</span
      >
      <code class="faint">${generation.id}</code>
      <span class="faint">${age}</span>
    </p>
    <p class="reason">${error === undefined ? say`No reason was recorded.` : errorWords(error)}</p>
    <p class="prompt">${promptWords(generation)}</p>
  </li>`;
}

/** What over time is told of a model is of all tenants. */
export function ModelName({ name }) {
  const session = useSession();
  const isSeen = session.tenant === undefined || session.role === "admin";
  return isSeen ? html`<a href=${modelAddress(name)}>${name}</a>` : name;
}

/** A link for those who see tenants, and for one's own. */
export function TenantName({ name }) {
  const session = useSession();
  const isSeen = session.tenant === undefined || session.tenant === name || session.role === "admin";
  return isSeen ? html`<a href=${tenantAddress(name)}>${name}</a>` : name;
}
