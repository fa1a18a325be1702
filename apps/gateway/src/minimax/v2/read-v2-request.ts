import {
  type ModelName,
  ownEntry,
  parseGenerationRequest,
  type RequestFault,
  spellRequest,
  spellValue,
} from "@hailuo-queue/contracts";
import { keepFieldMedia, type KeepMedia } from "@hailuo-queue/intake";
import type { Problem } from "../../http/problem.ts";
import { invalid, quoted, type ReadRequest } from "../read-request.ts";
import { type Content, readContent } from "./read-content.ts";
import type { V2Call } from "./v2-calls.ts";

type Body = Readonly<Record<string, unknown>>;

/** How faults name what a caller wrote as an item of `content`. */
const WRITTEN: Readonly<Record<string, string>> = {
  prompt: "content text",
  image_url: "content first_frame",
  last_frame_image: "content last_frame",
  reference_images: "content reference_image",
  reference_videos: "content reference_video",
  reference_audio: "content reference_audio",
  base_video: "content base_video",
  prompt_expansion_mode: "extra.prompt_expansion_mode",
};

export interface V2Media {
  readonly keepMedia: KeepMedia;
  /** The name of the caller's input behind a number of `mm_file://`; undefined for any other. */
  readonly findUpload: (number: string) => Promise<string | undefined>;
}

/**
 * A create's body in our names. What the provider does not look at is left out here, too: unknown fields, and `ratio`
 * beside frames.
 * @throws a Problem.
 */
export async function readV2Request(
  body: Body,
  call: V2Call,
  { keepMedia, findUpload }: V2Media,
): Promise<ReadRequest> {
  const model = readV2Model(body, call);
  const content = await withUploads(readContent(body["content"], call), findUpload);
  const framed = content["image_url"] !== undefined || content["last_frame_image"] !== undefined;
  const given: Body = { ...body, ratio: framed ? undefined : body["ratio"] };
  const { fields } = spellRequest({
    model,
    ...content,
    ...Object.fromEntries(call.takes.filter((name) => name !== "extra").map((name) => [name, given[name]])),
    ...(call.takes.includes("extra") ? { prompt_expansion_mode: readExtra(body["extra"]) } : {}),
  });
  const request = await keepFieldMedia(fields, keepMedia);
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(request, { lookUpInput: () => "later" });
  if (!parsed.ok) throw refuseV2Faults(parsed.faults);
  return { request, leftOut: leftOutOf(body, call, framed) };
}

/** Our name of the model. Throws a Problem for what is missing, too. */
export function readV2Model(body: Body, { path, required, models }: V2Call): ModelName {
  for (const name of required)
    if (!isSet(body[name])) throw invalid(`binding: expr_path=${name}, cause=missing required parameter`);
  const named = spellValue("model", body["model"]);
  const model = typeof named === "string" && Object.hasOwn(models, named) ? models[named] : undefined;
  if (model !== undefined) return model;
  throw invalid(
    `model ${quoted(body["model"])} is not supported on ${path}; it takes ${Object.keys(models).join(", ")}`,
  );
}

/** A sentence for each field that is set, and that the call does not look at. */
export function leftOutOf(body: Body, { takes, ignores }: V2Call, framed: boolean): readonly string[] {
  const known = ["model", "content", "callback_url", ...takes];
  const strange = Object.keys(body).filter((name) => !known.includes(name) && isSet(body[name]));
  const shape = spellValue("ratio", body["ratio"]) ?? "adaptive";
  return [
    ...(framed && takes.includes("ratio") && shape !== "adaptive"
      ? ["ratio is left out: the video takes the shape of its picture"]
      : []),
    ...strange.map((name) => `${name} is left out: ${ownEntry(ignores, name) ?? "MiniMax has no such field"}`),
  ];
}

const UPLOAD = /^mm_file:\/\/(\w+)$/;

/**
 * MiniMax's own names of files are those that were uploaded here: a file of the account behind the queue is nobody's.
 */
async function withUploads(content: Content, findUpload: V2Media["findUpload"]): Promise<Content> {
  const entries = Object.entries(content).map(async ([field, value]): Promise<[string, Content[string]]> => {
    if (field === "prompt") return [field, value];
    if (typeof value === "string") return [field, await place(value)];
    return [field, await Promise.all(value.map(place))];
  });
  return Object.fromEntries(await Promise.all(entries));

  async function place(url: string): Promise<string> {
    const number = UPLOAD.exec(url)?.[1];
    if (number === undefined) return url;
    const input = await findUpload(number);
    if (input === undefined)
      throw invalid(`mm_file://${number} is no file that was uploaded here: upload it with POST /v1/files/upload`);
    return input;
  }
}

/** `extra` holds one thing, and the provider refuses any other. */
function readExtra(extra: unknown): unknown {
  if (!isSet(extra)) return undefined;
  if (typeof extra !== "object" || extra === null || Array.isArray(extra)) throw invalid("extra must be an object");
  const { prompt_expansion_mode: mode, ...strange } = extra as Body;
  const [name] = Object.keys(strange);
  if (name !== undefined) throw invalid(`extra.${name} is not supported`);
  return mode;
}

/** In one line, by the names that the caller wrote. */
export function refuseV2Faults(faults: readonly RequestFault[]): Problem {
  return invalid(
    faults
      .map(({ field, message }) => {
        const [name = "", ...rest] = field.split(".");
        return `${[ownEntry(WRITTEN, name) ?? name, ...rest].join(".")} ${message}`;
      })
      .join("; "),
  );
}

/** Whatever field it is of. */
function isSet(value: unknown): boolean {
  return spellValue("image_url", value) !== undefined;
}
