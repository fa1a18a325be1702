import type { Template } from "./video-request.ts";

type Needs = { readonly images: number; readonly texts: number };

const IMAGE: Needs = { images: 1, texts: 0 };

/** The templates that are known to exist, and what each needs. */
const TEMPLATES: Readonly<Record<string, Needs>> = {
  "392753057216684038": IMAGE,
  "393881433990066176": IMAGE,
  "393769180141805569": { images: 1, texts: 1 },
  "394246956137422856": IMAGE,
  "393879757702918151": IMAGE,
  "393766210733957121": IMAGE,
  "394125185182695432": { images: 0, texts: 1 },
  "393857704283172864": IMAGE,
  "398574688191234048": IMAGE,
  "393866076583718914": IMAGE,
  "393876118804459526": IMAGE,
};

const MEDIA = /^(https?:\/\/\S+|data:image\/[a-z+.-]+;base64,\S+)$/i;

/**
 * What is too much is not known to be refused. Why the provider would not take the template with these inputs;
 * undefined when it would.
 */
export function templateFaultOf({ id, media, texts }: Template): string | undefined {
  const needs = TEMPLATES[id];
  if (needs === undefined) return "invalid params, template not exist";
  if (media.length < needs.images)
    return `invalid params, template ${id} needs ${needs.images} media_inputs, got ${media.length}`;
  if (texts.length < needs.texts)
    return `invalid params, template ${id} needs ${needs.texts} text_inputs, got ${texts.length}`;
  return media.every((value) => MEDIA.test(value.slice(0, 4096)))
    ? undefined
    : "invalid params, a media input is neither a URL nor a data URL";
}
