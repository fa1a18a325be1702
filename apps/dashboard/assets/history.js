import { html, useState } from "./html.js";
import { Bars, StackedBars } from "./charts.js";
import { count, money, span } from "./format.js";
import { useLive } from "./live.js";
import { say } from "./words.js";

const SPANS = { hour: say`Last hour`, day: say`Last day`, month: say`Last month` };
const CAUSES = {
  turn: say`their turn`,
  slot: say`a slot`,
  window: say`the window`,
  cooldown: say`a refusing account`,
  budget: say`a budget`,
  paused: say`a pause`,
  worker: say`a worker`,
};

/**
 * What happened over a time, as it is kept in Redis: to all that one may see, or to what `of` names, one of `account`,
 * `tenant`, `model` and `batch`. `title` is the heading's.
 */
export function History({ of = {}, title = say`Over time`, first = "hour" }) {
  const [chosen, setChosen] = useState(first);
  const query = new URLSearchParams(of).toString();
  const { state, trouble } = useLive(`/history/${chosen}${query === "" ? "" : `?${query}`}`);
  return html`<section aria-labelledby="history-title">
    <h2 id="history-title">${title}</h2>
    <p class="filter" role="group" aria-label=${say`How far back`}>
      ${Object.entries(SPANS).map(
        ([span, words]) =>
          html`<button key=${span} type="button" aria-pressed=${span === chosen} onClick=${() => setChosen(span)}>
            ${words}
          </button>`,
      )}
    </p>
    ${state === undefined && html`<p class="note" role="status">${trouble ?? say`Looking…`}</p>`}
    <div class="cards charts" id="history">${state && html`<${Charts} history=${state.history} />`}</div>
  </section>`;
}

const STEP_SECONDS = { minute: 60, hour: 3600, day: 86_400 };

function Charts({ history: { scope, points, step } }) {
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const of = (pick) => points.map(pick);
  const times = of(({ at }) => at);
  const succeeded = of((point) => point.succeeded);
  const failed = of(({ failed: byCode }) => sum(Object.values(byCode)));
  const spent = of((point) => point.spentMicroUsd);
  const used = of((point) => point.slotSeconds);
  const allowed = sum(of((point) => point.slotSecondsAllowed));
  const codes = mostOf(of((point) => point.failed));
  const causes = mostOf(of((point) => point.waitedSeconds));
  const waits = causes.map((cause) => ({
    name: CAUSES[cause] ?? cause,
    values: of(({ waitedSeconds }) => waitedSeconds[cause] ?? 0),
  }));
  const waited = sum(waits.flatMap(({ values }) => values));
  const share = `${Math.round((sum(used) / allowed) * 100)} %`;
  return html`
    <${Bars}
      title=${say`Succeeded`}
      values=${succeeded}
      times=${times}
      step=${step}
      kind="succeeded"
      total=${count(sum(succeeded))}
      write=${count}
    />
    <${Bars}
      title=${codes[0] === undefined ? say`Failed` : say`Failed, most by ${codes[0]}`}
      values=${failed}
      times=${times}
      step=${step}
      kind="failed"
      total=${count(sum(failed))}
      write=${count}
    />
    <${StackedBars}
      title=${say`Waited for`}
      parts=${waits}
      times=${times}
      step=${step}
      total=${span(waited * 1000)}
      write=${(seconds) => span(seconds * 1000)}
    />
    <${Bars}
      title=${say`Spent`}
      values=${spent}
      times=${times}
      step=${step}
      kind="money"
      total=${money(sum(spent))}
      write=${money}
    />
    ${
      allowed > 0 &&
      (scope.kind === "all" || scope.kind === "account") &&
      html`<${Bars}
        title=${say`Slots used`}
        values=${used}
        times=${times}
        step=${step}
        total=${share}
        write=${(seconds) => say`${(seconds / STEP_SECONDS[step]).toFixed(1)} slots`}
      />`
    }
  `;
}

/** Names by their sums, the largest first. */
function mostOf(records) {
  const sums = new Map();
  for (const record of records)
    for (const [name, value] of Object.entries(record)) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums]
    .filter(([, value]) => value > 0)
    .toSorted((one, other) => other[1] - one[1])
    .map(([name]) => name);
}
