export interface Ending {
  readonly walk: { readonly endsAt: number };
}

/** A binary heap of running tasks, the one that ends next on top. */
export class EndTimes<Item extends Ending> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  all(): readonly Item[] {
    return this.#heap;
  }

  push(item: Item): void {
    this.#rise(this.#heap.push(item) - 1);
  }

  /** Looks through all: for what is rare. */
  remove(item: Item): void {
    const heap = this.#heap;
    const index = heap.indexOf(item);
    const last = index === -1 ? undefined : heap.pop();
    if (last === undefined || last === item) return;
    heap[index] = last;
    this.#rise(index);
    this.#sink(index);
  }

  /** The next one to end, if it ends at `now` or before; it is taken out. */
  popDue(now: number): Item | undefined {
    const heap = this.#heap;
    const top = heap[0];
    if (top === undefined || top.walk.endsAt > now) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#endAt(parent) <= this.#endAt(index)) break;
      this.#swap(parent, index);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      if (left < this.#heap.length && this.#endAt(left) < this.#endAt(least)) least = left;
      if (left + 1 < this.#heap.length && this.#endAt(left + 1) < this.#endAt(least)) least = left + 1;
      if (least === index) return;
      this.#swap(least, index);
      index = least;
    }
  }

  #endAt(index: number): number {
    return this.#heap[index]?.walk.endsAt ?? Infinity;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    const kept = heap[one];
    const moved = heap[other];
    if (kept === undefined || moved === undefined) return;
    heap[one] = moved;
    heap[other] = kept;
  }
}
