import { send } from "./send.ts";
import type { Attack } from "./target.ts";

const MIB = 1024 * 1024;
const GENERATIONS = "/api/v1/generations";
const MINIMAX = "/minimax/v1/video_generation";
const REQUEST = { model: "MiniMax-Hailuo-2.3", prompt: "A hostile boat" };

const BOMBS: readonly {
  readonly name: string;
  readonly path: string;
  readonly body: () => string;
  readonly everyMs: number;
}[] = [
  {
    name: "100,000 unknown fields",
    path: GENERATIONS,
    body: () => `{${Array.from({ length: 100_000 }, (_, at) => `"f${at}":1`).join(",")}}`,
    everyMs: 1000,
  },
  {
    name: "a field name of 60,000 letters",
    path: GENERATIONS,
    body: () => `{"${"x".repeat(60_000)}":1}`,
    everyMs: 1000,
  },
  { name: "a field name of 4 MB", path: GENERATIONS, body: () => `{"${"key_".repeat(MIB)}":1}`, everyMs: 3000 },
  { name: "8 MB of brackets at the MiniMax door", path: MINIMAX, body: () => "[".repeat(8 * MIB), everyMs: 2000 },
  {
    name: "57 MB of objects at the MiniMax door",
    path: MINIMAX,
    body: () => `[${"{},".repeat(19 * MIB)}{}]`,
    everyMs: 10_000,
  },
  {
    name: "a million empty texts in a list",
    path: MINIMAX,
    body: () => JSON.stringify({ ...REQUEST, reference_images: Array.from({ length: 1_000_000 }, () => "") }),
    everyMs: 5000,
  },
  {
    name: "20 MB of escapes",
    path: GENERATIONS,
    body: () => `{"prompt":"${"\\ud83c".repeat(3 * MIB)}"}`,
    everyMs: 3000,
  },
];

const bombs: readonly Attack[] = BOMBS.map(({ name, path, body, everyMs }) => {
  let made: Buffer | undefined;
  return {
    name: `body: ${name}`,
    atOnce: 1,
    everyMs,
    async strike(target) {
      made ??= Buffer.from(body());
      return (await send(target, { method: "POST", path, body: made, headers: { "content-type": "application/json" } }))
        .word;
    },
  };
});

const IMAGE_BYTES = 10 * MIB;

/** Another image each time: what is sent again may be known. */
const imagesAndCancels: Attack = {
  name: "images of 10 MB, and cancelled at once",
  atOnce: 1,
  everyMs: 1500,
  async strike(target, draw) {
    const image = Buffer.alloc(IMAGE_BYTES, draw().toString());
    // The first bytes of a PNG of 512 x 512.
    Buffer.from("89504e470d0a1a0a0000000d4948445200000200000002000802000000", "hex").copy(image);
    const body = JSON.stringify({ ...REQUEST, image_url: `data:image/png;base64,${image.toString("base64")}` });
    const { word, text } = await send(target, {
      method: "POST",
      path: GENERATIONS,
      body,
      headers: { "content-type": "application/json" },
    });
    if (word !== "201") return word;
    const { id } = JSON.parse(text) as { readonly id: string };
    return `201, cancel ${(await send(target, { method: "POST", path: `${GENERATIONS}/${id}/cancel` })).word}`;
  },
};

export const BODY_ATTACKS: readonly Attack[] = [...bombs, imagesAndCancels];
