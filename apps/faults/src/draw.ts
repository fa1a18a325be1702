/** Draws from [0, 1). */
export type Draw = () => number;

/**
 * A stream of draws of its own per name (mulberry32, the name mixed in by FNV-1a): one more draw here moves none
 * elsewhere.
 */
export function createDraw(seed: number, stream: string): Draw {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of stream) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  let state = hash >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `least` to `most`, both included. */
export function drawInteger(draw: Draw, least: number, most: number): number {
  return least + Math.floor(draw() * (most - least + 1));
}

/** @throws for an empty list. */
export function drawOne<Item>(draw: Draw, items: readonly Item[]): Item {
  const item = items[Math.floor(draw() * items.length)];
  if (item === undefined) throw new RangeError("there is nothing to draw from");
  return item;
}

/** All of them in another order. */
export function shuffle<Item>(draw: Draw, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: draw() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
