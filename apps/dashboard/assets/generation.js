import { byId, element, show } from "./elements.js";
import { ago, bytes, count, money, span, time } from "./format.js";
import { badge, batchLink, nameOf, sizeWords } from "./pieces.js";
import { poll } from "./poll.js";

const id = decodeURIComponent(location.pathname.slice("/generations/".length));
document.title = `${id} – hailuo-queue`;

poll(() => `/api/generations/${encodeURIComponent(id)}`, draw);

function draw({ at, generation, explanation, attempts, lookup }) {
  document.title = `${nameOf(generation)} – hailuo-queue`;
  show(byId("generation"), { ...generation, age: ago(at - generation.createdAt) }, drawHead);
  show(byId("explanation"), { explanation, lookup, id: generation.id }, drawExplanation);
  show(byId("attempts"), attempts, drawAttempts);
  show(byId("facts"), generation, drawFacts);
}

function drawHead(generation) {
  return [
    element("h1", {}, nameOf(generation), " ", badge(generation.state)),
    element(
      "p",
      { class: "faint" },
      "in ",
      batchLink(generation.batchId),
      ` · submitted ${generation.age}, ${time(generation.createdAt)}`,
    ),
  ];
}

function drawExplanation({ explanation, lookup }) {
  const { waitsFor, because, startsInMs } = explanation;
  const start = startsInMs === undefined ? "" : ` It may start in about ${span(startsInMs)}.`;
  return element(
    "div",
    { class: waitsFor === "decision" ? "card attention" : "card" },
    element("h2", {}, waitsFor === "none" ? "Finished" : `Waits for: ${waitsFor.replaceAll("_", " ")}`),
    element("p", { class: "because" }, withCode(because), start),
    lookup === undefined ? undefined : drawLookup(lookup),
  );
}

/** What stands in backticks is a command. */
function withCode(sentence) {
  return sentence.split("`").map((part, at) => (at % 2 === 1 ? element("code", {}, part) : part));
}

/** Tasks that the create with the lost answer could have made. */
function drawLookup({ at, candidates, rivals, complete }) {
  const words = [
    candidates.length === 0
      ? "The provider lists no task that may belong to it"
      : `${count(candidates.length)} of the provider's tasks may belong to it`,
    rivals > 0 ? `${count(rivals)} other generations may have created one of them` : undefined,
    complete ? undefined : "the list did not cover all of that time",
    `looked at ${time(at)}`,
  ].filter((word) => word !== undefined);
  return [
    element("p", { class: "note" }, `${words.join("; ")}.`),
    element(
      "ul",
      {},
      candidates.map(({ taskId, createdAt, status }) =>
        element("li", {}, element("code", {}, taskId), ` ${status}, made ${time(createdAt)}`),
      ),
    ),
  ];
}

/** Tries of its stages that ended in an error, oldest first. */
function drawAttempts(attempts) {
  if (attempts.length === 0) return [];
  return element(
    "div",
    { class: "card" },
    element("h2", {}, "Tries that failed"),
    element(
      "ul",
      {},
      attempts.map(({ stage, code, message, times, since, at, until }) => {
        const when = times === 1 ? time(at) : `${count(times)} times, ${time(since)} to ${time(at)}`;
        const next = until === undefined ? "" : `; next try ${time(until)}`;
        return element("li", {}, element("strong", {}, stage), ` ${when}: ${message} (${code}${next})`);
      }),
    ),
  );
}

function drawFacts(generation) {
  const { error, location: place, bytes: size } = generation;
  const rows = [
    ["Error", error === undefined ? undefined : `${error.message} (${error.code}, ${error.stage})`],
    ["Prompt", generation.prompt === "" ? "(no prompt)" : generation.prompt],
    ["Model", sizeWords(generation)],
    ["Account", generation.account],
    ["Task", generation.taskId],
    ["Provider", providerWords(generation)],
    ["Cost", costWords(generation)],
    ["Object", size === undefined ? generation.objectKey : `${place} (${bytes(size)})`],
    ["Video", videoWords(generation.facts)],
    ["Warnings", generation.warnings?.join(", ")],
    ...steps(generation),
    ["Id", generation.id],
  ].filter(([, value]) => value !== undefined);
  return element(
    "table",
    { class: "facts" },
    element(
      "tbody",
      {},
      rows.map(([label, value]) => element("tr", {}, element("th", { scope: "row" }, label), element("td", {}, value))),
    ),
  );
}

function videoWords(facts) {
  if (facts === undefined) return undefined;
  const { picture, sound, durationMs } = facts;
  return [
    picture === undefined ? "no picture" : `${picture.widthPx} × ${picture.heightPx}, ${picture.codec}`,
    durationMs === undefined ? undefined : `${(durationMs / 1000).toFixed(1)} s`,
    sound === undefined ? "no sound" : `sound ${sound.codec}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

function providerWords({ providerStatus, pollCount }) {
  return providerStatus === undefined
    ? undefined
    : `said ${providerStatus}, asked ${pollCount === 1 ? "once" : `${count(pollCount)} times`}`;
}

function costWords({ priceMicroUsd, costMicroUsd }) {
  if (costMicroUsd !== undefined) return money(costMicroUsd);
  return priceMicroUsd === undefined ? undefined : `${money(priceMicroUsd)}, when it succeeds`;
}

/** When each step was reached, and how long it took. */
function steps({ createdAt, submittedAt, acceptedAt, generatedAt, endedAt }) {
  const after = (at, before) => (before === undefined ? time(at) : `${time(at)}, ${span(at - before)} later`);
  return [
    ["Submitted", time(createdAt)],
    ["Create sent", submittedAt === undefined ? undefined : after(submittedAt, createdAt)],
    ["Task accepted", acceptedAt === undefined ? undefined : after(acceptedAt, submittedAt)],
    ["Task ended", generatedAt === undefined ? undefined : after(generatedAt, acceptedAt)],
    ["Ended", endedAt === undefined ? undefined : after(endedAt, generatedAt)],
  ];
}
