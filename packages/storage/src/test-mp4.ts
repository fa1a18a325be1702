/** One box: size, type, payload. */
export function mp4Box(type: string, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + payload.length, 0);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, payload]);
}

/** A box whose size is written in 64 bits. */
export function mp4LongBox(type: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write(type, 4, "latin1");
  header.writeBigUInt64BE(BigInt(16 + payload.length), 8);
  return Buffer.concat([header, payload]);
}

/** A box that goes on to the end of the file. */
export function mp4OpenBox(type: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, payload]);
}

/** The first box of an MP4. */
export const FTYP = mp4Box("ftyp", Buffer.from("mp42\0\0\0\0mp42isom"));
/** A small `moov` box. */
export const MOOV = mp4Box("moov", mp4Box("mvhd", Buffer.alloc(100, 1)));

/** The smallest file that passes as a whole MP4, with media data of this size. */
export function smallMp4(mediaBytes = 1000): Buffer {
  return Buffer.concat([FTYP, MOOV, mp4Box("mdat", Buffer.alloc(mediaBytes, 7))]);
}
