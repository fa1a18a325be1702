import { describe, expect, test } from "@jest/globals";
import { refusedMediaName } from "../refused-media.ts";
import type { InputFacts } from "../stored-input.ts";
import { MISSING_INPUT } from "./input-rules.ts";
import { parseGenerationRequest } from "./parse-generation-request.ts";

const image = "https://example.com/cat.jpg";

function faultsOf(input: unknown): string[] {
  const parsed = parseGenerationRequest(input);
  return parsed.ok ? [] : parsed.faults.map((fault) => `${fault.field}: ${fault.message}`);
}

describe("a request", () => {
  test("gets the documented defaults", () => {
    expect(parseGenerationRequest({ model: "MiniMax-Hailuo-2.3", prompt: "一只猫" })).toEqual({
      ok: true,
      request: {
        model: "MiniMax-Hailuo-2.3",
        prompt: "一只猫",
        duration: 6,
        resolution: "768P",
        enable_prompt_expansion: true,
      },
    });
  });

  test.each([
    ["text with 2.3", { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "1080P" }],
    ["ten seconds at 768P", { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 10 }],
    ["an image without words", { model: "MiniMax-Hailuo-2.3-Fast", image_url: image }],
    ["512P from an image with 02", { model: "MiniMax-Hailuo-02", image_url: image, resolution: "512P", duration: 10 }],
    ["first and last frame with 02", { model: "MiniMax-Hailuo-02", image_url: image, last_frame_image: image }],
    ["a last frame alone with 02", { model: "MiniMax-Hailuo-02", prompt: "x", last_frame_image: image }],
    ["2,000 emoji, which are 4,000 UTF-16 units", { model: "MiniMax-Hailuo-02", prompt: "😀".repeat(2000) }],
  ])("is accepted: %s", (_name, input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  test.each([
    [{ model: "MiniMax-Hailuo-2.3-Fast", prompt: "x" }, "image_url: MiniMax-Hailuo-2.3-Fast needs an image"],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "512P" },
      "resolution: MiniMax-Hailuo-2.3 makes text-to-video videos in 768P, 1080P, not 512P",
    ],
    [{ model: "MiniMax-Hailuo-02", prompt: "x", resolution: "512P" }, "not 512P"],
    [
      { model: "MiniMax-Hailuo-02", prompt: "x", resolution: "1080P", duration: 10 },
      "duration: MiniMax-Hailuo-02 makes 1080P videos of 6 s, not 10 s",
    ],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", last_frame_image: image },
      "last_frame_image: MiniMax-Hailuo-2.3 takes no last_frame_image",
    ],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x".repeat(2001) }, "prompt: has 2001 characters"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "  " }, "prompt: must have 1 to 2000 characters"],
    [{ model: "MiniMax-Hailuo-2.3" }, "prompt: must have 1 to 2000 characters"],
    [{ model: "MiniMax-Hailuo-2,3", prompt: "x" }, "did you mean MiniMax-Hailuo-2.3?"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x", prompt_optimizerr: true }, "prompt_optimizerr: is not a known field"],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", durration: 6 },
      "durration: is not a known field; did you mean duration?",
    ],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: "six" },
      'duration: is "six", allowed are the numbers 6 and 10',
    ],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "768i" },
      'resolution: is "768i", allowed are 512P, 768P, 1080P',
    ],
    [{ model: "MiniMax-Hailuo-2.3", prompt: 5 }, "prompt: is 5, must be a text"],
    [{ model: "MiniMax-Hailuo-2.3", image_url: "./cat.png" }, "image_url"],
    [{ prompt: "x" }, "model: is missing"],
    ["just text", "(line): must be an object"],
  ])("is refused: %j", (input, part) => {
    expect(faultsOf(input).join("\n")).toContain(part);
  });

  test.each(["image_url", "last_frame_image"])(
    "takes a data URL in %s below the provider's 20 MB, whatever its base64 text is long",
    (field) => {
      const input = (bytes: number) => ({
        model: "MiniMax-Hailuo-02",
        prompt: "x",
        [field]: `data:image/png;base64,${Buffer.alloc(bytes).toString("base64")}`,
      });
      const limit = 20 * 1024 * 1024;
      expect(faultsOf(input(limit - 1))).toEqual([]);
      const [fault, ...others] = faultsOf(input(limit));
      expect(others).toEqual([]);
      expect(fault).toMatch(
        new RegExp(`^${field}: is "data:image/png;.{0,60}, holds an image of 20 MB; it must have less than 20 MB`),
      );
      expect(fault?.length).toBeLessThan(300);
      expect(faultsOf(input(limit + 1))[0]).toContain("holds an image of 20.1 MB");
    },
  );

  test("reports every fault of the line at once", () => {
    expect(faultsOf({ model: "x", prompt: 1, nope: 2 })).toHaveLength(3);
  });
});

function requestOf(input: unknown): unknown {
  const parsed = parseGenerationRequest(input);
  return parsed.ok ? parsed.request : parsed.faults;
}

test("a complete request is the same text whatever the order of its fields, as its text tells two requests apart", () => {
  const text = (input: unknown): string => JSON.stringify(requestOf(input));
  expect(text({ resolution: "768P", prompt: "x", model: "MiniMax-Hailuo-2.3", duration: 6 })).toBe(
    '{"model":"MiniMax-Hailuo-2.3","prompt":"x","duration":6,"resolution":"768P","enable_prompt_expansion":true}',
  );
  expect(text({ ratio: "16:9", model: "MiniMax-H3", prompt: "x" })).toBe(text({ prompt: "x", model: "MiniMax-H3" }));
});

describe("a request to v2", () => {
  const h3 = { model: "MiniMax-H3", prompt: "x" };
  const urls = (count: number): string[] => Array.from({ length: count }, (_, at) => `https://example.com/${at}`);

  test.each([
    ["from text", h3, { duration: 6, resolution: "768P", ratio: "16:9" }],
    [
      "from a first frame",
      { ...h3, image_url: "mm_file://123", resolution: "2K", duration: 4 },
      { ratio: "adaptive", duration: 4 },
    ],
    ["of 15 s", { ...h3, duration: 15 }, { duration: 15 }],
    ["with a last frame alone", { ...h3, last_frame_image: image }, { ratio: "adaptive" }],
    [
      "with references",
      { ...h3, reference_images: urls(9), reference_audio: urls(3), ratio: "9:16" },
      { ratio: "9:16" },
    ],
    [
      "of H3-Max",
      { model: "MiniMax-H3-Max", prompt: "x", resolution: "480P", prompt_expansion_mode: "quality" },
      { duration: 6 },
    ],
    ["with a prompt of 7,000", { ...h3, prompt: "x".repeat(7000) }, {}],
  ])("is accepted, complete: %s", (_name, input, part) => {
    expect(requestOf(input)).toMatchObject(part);
  });

  test.each([
    [{ model: "MiniMax-H3", image_url: image }, "prompt: must have 1 to 7000 characters"],
    [{ ...h3, prompt: "x".repeat(7001) }, "prompt: has 7001 characters, allowed are 1 to 7000"],
    [{ ...h3, prompt: "input://refused-unknown" }, "prompt: is a file, and must be a text"],
    [{ ...h3, prompt: ` input://sha256-${"0".repeat(64)}.png` }, "prompt: is a file, and must be a text"],
    [{ ...h3, duration: 3 }, "duration: is 3, allowed are whole numbers from 4 to 15 (seconds)"],
    [
      { model: "MiniMax-H3-Max", prompt: "x", duration: 4 },
      "duration: is 4, allowed are whole numbers from 5 to 15 (seconds)",
    ],
    [{ ...h3, resolution: "1080P" }, 'resolution: is "1080P", allowed are 768P, 2K'],
    [{ ...h3, ratio: "adaptive" }, "ratio: is adaptive, and there is no picture to adapt to"],
    [{ ...h3, ratio: "2:1" }, 'ratio: is "2:1", allowed are adaptive, 21:9, 16:9'],
    [
      { ...h3, image_url: image, ratio: "1:1" },
      "ratio: is 1:1, but the video takes the shape of its picture; leave it out",
    ],
    [
      { ...h3, image_url: image, reference_images: urls(1) },
      "reference_images: cannot be combined with image_url or last_frame_image",
    ],
    [{ ...h3, reference_audio: urls(1) }, "reference_audio: cannot be used alone"],
    [{ ...h3, reference_images: urls(10) }, 'reference_images: is ["https://example.com/0"'],
    [{ ...h3, reference_images: urls(10) }, "must be a list of 1 to 9"],
    [
      { ...h3, reference_images: urls(9), reference_videos: urls(3), reference_audio: urls(1) },
      "reference_images: makes 13 files with the other references, allowed are 12",
    ],
    [
      { ...h3, reference_videos: ["cat.mp4"] },
      'reference_videos.0: is "cat.mp4", must be an http(s) URL, a data:video/…;base64 URL or mm_file://ID',
    ],
    [
      { ...h3, enable_prompt_expansion: true },
      "enable_prompt_expansion: MiniMax-H3 takes no enable_prompt_expansion; it works with MiniMax-Hailuo-2.3,",
    ],
    [{ model: "MiniMax-H3-Max", prompt: "x", enable_prompt_expansion: true }, "; use prompt_expansion_mode"],
    [
      { ...h3, prompt_expansion_mode: "quality" },
      "MiniMax-H3 takes no prompt_expansion_mode; it works with MiniMax-H3-Max",
    ],
    [{ ...h3, ration: "1:1" }, "ration: is not a known field; did you mean ratio?"],
    [{ model: "MiniMax-H2", prompt: "x" }, "did you mean MiniMax-H3?"],
    [{ model: "Hailuo-03", prompt: "x" }, 'model: is "Hailuo-03", allowed are'],
  ])("is refused: %j", (input, part) => {
    expect(faultsOf(input).join("\n")).toContain(part);
  });

  test("says of a list that is none, and of what is in one, what it is once", () => {
    expect(faultsOf({ ...h3, reference_images: image })).toEqual([
      `reference_images: is "${image}", must be a list of 1 to 9`,
    ]);
    expect(faultsOf({ ...h3, reference_images: [image, 5] })).toEqual([
      "reference_images.1: is 5, must be an http(s) URL, a data:image/…;base64 URL or mm_file://ID",
    ]);
    expect(faultsOf({ ...h3, reference_videos: { a: 1 } })).toEqual([
      'reference_videos: is {"a":1}, must be a list of 1 to 3',
    ]);
  });

  test("takes data URLs of 64 MB in all, each below its own limit", () => {
    const picture = (megabytes: number): string => `data:image/png;base64,${"A".repeat(megabytes * 1024 * 1024)}`;
    expect(faultsOf({ ...h3, image_url: picture(39) })).toEqual([]);
    expect(faultsOf({ ...h3, image_url: picture(41) })[0]).toContain(
      "holds an image of 30.8 MB; it must have at most 30 MB",
    );
    expect(faultsOf({ ...h3, image_url: picture(33), last_frame_image: picture(32) })[0]).toContain(
      "makes a request of 66 MB",
    );
  });
});

describe("a request to the 01-series", () => {
  test("has neither duration nor resolution", () => {
    expect(requestOf({ model: "T2V-01-Director", prompt: "[Pan left] x" })).toEqual({
      model: "T2V-01-Director",
      prompt: "[Pan left] x",
      enable_prompt_expansion: true,
    });
    expect(requestOf({ model: "I2V-01-live", image_url: image })).toEqual({
      model: "I2V-01-live",
      image_url: image,
      enable_prompt_expansion: true,
    });
  });

  test("names its subject by one picture, in the provider's shape or as a URL", () => {
    const subject_reference = [{ type: "character", image: [image] }];
    const request = { model: "S2V-01", enable_prompt_expansion: true, subject_reference };
    expect(requestOf({ model: "S2V-01", subject_reference })).toEqual(request);
    for (const spelled of [
      image,
      [image],
      { image },
      [{ image, mask: null }],
      [{ type: "", image: [image] }],
      { type: "Character", image },
    ])
      expect(requestOf({ model: "S2V-01", subject_reference: spelled })).toEqual(request);
  });

  test.each([
    [
      { model: "T2V-01", prompt: "x", duration: 6 },
      "duration: T2V-01 takes no duration; it works with MiniMax-Hailuo-2.3,",
    ],
    [{ model: "T2V-01", prompt: "x", image_url: image }, "image_url: T2V-01 takes no image_url"],
    [{ model: "I2V-01", prompt: "x" }, "image_url: I2V-01 needs an image"],
    [
      { model: "I2V-01", image_url: image, resolution: "720P", fast_pretreatment: true },
      "resolution: I2V-01 takes no resolution",
    ],
    [
      { model: "I2V-01", image_url: image, fast_pretreatment: true },
      "fast_pretreatment: I2V-01 takes no fast_pretreatment",
    ],
    [{ model: "S2V-01", prompt: "x" }, "subject_reference: S2V-01 needs a subject_reference"],
    [{ model: "S2V-01", subject_reference: "cat.png" }, 'subject_reference: is "cat.png", must be an http(s) URL or'],
    [
      { model: "S2V-01", subject_reference: [{ type: "character", image: [image, image] }] },
      "must be the URL of one picture",
    ],
    [{ model: "S2V-01", subject_reference: [{ type: "object", image }] }, "must be the URL of one picture"],
    [{ model: "S2V-01", subject_reference: [{ image, weight: 1 }] }, "must be the URL of one picture"],
    [{ model: "S2V-01", subject_reference: [] }, "S2V-01 needs a subject_reference"],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", subject_reference: image },
      "MiniMax-Hailuo-2.3 takes no subject_reference; it works with S2V-01",
    ],
  ])("is refused: %j", (input, part) => {
    expect(faultsOf(input).join("\n")).toContain(part);
  });
});

test("what the v1 API knows beside the documented fields is taken where it works, and not filled in", () => {
  const request = { model: "MiniMax-Hailuo-02", image_url: image, fast_pretreatment: true, aigc_watermark: false };
  expect(requestOf(request)).toMatchObject(request);
  expect(faultsOf({ ...request, last_frame_image: image })).toEqual([
    "fast_pretreatment: works with text and with a first frame, not with last_frame_image",
  ]);
});

describe("a template", () => {
  const diving = "392753057216684038";

  test("takes the place of a model, and its inputs may be plain values", () => {
    const request = { model: "video-agent", template_id: diving, media_inputs: [{ value: image }] };
    expect(requestOf({ template_id: diving, media_inputs: [image] })).toEqual(request);
    expect(requestOf(request)).toEqual(request);
    expect(requestOf({ template_id: "999", text_inputs: ["x"] })).toMatchObject({
      template_id: "999",
      text_inputs: [{ value: "x" }],
    });
  });

  test.each([
    [{ template_id: Number(diving), media_inputs: [image] }, 'must be a text such as "392753057216684038"; in quotes'],
    [{ template_id: diving }, "media_inputs: is missing, and so is text_inputs"],
    [
      { template_id: diving, text_inputs: ["x"] },
      "media_inputs: has 0, but the template 392753057216684038 (diving) needs 1 image",
    ],
    [
      { template_id: "393769180141805569", media_inputs: [image] },
      "text_inputs: has 0, but the template 393769180141805569 (survival) needs 1 text",
    ],
    [{ template_id: diving, media_inputs: ["cat.png"] }, "media_inputs.0"],
    [{ template_id: diving, media_inputs: [image], prompt: "x" }, "prompt: video-agent takes no prompt; it works with"],
    [
      { model: "MiniMax-H3", prompt: "x", template_id: diving },
      "template_id: MiniMax-H3 takes no template_id; it works with video-agent",
    ],
    [{ model: "video-agent" }, "template_id: is missing"],
  ])("is refused: %j", (input, part) => {
    expect(faultsOf(input).join("\n")).toContain(part);
  });
});

test("files and names of stored inputs are refused, in every field, by whoever may not read files", () => {
  const stored = `input://sha256-${"a".repeat(64)}.png`;
  for (const path of ["./cat.png", "/etc/passwd", "..\\cat.png", "C:\\cat.png"]) {
    expect(faultsOf({ model: "MiniMax-Hailuo-2.3", image_url: path })).toEqual([
      expect.stringMatching(
        /^image_url: is ".*", must be an http\(s\) URL .*; a file is read by the hailuo command alone.*; over HTTP upload it first/,
      ),
    ]);
  }
  const refused = "names a stored input, which cannot be looked up here; give an http(s) URL";
  const requests: readonly (readonly [object, string])[] = [
    [{ model: "MiniMax-Hailuo-2.3", image_url: stored }, "image_url"],
    [{ model: "S2V-01", subject_reference: stored }, "subject_reference"],
    [{ model: "S2V-01", subject_reference: [{ type: "character", image: [stored] }] }, "subject_reference.0.image.0"],
    [{ model: "MiniMax-H3", prompt: "x", reference_images: ["https://a.example/b.png", stored] }, "reference_images.1"],
    [{ template_id: "392753057216684038", media_inputs: [stored] }, "media_inputs.0"],
    [{ template_id: "392753057216684038", media_inputs: [{ value: stored }] }, "media_inputs.0.value"],
    [{ model: "MiniMax-H3", prompt: "x", reference_videos: [stored] }, "reference_videos.0"],
  ];
  for (const [request, field] of requests) expect(faultsOf(request)).toEqual([`${field}: ${refused}`]);
});

describe("inputs that are looked up", () => {
  const hash = "a".repeat(64);
  const picture = (facts: Partial<InputFacts> = {}): InputFacts =>
    ({ kind: "image", type: "png", bytes: 1000, width: 1366, height: 768, ...facts }) as InputFacts;
  const faults = (request: object, facts: InputFacts | "later" | undefined): readonly string[] => {
    const parsed = parseGenerationRequest(request, { lookUpInput: () => facts });
    return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field}: ${message}`);
  };
  const v1 = { model: "MiniMax-Hailuo-2.3", image_url: `input://sha256-${hash}.png` };
  const v2 = { model: "MiniMax-H3", prompt: "x", reference_images: [v1.image_url] };

  test("pass where they fit, or where another looks them up", () => {
    for (const request of [v1, v2])
      for (const facts of [picture(), "later"] as const) expect(faults(request, facts)).toEqual([]);
    const films = { model: "MiniMax-H3", prompt: "x", reference_videos: [`input://sha256-${hash}.mp4`] };
    expect(faults(films, { kind: "video", type: "mp4", bytes: 5000 })).toEqual([]);
    const sounds = { ...v2, reference_audio: [`input://sha256-${hash}.mp3`] };
    expect(faults(sounds, "later")).toEqual([]);
  });

  test("are judged by their facts against the model's API, each at its field", () => {
    const MB = 1024 * 1024;
    expect(faults(v1, picture({ bytes: 20 * MB }))).toEqual([
      "image_url: has 20 MB; an image must have less than 20 MB",
    ]);
    expect(faults(v2, picture({ bytes: 20 * MB }))).toEqual([]);
    expect(faults(v2, picture({ bytes: 31 * MB }))).toEqual([
      "reference_images.0: has 31 MB; an image must have at most 30 MB",
    ]);
    expect(faults(v1, picture({ width: 299 }))).toEqual([
      "image_url: has 299 x 768 pixels; the short side must have at least 300",
    ]);
    const heic = { ...v1, image_url: `input://sha256-${hash}.heic` };
    expect(faults(heic, picture({ type: "heic" }))).toEqual(["image_url: is HEIC; an image must be JPEG, PNG or WebP"]);
    const film = { model: "MiniMax-H3", prompt: "x", reference_videos: [`input://sha256-${hash}.mp4`] };
    expect(faults(film, { kind: "video", type: "mp4", bytes: 51 * MB })).toContain(
      "reference_videos.0: has 51 MB; a video must have at most 50 MB",
    );
  });

  test("are warned of where the provider's page and its live answers differ, and only there", () => {
    const doubts = (request: object, width: number, height: number): readonly string[] => {
      const parsed = parseGenerationRequest(request, { lookUpInput: () => picture({ width, height }) });
      return parsed.ok ? (parsed.doubts ?? []).map(({ field, message }) => `${field}: ${message}`) : ["refused"];
    };
    expect(doubts(v1, 300, 500)).toEqual([expect.stringMatching(/^image_url: has 300 x 500 pixels; .*more than 300/)]);
    expect(doubts(v1, 301, 500)).toEqual([]);
    for (const [width, height] of [
      [1000, 2001],
      [2001, 1000],
      [1000, 2500],
      [2500, 1000],
    ] as const)
      expect(doubts(v1, width, height)).toEqual([expect.stringMatching(/outside 1:2 to 2:1/)]);
    for (const [width, height] of [
      [1000, 2000],
      [2000, 1000],
    ] as const)
      expect(doubts(v1, width, height)).toEqual([]);
    for (const [width, height] of [
      [1000, 2501],
      [299, 500],
    ] as const)
      expect(doubts(v1, width, height)).toEqual(["refused"]);
    const last = { model: "MiniMax-Hailuo-02", image_url: v1.image_url, last_frame_image: v1.image_url };
    expect(doubts(last, 300, 500)).toHaveLength(2);
    const subject = { model: "S2V-01", subject_reference: v1.image_url };
    expect(doubts(subject, 300, 500)).toEqual([expect.stringMatching(/^subject_reference/)]);
    expect(doubts({ model: "MiniMax-H3", prompt: "x", image_url: v1.image_url }, 300, 700)).toEqual([]);
  });

  test("that are not there, have another type than their name, or are of another kind are refused", () => {
    expect(faults(v1, undefined)).toEqual([`image_url: ${MISSING_INPUT}`]);
    expect(faults(v1, picture({ type: "jpg" }))).toEqual([`image_url: ${MISSING_INPUT}`]);
    expect(
      faults({ ...v1, image_url: `input://sha256-${hash}.mp4` }, { kind: "video", type: "mp4", bytes: 1 }),
    ).toEqual(["image_url: is a video; it must be an image"]);
    expect(faults({ ...v1, image_url: `input://sha256-${hash}.exe` }, picture())).toEqual([
      expect.stringContaining("must be an http(s) URL"),
    ]);
  });

  test("media that were not kept are told of at their field", () => {
    const told = (name: string, request: object = v1): readonly string[] =>
      faults({ ...request, image_url: name }, undefined);
    expect(told(refusedMediaName({ reason: "unknown" }))).toEqual([
      "image_url: is no JPEG, PNG, WebP, HEIC or HEIF image, by its content",
    ]);
    expect(told(refusedMediaName({ reason: "too_large", kind: "image", bytes: 31_457_281 }))).toEqual([
      "image_url: has 30.1 MB; an image must have less than 20 MB",
    ]);
    expect(told(refusedMediaName({ reason: "too_large", kind: "video", bytes: 60_000_000 }))).toEqual([
      "image_url: is a video; it must be an image",
    ]);
    // The other fields are judged all the same.
    expect(faults({ ...v1, image_url: "input://refused-unknown", duration: 7 }, undefined)).toHaveLength(2);
  });

  test("together may not make too large a request, by what they weigh when they are sent", () => {
    const names = ["a", "b"].map((letter) => `input://sha256-${letter.repeat(64)}.png`);
    expect(faults({ ...v2, reference_images: names }, picture({ bytes: 25 * 1024 * 1024 }))).toEqual([
      expect.stringMatching(/^reference_images: makes a request of 67 MB/),
    ]);
  });
});

test("a text with half of a character is refused, wherever it stands", () => {
  expect(faultsOf({ model: "MiniMax-Hailuo-2.3", prompt: "a storm \ud83c" })).toEqual([
    expect.stringMatching(/^prompt: has half of a character/),
  ]);
  expect(faultsOf({ template_id: "392753057216684038", text_inputs: ["\udf0a"] })).toContainEqual(
    expect.stringMatching(/^text_inputs: has half of a character/),
  );
});

test("a value that is nested a hundred thousand deep is a fault like any other", () => {
  const prompt = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as unknown;
  expect(faultsOf({ model: "MiniMax-Hailuo-2.3", prompt })).toEqual([
    expect.stringContaining(`prompt: is ${"[".repeat(59)}…, must be a text`),
  ]);
});

test("of a hundred thousand faults the first hundred are told, and how many there are", () => {
  const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`promt${at}`, at]));
  const parsed = parseGenerationRequest({ model: "MiniMax-Hailuo-2.3", prompt: "a", ...fields });
  expect(parsed).toMatchObject({ ok: false, faultCount: 100_000 });
  expect(parsed.ok ? [] : parsed.faults).toHaveLength(100);
});

test("a name of a megabyte is cut where it is told", () => {
  expect(faultsOf({ model: "MiniMax-Hailuo-2.3", prompt: "a", ["x".repeat(1_000_000)]: 1 })).toEqual([
    `${"x".repeat(99)}…: is not a known field`,
  ]);
});

test("references for MiniMax-H3-Max are taken and warned of, those for MiniMax-H3 are not", () => {
  const fields = { prompt: "x", reference_images: ["https://example.com/a.png"] };
  const max = parseGenerationRequest({ model: "MiniMax-H3-Max", ...fields });
  expect(max).toMatchObject({
    ok: true,
    doubts: [{ field: "reference_images", message: expect.stringContaining("MiniMax-H3 does") }],
  });
  expect(parseGenerationRequest({ model: "MiniMax-H3", ...fields })).not.toHaveProperty("doubts");
  expect(
    parseGenerationRequest({ model: "MiniMax-H3-Max", prompt: "x", image_url: "https://example.com/a.png" }),
  ).not.toHaveProperty("doubts");
});

test("video-01 makes videos of one size from a text and from a first frame", () => {
  const model = "video-01";
  expect(parseGenerationRequest({ model, prompt: "x" })).toEqual({
    ok: true,
    request: { model, prompt: "x", enable_prompt_expansion: true },
  });
  expect(parseGenerationRequest({ model, image_url: "https://example.com/a.png" })).toMatchObject({ ok: true });
  for (const field of [{ duration: 6 }, { resolution: "768P" }, { last_frame_image: "https://example.com/a.png" }])
    expect(parseGenerationRequest({ model, prompt: "x", ...field })).toMatchObject({ ok: false });
});

describe("a video that is made again", () => {
  const model = "MiniMax-H3-Regeneration";
  const video = "https://example.com/draft.mp4";
  const faults = (request: object): readonly string[] => {
    const parsed = parseGenerationRequest({ model, ...request });
    return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field}: ${message}`);
  };

  test("is named by its task alone, or is there with all that it was made from", () => {
    expect(parseGenerationRequest({ model, source_task_id: "424242424242424" })).toEqual({
      ok: true,
      request: { model, duration: 15, resolution: "2K", source_task_id: "424242424242424" },
    });
    const whole = {
      prompt: "x",
      base_video: video,
      reference_images: ["https://example.com/a.png"],
      duration: 5,
      aigc_watermark: true,
    };
    expect(parseGenerationRequest({ model, ...whole })).toMatchObject({
      ok: true,
      request: { ...whole, resolution: "2K" },
    });
    expect(
      faults({
        prompt: "x",
        base_video: video,
        image_url: "https://example.com/a.png",
        last_frame_image: "https://example.com/b.png",
      }),
    ).toEqual([]);
  });

  test.each([
    [{}, /^source_task_id: is missing, and so is base_video/],
    [{ prompt: "x" }, /^source_task_id: is missing, and so is base_video/],
    [{ base_video: video }, /^prompt: is required with base_video/],
    [{ base_video: video, source_task_id: "1" }, /^base_video: cannot be combined with source_task_id/],
    [{ prompt: "x", source_task_id: "1" }, /^prompt: cannot be combined with source_task_id/],
    [{ source_task_id: "../1" }, /^source_task_id: .*must be the id of a task/],
    [{ source_task_id: "1", resolution: "768P" }, /^resolution: /],
    [{ source_task_id: "1", duration: 3 }, /^duration: /],
    [{ source_task_id: "1", ratio: "16:9" }, /^ratio: MiniMax-H3-Regeneration takes no ratio/],
    [{ prompt: "x", base_video: "./draft.mp4" }, /^base_video: .*a video file is not read from disk/],
    [
      { prompt: "x", base_video: video, image_url: "https://e.com/1", reference_images: ["https://e.com/2"] },
      /^reference_images: cannot be combined with image_url/,
    ],
    [
      { prompt: "x", base_video: video, reference_audio: ["https://e.com/1"] },
      /^reference_audio: cannot be used alone/,
    ],
  ])("is refused as %j", (request, reason) => {
    expect(faults(request)).toEqual([expect.stringMatching(reason)]);
  });

  test("no other model takes its fields", () => {
    for (const field of ["source_task_id", "base_video"]) {
      const parsed = parseGenerationRequest({ model: "MiniMax-H3", prompt: "x", [field]: video });
      expect(parsed).toMatchObject({
        ok: false,
        faults: [{ field, message: expect.stringContaining("works with MiniMax-H3-Regeneration") }],
      });
    }
  });
});

test("a prompt is written from a prompt and its media, and has no size", () => {
  const model = "MiniMax-H3-Context-IR";
  expect(parseGenerationRequest({ model, prompt: "x" })).toEqual({
    ok: true,
    request: { model, prompt: "x", duration: 6, ratio: "16:9" },
  });
  expect(parseGenerationRequest({ model, prompt: "x", image_url: "https://e.com/1", duration: 4 })).toMatchObject({
    ok: true,
  });
  for (const wrong of [{}, { prompt: "x", resolution: "768P" }, { prompt: "x", duration: 16 }])
    expect(parseGenerationRequest({ model, ...wrong })).toMatchObject({ ok: false });
});
