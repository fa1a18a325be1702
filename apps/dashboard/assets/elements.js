/**
 * Builds an element. Children are elements or text; text is never read as HTML, so a prompt shows as it was written.
 * Properties are set as attributes, but for `class`; undefined ones are left out.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (value !== undefined) made.setAttribute(property, String(value));
  }
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

const shown = new WeakMap();

/** Fills a place anew only when its data changed: what a reader selected or scrolled to stays. */
export function show(place, data, build) {
  const text = JSON.stringify(data);
  if (shown.get(place) === text) return;
  shown.set(place, text);
  place.replaceChildren(...[build(data)].flat());
}

export function byId(id) {
  return document.getElementById(id);
}
