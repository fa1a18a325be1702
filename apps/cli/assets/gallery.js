// The page of a batch. All of its texts come from others: they are put in place as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);

/** The reader's choice, else what the browser likes best: the page may have been sent on by somebody else. */
const language = chosenLanguage() ?? likedLanguage();
const catalogue = data.words[language] ?? {};
document.documentElement.lang = language === "zh" ? "zh-CN" : language;
/** As the reader's own region writes the language: `en-GB`. */
const locale = navigator.languages.find((each) => nameOf(each) === language) ?? language;

/** A text in the reader's language; the English is the key of its translation in packages/words. */
function say(texts, ...values) {
  const key = texts.map((text, at) => (at === texts.length - 1 ? text : `${text}{${at}}`)).join("");
  return (catalogue[key] ?? key).replaceAll(/\{(-?)(\d+)\}/g, (_, left, at) =>
    left === "-" ? "" : String(values[at]),
  );
}

function nameOf(tag) {
  return tag.toLowerCase().split("-")[0];
}

function likedLanguage() {
  return navigator.languages.map(nameOf).find((name) => name === "en" || name in data.words) ?? "en";
}

/** Remembered for all galleries of the same origin, where the browser lets a page remember anything. */
function chosenLanguage() {
  try {
    const name = localStorage.getItem("hailuo_language");
    return name === "en" || name in data.words ? name : undefined;
  } catch {
    return undefined;
  }
}

function speak(name) {
  try {
    localStorage.setItem("hailuo_language", name);
  } catch {
    return;
  }
  location.reload();
}

/** Several words after each other: `a, b`. */
function inList(words) {
  return words.join(language === "zh" ? "\u3001" : ", ");
}

/** When; in the reader's own way. */
function timeWords(at) {
  return new Date(at).toLocaleString(locale);
}

for (const place of document.querySelectorAll("[data-say]")) place.textContent = say([place.dataset.say]);
for (const [name, tag, words] of [
  ["en", "en", "English"],
  ["zh", "zh-CN", "\u4e2d\u6587"],
]) {
  if (name === language) continue;
  const button = Object.assign(document.createElement("button"), { type: "button", lang: tag, textContent: words });
  button.addEventListener("click", () => speak(name));
  document.getElementById("languages").append(button);
}
document.title = say`${data.batch} · videos`;

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** So many cards are made at once; more when the last ones come into view. */
const AT_ONCE = 120;
/** A pointer that passes over a card starts nothing. */
const HOVER_MS = 90;

const KINDS = {
  succeeded: { kind: "good", words: say`✔ done` },
  failed: { kind: "bad", words: say`✘ failed` },
  cancelled: { kind: "faint", words: say`– cancelled` },
  submission_unknown: { kind: "attention", words: say`! needs attention` },
};
const UNFINISHED = {
  queued: say`queued`,
  creating: say`creating`,
  generating: say`generating`,
  overdue: say`overdue`,
  downloading: say`downloading`,
  cancelling: say`cancelling`,
};
const kindOf = (state) => KINDS[state] ?? { kind: "faint", words: `… ${UNFINISHED[state] ?? state}` };
/** In what a stored video is not what was bought. */
const WARNINGS = {
  no_video_track: say`without a picture`,
  wrong_duration: say`more than a second longer or shorter than requested`,
  wrong_resolution: say`in another resolution than requested`,
  unreadable: say`whose MP4 boxes do not say what they contain`,
  stray_bytes: say`with bytes after the last box, which players ignore`,
};
const warningWords = (warning) => WARNINGS[warning] ?? warning;
const reasonWords = (item) => item.reasons?.[language] ?? item.reason;
const sizeWords = ({ model, resolution, duration }) =>
  [model, resolution, duration === null ? "" : say`${duration} s`].filter((word) => word !== "").join(" · ");
/** @type {[name: string, words: string, belongs: (item: any) => boolean][]} */
const GROUPS = [
  ["all", say`all`, () => true],
  ["succeeded", say`done`, ({ state }) => state === "succeeded"],
  ["failed", say`failed`, ({ state }) => state === "failed"],
  ["attention", say`needs attention`, ({ state }) => state === "submission_unknown"],
  ["unfinished", say`not finished`, ({ state }) => KINDS[state] === undefined],
  ["cancelled", say`cancelled`, ({ state }) => state === "cancelled"],
  ["warnings", say`not what was bought`, ({ warnings }) => warnings.length > 0],
  ["takes", say`with several takes`, ({ take }) => take > 1],
];

const byId = (id) => document.getElementById(id);
const grid = byId("grid");
const viewer = byId("viewer");
const more = byId("more");
const itemOf = new WeakMap();
let shown = [];
let made = 0;
let opened = -1;

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

function option(value, text) {
  return element("option", { value, textContent: text });
}

function money(usd) {
  const text = usd.toLocaleString(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: 4,
  });
  return data.simulated ? say`${text} simulated` : text;
}

function firstWords(text) {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

// ---- cards

function cardOf(item) {
  const { kind, words } = kindOf(item.state);
  const take = item.take > 1 ? ` · ${say`take ${item.take}`}` : "";
  const cost = item.cost === null ? "" : ` · ${money(item.cost)}`;
  const state = element("p", { className: "state", textContent: `${words}${take}${cost}` });
  state.dataset.kind = kind;
  const card = element("li", {}, [
    screenOf(item),
    element("div", { className: "about" }, [
      element("h2", { textContent: item.name, dir: "auto" }),
      item.prompt === "" ? undefined : element("p", { className: "prompt", textContent: item.prompt, dir: "auto" }),
      state,
      item.reason === ""
        ? undefined
        : element("p", { className: "faults", textContent: reasonWords(item), dir: "auto" }),
      ...item.warnings.map((warning) =>
        element("p", { className: "state", textContent: `! ${warningWords(warning)}` }),
      ),
      element("p", { className: "state faint", textContent: sizeWords(item) }),
    ]),
  ]);
  itemOf.set(card, item);
  return card;
}

function screenOf(item) {
  const says = say`${item.name}: ${firstWords(item.prompt)}`;
  const screen = element("button", { type: "button", className: "screen" });
  if (item.video === "") {
    screen.textContent = item.state === "succeeded" ? say`stored elsewhere` : kindOf(item.state).words;
    screen.setAttribute("aria-label", say`${screen.textContent}: ${says}`);
    return screen;
  }
  screen.setAttribute("aria-label", item.seconds === null ? say`Play ${says}` : say`Play ${says}, ${item.seconds} s`);
  if (item.poster !== "") {
    const poster = element("img", {
      src: item.poster,
      alt: say`First frame of ${says}`,
      loading: "lazy",
      decoding: "async",
    });
    poster.addEventListener("error", () => {
      poster.remove();
      item.poster = "";
    });
    screen.append(poster);
  }
  if (item.seconds !== null)
    screen.append(element("span", { className: "length", textContent: say`${item.seconds} s` }));
  return screen;
}

// ---- videos in cards: one that is played, or stands for a poster that is not there, while it is in view

function videoIn(screen, item) {
  const standing = screen.querySelector("video");
  if (standing !== null) return standing;
  const video = element("video", { muted: true, loop: true, playsInline: true, preload: "metadata", tabIndex: -1 });
  video.setAttribute("aria-hidden", "true");
  video.addEventListener("error", () => {
    if (!video.isConnected) return;
    video.remove();
    screen.append(element("span", { textContent: say`The file cannot be played from here` }));
    screen.setAttribute("aria-label", say`The file cannot be played from here: ${item.name}`);
    item.video = "";
  });
  // A moment behind the start: else some browsers show nothing before it plays.
  video.src = `${item.video}#t=0.01`;
  screen.prepend(video);
  const poster = screen.querySelector("img");
  if (poster !== null) screen.prepend(poster);
  return video;
}

function letGo(screen) {
  const video = screen.querySelector("video");
  if (video === null) return;
  video.remove();
  video.removeAttribute("src");
  // Only so the browser frees its decoder at once.
  video.load();
}

const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const item = itemOf.get(target);
      const screen = target.querySelector(".screen");
      if (item.video === "" || screen === null) continue;
      if (!isIntersecting) letGo(screen);
      else if (item.poster === "") videoIn(screen, item);
    }
  },
  { rootMargin: "200px" },
);

let hovered;

function play(card) {
  const item = itemOf.get(card);
  if (item === undefined || item.video === "" || calm.matches) return;
  // Refused where the browser is set to play nothing by itself.
  videoIn(card.querySelector(".screen"), item)
    .play()
    .catch(() => undefined);
}

function stop(card) {
  const item = itemOf.get(card);
  const screen = card.querySelector(".screen");
  const video = screen?.querySelector("video");
  if (item === undefined || video === null || video === undefined) return;
  if (item.poster !== "") return letGo(screen);
  video.pause();
  video.currentTime = 0;
}

function cardAt(target) {
  return target instanceof Element ? target.closest(".grid > li") : null;
}

grid.addEventListener("pointerover", (event) => {
  const card = cardAt(event.target);
  if (event.pointerType === "touch" || (card !== null && hovered?.card === card)) return;
  leave();
  if (card === null) return;
  hovered = { card, timer: setTimeout(() => play(card), HOVER_MS) };
});
grid.addEventListener("pointerleave", leave);
grid.addEventListener("focusin", (event) => {
  const card = cardAt(event.target);
  if (card !== null && event.target.matches(":focus-visible")) play(card);
});
grid.addEventListener("focusout", (event) => {
  const card = cardAt(event.target);
  if (card !== null && card !== hovered?.card) stop(card);
});
grid.addEventListener("click", (event) => {
  const card = cardAt(event.target);
  if (card !== null && event.target.closest(".screen") !== null) open(shown.indexOf(itemOf.get(card)));
});

calm.addEventListener("change", () => {
  if (calm.matches) for (const card of grid.children) stop(card);
});

function leave() {
  if (hovered === undefined) return;
  clearTimeout(hovered.timer);
  stop(hovered.card);
  hovered = undefined;
}

// ---- the list

function filter() {
  const wanted = byId("find").value.trim().toLowerCase();
  const group = GROUPS.find(([name]) => name === byId("state").value)?.[2] ?? (() => true);
  const model = byId("model").value;
  shown = data.items.filter(
    (item) =>
      group(item) &&
      (model === "" || item.model === model) &&
      (wanted === "" ||
        `${item.name}\n${item.prompt}\n${reasonWords(item)}\n${item.id}`.toLowerCase().includes(wanted)),
  );
  for (const card of grid.children) inView.unobserve(card);
  grid.replaceChildren();
  made = 0;
  hovered = undefined;
  makeMore();
  byId("count").textContent =
    say`${shown.length.toLocaleString(locale)} of ${data.items.length.toLocaleString(locale)} shown`;
  byId("none").hidden = shown.length > 0;
}

function makeMore() {
  const cards = shown.slice(made, made + AT_ONCE).map(cardOf);
  made += cards.length;
  grid.append(...cards);
  for (const card of cards) inView.observe(card);
  more.hidden = made >= shown.length;
  return cards[0];
}

more.addEventListener("click", () => makeMore()?.querySelector(".screen")?.focus());
new IntersectionObserver(
  ([entry]) => {
    if (entry.isIntersecting && made < shown.length) makeMore();
  },
  { rootMargin: "1200px" },
).observe(more);

// ---- one of them, large

function open(at) {
  const item = shown[at];
  if (item === undefined) return;
  opened = at;
  byId("viewer-name").textContent = item.name;
  byId("previous").disabled = at === 0;
  byId("next").disabled = at === shown.length - 1;
  showTake(item, item.take);
  if (!viewer.open) viewer.showModal();
}

function showTake(item, number) {
  const take = item.takes.find((each) => each.take === number) ?? item;
  const stage = byId("stage");
  const standing = stage.querySelector("video");
  standing?.pause();
  const video =
    take.video === ""
      ? undefined
      : element("video", { controls: true, loop: true, playsInline: true, src: take.video });
  video?.setAttribute("aria-label", say`Video of ${item.name}`);
  if (video !== undefined && take.poster !== "") video.poster = take.poster;
  stage.replaceChildren(video ?? element("p", { className: "hint", textContent: kindOf(take.state).words }));
  video?.addEventListener("error", () => {
    stage.replaceChildren(
      element("p", {
        className: "hint",
        textContent: say`The file cannot be played from here: it is gone, or its link has expired.`,
      }),
    );
  });
  if (video !== undefined && !calm.matches) video.play().catch(() => undefined);
  byId("viewer-prompt").textContent = take.prompt;
  byId("viewer-reason").textContent = reasonWords(take);
  const facts = [
    [say`state`, kindOf(take.state).words],
    [say`size`, sizeWords(item)],
    [say`cost`, take.cost === null ? "" : money(take.cost)],
    [say`warnings`, inList(item.warnings.map(warningWords))],
    [say`made`, item.endedAt === null ? "" : timeWords(item.endedAt)],
    [say`stored at`, take.location],
    [say`id`, item.id],
  ];
  byId("viewer-facts").replaceChildren(
    ...facts
      .filter(([, text]) => text !== "")
      .flatMap(([label, text]) => [
        element("dt", { textContent: label }),
        element("dd", { textContent: text, dir: "auto" }),
      ]),
    ...(take.video === ""
      ? []
      : [element("dt", { textContent: say`file` }), element("dd", {}, [fileLink(take.video)])]),
  );
  const buttons = [...item.takes.map((each) => each.take), item.take].map((each) => {
    const button = element("button", { type: "button", textContent: say`Take ${each}` });
    button.setAttribute("aria-pressed", String(each === number));
    button.addEventListener("click", () => showTake(item, each));
    return button;
  });
  byId("viewer-takes").replaceChildren(...(buttons.length > 1 ? buttons : []));
}

function fileLink(href) {
  return element("a", { href, textContent: say`open the video alone`, target: "_blank", rel: "noopener" });
}

byId("previous").addEventListener("click", () => open(opened - 1));
byId("next").addEventListener("click", () => open(opened + 1));
byId("close").addEventListener("click", () => viewer.close());
viewer.addEventListener("click", (event) => {
  if (event.target === viewer) viewer.close();
});
viewer.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLVideoElement) return;
  if (event.key === "ArrowLeft") open(opened - 1);
  if (event.key === "ArrowRight") open(opened + 1);
});
viewer.addEventListener("close", () => byId("stage").replaceChildren());

// ---- the rest of the page

const counts = GROUPS.map(([name, words, belongs]) => ({ name, words, count: data.items.filter(belongs).length }));
byId("state").append(
  ...counts
    .filter(({ name, count }) => name === "all" || count > 0)
    .map(({ name, words, count }) => option(name, say`${words} (${count})`)),
);
const models = [...new Set(data.items.map(({ model }) => model))].toSorted((left, right) => left.localeCompare(right));
byId("model").append(option("", say`all models`), ...models.map((model) => option(model, model)));
byId("model-of").hidden = models.length < 2;
const spent = data.items.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
const parts = counts.slice(1, 6).filter(({ count }) => count > 0);
byId("sum").textContent = [
  ...parts.map(({ words, count }) => say`${count.toLocaleString(locale)} ${words}`),
  ...(spent > 0 ? [data.simulated ? money(spent) : say`${money(spent)} by the list prices`] : []),
  say`as of ${timeWords(data.madeAt)}`,
].join(" · ");
if (data.expiresAt !== null) {
  const until = timeWords(data.expiresAt);
  const notice = byId("expiry");
  notice.hidden = false;
  notice.textContent =
    data.expiresAt < Date.now()
      ? say`The links of this page expired ${until}; hailuo gallery ${data.batch} makes new ones.`
      : say`The links of this page work until ${until} at the latest; hailuo gallery ${data.batch} makes new ones.`;
}
byId("others").hidden = data.others.length === 0;
byId("others-list").append(
  ...data.others.map(({ name, href }) => element("li", {}, [element("a", { href, textContent: name })])),
);
let typing;
byId("find").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(filter, 150);
});
byId("state").addEventListener("change", filter);
byId("model").addEventListener("change", filter);
filter();
