import { html } from "./html.js";
import { dateWords, time } from "./format.js";
import { inList, say } from "./words.js";

const WIDTH = 320;
const HEIGHT = 72;
const DAY_MS = 86_400_000;

/**
 * Bars over time as SVG: `values` are oldest first, of the same length each, and begin at `times`. What it shows is told
 * in words as well, so that nobody needs to see it; a bar's own value stands in its title. `write` turns a value into
 * words.
 */
export function Bars({ title, values, times, step, total, write, kind = "used" }) {
  const top = Math.max(0, ...values);
  const words = say`${title}: ${total} in all, ${mostWords(write(top), step)}`;
  return html`<${Frame} title=${title} total=${total} words=${words} top=${write(top)} times=${times} step=${step}>
    ${values.map((value, at) => html`<${Bar} key=${at} at=${at} of=${values.length} from=${0} to=${shareOf(value, top)} kind=${kind} words=${say`${time(times[at])}: ${write(value)}`} />`)}
  <//>`;
}

/** The same of several parts, one on top of the other, the largest at the bottom; with what each of them sums up to. */
export function StackedBars({ title, parts, times, step, total, write }) {
  const sums = times.map((_at, at) => parts.reduce((sum, { values }) => sum + values[at], 0));
  const top = Math.max(0, ...sums);
  const told = parts.map(({ name, values }, at) => ({
    name,
    kind: `part-${Math.min(at, 4)}`,
    sum: write(values.reduce((sum, value) => sum + value, 0)),
  }));
  const words = inList([say`${title}: ${total} in all`, ...told.map(({ name, sum }) => say`${sum} for ${name}`)]);
  return html`<${Frame}
    title=${title}
    total=${total}
    words=${words}
    top=${write(top)}
    times=${times}
    step=${step}
    legend=${told}
  >
    ${parts.flatMap(({ name, values }, part) =>
      values.map((value, at) => {
        const below = parts.slice(0, part).reduce((sum, other) => sum + other.values[at], 0);
        return (
          value > 0 &&
          html`<${Bar}
            key=${`${part} ${at}`}
            at=${at}
            of=${values.length}
            from=${shareOf(below, top)}
            to=${shareOf(below + value, top)}
            kind=${`part-${Math.min(part, 4)}`}
            words=${say`${time(times[at])}: ${write(value)} for ${name}`}
          />`
        );
      }),
    )}
  <//>`;
}

function Frame({ title, total, words, top, times, step, legend = [], children }) {
  return html`<figure class="chart">
    <figcaption><span>${title}</span> <strong>${total}</strong></figcaption>
    <p class="most" aria-hidden="true">${mostWords(top, step)}</p>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${words}>
      ${children}
      <line class="axis" x1="0" x2=${WIDTH} y1=${HEIGHT} y2=${HEIGHT} />
    </svg>
    <p class="scale" aria-hidden="true"><span>${axisTime(times[0], step)}</span><span>${say`now`}</span></p>
    ${
      legend.length > 0 &&
      html`<ul class="legend">
        ${legend.map(({ name, kind, sum }) => html`<li key=${name}><span class=${`swatch bar-${kind}`}></span>${name} ${sum}</li>`)}
      </ul>`
    }
  </figure>`;
}

function Bar({ at, of, from, to, kind, words }) {
  if (to <= from) return undefined;
  const step = WIDTH / Math.max(of, 1);
  const height = Math.max(1.5, (to - from) * (HEIGHT - 2));
  return html`<rect
    class=${`bar-${kind}`}
    x=${at * step + step * 0.1}
    y=${HEIGHT - from * (HEIGHT - 2) - height}
    width=${step * 0.8}
    height=${height}
    ><title>${words}</title></rect
  >`;
}

function shareOf(value, top) {
  return top === 0 ? 0 : value / top;
}

function mostWords(most, step) {
  if (step === "hour") return say`at most ${most} an hour`;
  return step === "minute" ? say`at most ${most} a minute` : say`at most ${most} a day`;
}

/** The day only where the points are of more than one. */
function axisTime(at, step) {
  if (at === undefined) return "";
  const clock = { hour: "numeric", minute: "2-digit" };
  const day = { month: "short", day: "numeric" };
  const how =
    step === "minute" ? clock : step === "day" || Date.now() - at > 2 * DAY_MS ? day : { ...day, hour: "numeric" };
  return dateWords(at, how);
}
