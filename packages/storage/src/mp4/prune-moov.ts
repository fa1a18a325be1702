/** Boxes that hold boxes, on the way to those that are kept. */
const CONTAINERS = new Set(["moov", "trak", "mdia", "minf", "stbl", "mvex"]);
/** Headers of the file and its tracks. */
const KEPT = new Set(["mvhd", "tkhd", "mdhd", "hdlr", "stsd", "mehd"]);
const HEADER_BYTES = 8;

/**
 * A moov box, or any box of {@link CONTAINERS}, with nothing but what tells size, length and codecs. Tables of samples
 * are left out: one entry of eight bytes may claim four billion samples, which a reader of MP4 then lists. What is left
 * is bounded by `maxBytes`; undefined for more.
 */
export function pruneMoov(box: Buffer, maxBytes: number): Buffer | undefined {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (bytes: Buffer): void => {
    keptBytes += bytes.length;
    kept.push(bytes);
  };
  /** Rewrites sizes from the inside out; a box that does not fit into its parent ends it. */
  const walk = (from: number, end: number): void => {
    let start = from;
    while (start + HEADER_BYTES <= end && keptBytes <= maxBytes) {
      const size = box.readUInt32BE(start);
      if (size < HEADER_BYTES || start + size > end) return;
      const type = box.toString("latin1", start + 4, start + HEADER_BYTES);
      if (KEPT.has(type)) keep(box.subarray(start, start + size));
      else if (CONTAINERS.has(type)) {
        const header = Buffer.from(box.subarray(start, start + HEADER_BYTES));
        const before = keptBytes;
        keep(header);
        walk(start + HEADER_BYTES, start + size);
        header.writeUInt32BE(keptBytes - before, 0);
      }
      start += size;
    }
  };
  walk(0, box.length);
  return keptBytes > maxBytes ? undefined : Buffer.concat(kept);
}
