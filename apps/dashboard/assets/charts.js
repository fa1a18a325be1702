import { html } from "./html.js";

const WIDTH = 320;
const HEIGHT = 72;

/**
 * Bars over time as SVG: `values` are oldest first, equally far apart. What it shows is told in words as well, so that
 * nobody needs to see it.
 */
export function Bars({ title, values, total, words, kind = "used" }) {
  const top = Math.max(...values, 1);
  const step = WIDTH / Math.max(values.length, 1);
  return html`<figure class="chart">
    <figcaption><span>${title}</span> <strong>${total}</strong></figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${words}>
      ${values.map((value, at) => {
        const height = value === 0 ? 0 : Math.max(1.5, (value / top) * (HEIGHT - 2));
        return html`<rect
          key=${at}
          class=${`bar-${kind}`}
          x=${at * step + step * 0.1}
          y=${HEIGHT - height}
          width=${step * 0.8}
          height=${height}
        />`;
      })}
      <line class="axis" x1="0" x2=${WIDTH} y1=${HEIGHT} y2=${HEIGHT} />
    </svg>
  </figure>`;
}
