import { html, useEffect, useRef, useState } from "./html.js";

const AROUND = 12;

/**
 * Only the rows that can be seen, and some around them, are in the page: 10,000 of them scroll as ten do. Every row is
 * `height` pixels high. Calls `onEnd` when the last ones come near.
 */
export function VirtualList({ items, height, row, onEnd, label }) {
  const place = useRef();
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  useEffect(() => {
    let asked = false;
    function look() {
      asked = false;
      const { top } = place.current.getBoundingClientRect();
      const first = Math.max(0, Math.floor(-top / height) - AROUND);
      const last = Math.ceil((window.innerHeight - top) / height) + AROUND;
      setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
    }
    function later() {
      if (asked) return;
      asked = true;
      requestAnimationFrame(look);
    }
    look();
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    return () => {
      window.removeEventListener("scroll", later);
      window.removeEventListener("resize", later);
    };
  }, [height]);
  const isNearEnd = seen.last >= items.length - AROUND;
  useEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, items.length]);
  const last = Math.min(items.length, seen.last);
  const first = Math.min(seen.first, last);
  return html`<div
    ref=${place}
    class="virtual"
    role="list"
    aria-label=${label}
    style=${{ height: `${items.length * height}px` }}
  >
    ${items
      .slice(first, last)
      .map(
        (item, at) =>
          html`<div
            key=${item.id}
            role="listitem"
            class="virtual-row"
            aria-posinset=${first + at + 1}
            aria-setsize=${items.length}
            style=${{ transform: `translateY(${(first + at) * height}px)`, height: `${height}px` }}
          >
            ${row(item)}
          </div>`,
      )}
  </div>`;
}
