import { byId, element, show } from "./elements.js";
import { ago, count, span, stateMeaning, stateWord, time } from "./format.js";
import {
  badge,
  batchLink,
  empty,
  generationLink,
  nameOf,
  outcomeBadge,
  outcomeWords,
  progressBar,
  usageBar,
} from "./pieces.js";
import { poll } from "./poll.js";

poll(() => "/api/overview.json", draw);

function draw(overview) {
  const { at, accounts, diagnosis, states, batches, failures, attention } = overview;
  const unknown = states.find(({ state }) => state === "submission_unknown").count;
  show(
    byId("diagnosis"),
    { standing: diagnosis.standing, troubles: diagnosis.troubles, summary: diagnosis.summary },
    drawDiagnosis,
  );
  show(byId("attention"), { total: unknown, items: aged(attention, at) }, drawAttention);
  show(
    byId("accounts"),
    accounts.map((account) => withPause(account, at)),
    (list) => list.map(drawAccount),
  );
  show(byId("states"), states, drawStates);
  show(
    byId("batches"),
    batches.map((batch) => ({ ...batch, age: ago(at - batch.createdAt) })),
    drawBatches,
  );
  show(byId("failures"), aged(failures, at), drawFailures);
  document.title = titleOf(states);
}

function titleOf(states) {
  const unfinished = states
    .filter(({ state }) => !["succeeded", "failed", "cancelled"].includes(state))
    .reduce((sum, state) => sum + state.count, 0);
  return unfinished === 0 ? "hailuo-queue" : `(${count(unfinished)}) hailuo-queue`;
}

function aged(generations, at) {
  return generations.map((generation) => ({ ...generation, age: ago(at - generation.updatedAt) }));
}

function withPause({ pausedUntil, ...account }, at) {
  return pausedUntil === undefined ? account : { ...account, pausedUntil, pausedFor: span(pausedUntil - at) };
}

function drawAccount(account) {
  const { slotsUsed, slotsAllowed, createWindowUsed, createPerMinute } = account;
  const known = slotsAllowed > 0;
  const slots = known ? `${count(slotsUsed)} of ${count(slotsAllowed)}` : count(slotsUsed);
  const limited = createPerMinute > 0;
  const creates = limited ? `${count(createWindowUsed)} of ${count(createPerMinute)}` : count(createWindowUsed);
  return element(
    "article",
    { class: "card account" },
    element("h3", { class: "account-head" }, element("strong", {}, account.account), ...standing(account)),
    figure(
      "Slots in use",
      slots,
      known
        ? usageBar(slotsUsed, slotsAllowed, `${slots} slots in use`)
        : note("No create worker has published its limits yet."),
    ),
    figure(
      "Creates in the last minute",
      creates,
      limited ? usageBar(createWindowUsed, createPerMinute, `${creates} creates`) : note("No limit."),
    ),
    ...leftOf(account),
  );
}

/** What it has left, as the provider tells it. */
function leftOf({ funds }) {
  if (funds === undefined) return [];
  const { balance, plan = [], currency, at } = funds;
  const asked = note(`As of ${time(at)}.`);
  const money =
    balance === undefined
      ? []
      : [figure(`Balance (${currency})`, (balance.availableMicro / 1_000_000).toFixed(2), asked)];
  const windows = plan.map(({ span, status, remainingPercent }) =>
    figure(
      `Plan, this ${span}`,
      remainingPercent === undefined ? status.replaceAll("_", " ") : `${Math.floor(remainingPercent)} %`,
      asked,
    ),
  );
  return [...money, ...windows];
}

/** Everything that keeps an account from being used to the full. */
function standing(account) {
  const {
    held,
    draining,
    pausedUntil,
    pausedFor,
    pausedReason,
    refusing,
    slotsLost,
    slotsTaken,
    slotsAllowed,
    disabledModels = {},
    callbackRefused,
    funds,
  } = account;
  const notes = [];
  if (draining) notes.push("Draining: it finishes its videos in flight and starts no others.");
  if (held) notes.push("Paused by a user: it starts no new videos.");
  if (refusing !== undefined) notes.push(refusal(refusing, pausedFor));
  else if (pausedUntil !== undefined)
    notes.push(`Paused for ${pausedFor}, until ${time(pausedUntil)}: ${pausedReason}`);
  if (slotsLost !== undefined)
    notes.push(`${count(slotsLost)} of ${count(slotsAllowed)} slots are held by creates whose answers were lost.`);
  if (slotsTaken !== undefined)
    notes.push(`The provider accepts fewer tasks at once: currently ${slotsTaken} of ${slotsAllowed} are used.`);
  if (funds?.low !== undefined) notes.push(`Low funds: ${funds.low}`);
  if (callbackRefused !== undefined)
    notes.push(`Callbacks refused since ${time(callbackRefused.since)}: ${callbackRefused.reason}`);
  for (const [model, until] of Object.entries(disabledModels))
    notes.push(`${model} is refused to it; not tried until ${time(until)}.`);
  return notes.length > 0 ? notes.map((words) => note(words, "bad")) : [note("Not paused.", "good")];
}

/** It stays while the provider refuses, over the tries between the rests. */
function refusal({ since, times, lastAt, reason, stopped, nextTryAt }, restsFor) {
  const told =
    times === 1
      ? `Refused at ${time(lastAt)}`
      : `Refused ${count(times)} times since ${time(since)}, last at ${time(lastAt)}`;
  const next = nextTryAt === undefined ? "one is tried now" : `the next try is in ${restsFor}, at ${time(nextTryAt)}`;
  return `${told}; ${stopped ? next : "others go on"}: ${reason}`;
}

function figure(title, value, ...rest) {
  return element("div", {}, element("h4", {}, title), element("p", { class: "figure" }, value), ...rest);
}

function note(words, kind) {
  return element("p", { class: kind === undefined ? "note" : `note ${kind}` }, words);
}

/** The way of a generation that meets no trouble stands in the first row, all else in the second. */
const MAIN_FLOW = ["queued", "creating", "generating", "downloading", "succeeded"];

function drawStates(states) {
  const tile = ({ state, count: many }) =>
    element(
      "li",
      { class: `tile state-${state}${many === 0 ? " none" : ""}`, title: stateMeaning(state) },
      element("span", { class: "tile-count" }, count(many)),
      element("span", { class: "tile-name" }, stateWord(state)),
    );
  const main = states.filter(({ state }) => MAIN_FLOW.includes(state));
  const aside = states.filter(({ state }) => !MAIN_FLOW.includes(state));
  return [
    element("ol", { class: "tiles flow" }, main.map(tile)),
    element("ul", { class: "tiles aside" }, aside.map(tile)),
  ];
}

function drawBatches(batches) {
  if (batches.length === 0) return empty("No batches yet. Submit one: hailuo submit prompts.jsonl");
  return element(
    "ul",
    { class: "batches" },
    batches.map((batch) =>
      element(
        "li",
        {},
        element(
          "p",
          { class: "batch-head" },
          batchLink(batch.batchId),
          outcomeBadge(batch),
          element("span", { class: "faint" }, batch.age),
        ),
        progressBar(batch.states),
        element("p", { class: "batch-words" }, outcomeWords(batch)),
      ),
    ),
  );
}

function drawFailures(failures) {
  if (failures.length === 0) return empty("None.");
  return element("ul", { class: "problems" }, failures.map(problem));
}

const STANDINGS = { idle: "Idle", moving: "Moving", slowed: "Slowed", stopped: "Stopped" };
/** What needs a decision stands below, with its generations; what an account is used to, in its card. */
const TOLD = ["stops", "slows", "warns"];

/** Why nothing moves, the worst first, with what mends it. */
function drawDiagnosis({ standing, summary, troubles }) {
  const told = troubles.filter(({ severity }) => TOLD.includes(severity));
  const good = standing === "idle" || standing === "moving";
  return element(
    "div",
    { class: good && told.length === 0 ? "diagnosis good" : "diagnosis" },
    element("h2", {}, STANDINGS[standing]),
    told.length === 0
      ? element("p", { class: "note" }, summary)
      : element(
          "ul",
          { class: "problems" },
          told.map(({ what, remedy }) =>
            element("li", {}, element("p", {}, what), element("p", { class: "note" }, inCode(remedy))),
          ),
        ),
  );
}

/** Commands stand between backticks. */
function inCode(words) {
  return words.split("`").map((part, at) => (at % 2 === 1 ? element("code", {}, part) : part));
}

function drawAttention({ total, items }) {
  if (total === 0) return [];
  const more =
    total > items.length ? [element("p", { class: "note" }, `And ${count(total - items.length)} more.`)] : [];
  return element(
    "div",
    { class: "attention" },
    element("h2", {}, total === 1 ? "1 generation needs attention" : `${count(total)} generations need attention`),
    element(
      "p",
      { class: "note" },
      "The provider's answer to the create was lost, so the video may have been bought; sending it again could buy it twice. Look for the task in the provider's console, then decide: ",
      element("code", {}, "hailuo resolve <id> --task <task-id> | --resubmit | --fail"),
    ),
    element("ul", { class: "problems" }, items.map(problem)),
    ...more,
  );
}

function problem(generation) {
  const { error } = generation;
  return element(
    "li",
    {},
    element(
      "p",
      { class: "problem-head" },
      badge(generation.state),
      generationLink(generation, element("strong", {}, nameOf(generation))),
      " in ",
      batchLink(generation.batchId),
      element("code", { class: "faint" }, generation.id),
      element("span", { class: "faint" }, generation.age),
    ),
    element(
      "p",
      { class: "reason" },
      error === undefined ? "No reason was recorded." : `${error.message} (${error.code}, ${error.stage})`,
    ),
    element("p", { class: "prompt" }, generation.prompt === "" ? "(no prompt)" : generation.prompt),
  );
}
