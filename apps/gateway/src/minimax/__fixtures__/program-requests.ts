/** A create as a program sends it, and what becomes of it here. Written anew from facts about the programs' sources. */
export interface ProgramRequest {
  readonly program: string;
  readonly sends: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Default: JSON by its name. */
  readonly contentType?: string | undefined;
  /** What of the generation's request must be so; undefined: the field is not there. */
  readonly made?: Readonly<Record<string, unknown>>;
  /** What the answer's warning says; default nothing. */
  readonly warns?: string;
  /** Why it is refused. */
  readonly refused?: string;
}

const PICTURE = "https://pictures.example/cat.png";

/** ComfyUI's nodes: pydantic models that write every optional field as null. */
const comfy = (fields: object): ProgramRequest["body"] => ({
  model: "T2V-01",
  prompt: "A cat [Push in]",
  callback_url: null,
  first_frame_image: null,
  subject_reference: null,
  prompt_optimizer: null,
  ...fields,
});

/** new-api and one-hub: structs that know every field of every model. */
const relay = (fields: object): ProgramRequest["body"] => ({
  model: "T2V-01",
  prompt: "A cat",
  prompt_optimizer: true,
  fast_pretreatment: false,
  duration: 6,
  resolution: "720P",
  aigc_watermark: false,
  ...fields,
});

const NOTHING = { image_url: undefined, subject_reference: undefined, duration: undefined, resolution: undefined };

/** `image`: base64 of a PNG. */
export function programRequests(image: string): readonly ProgramRequest[] {
  const kept = expectStored;
  return [
    { program: "ComfyUI", sends: "text", body: comfy({}), made: { model: "T2V-01", ...NOTHING } },
    {
      program: "ComfyUI",
      sends: "a first frame",
      body: comfy({ model: "I2V-01-live", first_frame_image: PICTURE }),
      made: { model: "I2V-01-live", image_url: PICTURE },
    },
    {
      program: "ComfyUI",
      sends: "a subject without its type",
      body: comfy({ model: "S2V-01", subject_reference: [{ image: PICTURE, mask: null }] }),
      made: { subject_reference: [{ type: "character", image: [PICTURE] }] },
    },
    {
      program: "ComfyUI",
      sends: "sizes of Hailuo-02",
      body: comfy({ model: "MiniMax-Hailuo-02", duration: 10, resolution: "768P", last_frame_image: null }),
      made: { model: "MiniMax-Hailuo-02", duration: 10, resolution: "768P", last_frame_image: undefined },
    },
    { program: "new-api", sends: "text", body: relay({}), made: { model: "T2V-01", ...NOTHING } },
    {
      program: "new-api",
      sends: "empty references",
      body: relay({ subject_reference: [], first_frame_image: "", last_frame_image: "" }),
      made: { model: "T2V-01", ...NOTHING },
    },
    {
      program: "new-api",
      sends: "2.3 with everything",
      body: relay({ model: "MiniMax-Hailuo-2.3", resolution: "768P", fast_pretreatment: true, subject_reference: [] }),
      made: { fast_pretreatment: true, resolution: "768P", subject_reference: undefined },
    },
    {
      program: "one-hub",
      sends: "an empty subject",
      body: relay({ subject_reference: [{ type: "character", image: [] }], callback_url: "" }),
      made: { subject_reference: undefined },
    },
    {
      program: "n8n template",
      sends: "T2V-01 with 768P",
      body: { model: "T2V-01", prompt: "A cat", duration: 6, resolution: "768P" },
      made: NOTHING,
      warns: "resolution is left out: T2V-01 makes 720P alone",
    },
    {
      program: "n8n template",
      sends: "I2V-01-live with 768P",
      body: { model: "I2V-01-live", prompt: "A cat", duration: "6", resolution: "768P", first_frame_image: PICTURE },
      made: { duration: undefined, resolution: undefined, image_url: PICTURE },
      warns: "resolution is left out: I2V-01-live makes 720P alone",
    },
    {
      program: "n8n template",
      sends: "an empty last frame with 2.3",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", first_frame_image: PICTURE, last_frame_image: "" },
      made: { image_url: PICTURE, last_frame_image: undefined },
    },
    {
      program: "n8n template",
      sends: "a last frame with 2.3",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", first_frame_image: PICTURE, last_frame_image: PICTURE },
      refused: "MiniMax-Hailuo-2.3 takes no last_frame_image; it works with MiniMax-Hailuo-02",
    },
    {
      program: "n8n template",
      sends: "a picture that an expression lost",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", first_frame_image: "undefined" },
      refused: "image_url",
    },
    {
      program: "a script",
      sends: "sizes as texts",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", duration: "6", resolution: "768p" },
      made: { duration: 6, resolution: "768P" },
    },
    {
      program: "a script",
      sends: "other texts for sizes",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", duration: "6s", resolution: "1080" },
      made: { duration: 6, resolution: "1080P" },
    },
    {
      program: "a script",
      sends: "6.0 seconds",
      body: { model: "MiniMax-Hailuo-02", prompt: "A cat", duration: "6.0", resolution: 768 },
      made: { duration: 6, resolution: "768P" },
    },
    {
      program: "a script",
      sends: "bare base64",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", first_frame_image: image },
      made: { image_url: kept },
    },
    {
      program: "a script",
      sends: "base64 of octets",
      body: { model: "MiniMax-Hailuo-2.3", first_frame_image: `data:application/octet-stream;base64,${image}` },
      made: { image_url: kept },
    },
    {
      program: "a script",
      sends: "a PNG that it calls image/jpg",
      body: { model: "MiniMax-Hailuo-2.3-Fast", first_frame_image: `data:image/jpg;base64,${image}` },
      made: { image_url: kept },
    },
    {
      program: "a script",
      sends: "fields of other providers",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat", aspect_ratio: "9:16", seed: 1, negative_prompt: "dogs" },
      made: { ratio: undefined },
      warns: "ratio is left out",
    },
    {
      program: "curl",
      sends: "JSON as a form",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat" },
      contentType: "application/x-www-form-urlencoded",
      made: { model: "MiniMax-Hailuo-2.3" },
    },
    {
      program: "requests with data=",
      sends: "JSON without a type",
      body: { model: "MiniMax-Hailuo-2.3", prompt: "A cat" },
      contentType: undefined,
      made: { model: "MiniMax-Hailuo-2.3" },
    },
  ];
}

const expectStored = "an input of the tenant";
