import { html, useEffect } from "./html.js";
import { count } from "./format.js";
import { History } from "./history.js";
import { Empty, findAddress, ModelName, UsageBar } from "./pieces.js";
import { say } from "./words.js";

/** What each model was asked for since the deployment began. */
export function ModelsPage({ live: { state } }) {
  useEffect(() => {
    document.title = `${say`Models`} – hailuo-queue`;
  }, []);
  return html`<main>
    <h1>${say`Models`}</h1>
    ${state?.models.length === 0 && html`<${Empty}>${say`None yet: they come with their first generation.`}<//>`}
    <div class="cards" id="models">
      ${state?.models.map((model) => html`<${Model} key=${model.model} model=${model} />`)}
    </div>
  </main>`;
}

function Model({ model: { model, created, succeeded, failed, cancelled } }) {
  const ended = succeeded + failed;
  const words = say`${count(succeeded)} of ${count(ended)} that ended succeeded`;
  return html`<article class="card" aria-label=${say`Model ${model}`}>
    <h2><${ModelName} name=${model} /></h2>
    <p>
      ${say`${count(created)} submitted`}${" · "}${say`${count(succeeded)} succeeded`}${" · "}${say`${count(failed)} failed`}${cancelled > 0 && ` · ${say`${count(cancelled)} cancelled`}`}
    </p>
    ${ended > 0 && html`<${UsageBar} used=${succeeded} allowed=${ended} words=${words} kind="succeeded" />`}
    <p class="buttons"><a href=${findAddress(`model=${model}`)}>${say`Its generations`}</a></p>
  </article>`;
}

/** One model over time. */
export function ModelPage({ name }) {
  useEffect(() => {
    document.title = `${name} – hailuo-queue`;
  }, [name]);
  return html`<main>
    <h1>${say`Model ${name}`}</h1>
    <p class="pages">
      <a href="/models">${say`All models`}</a> <a href=${findAddress(`model=${name}`)}>${say`Its generations`}</a>
    </p>
    <${History} of=${{ model: name }} first="day" />
  </main>`;
}
