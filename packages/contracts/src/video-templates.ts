/** What a template makes a video from, by number. */
export interface VideoTemplate {
  readonly name: string;
  readonly images: number;
  readonly texts: number;
}

const fromImage = (name: string): VideoTemplate => ({ name, images: 1, texts: 0 });

/**
 * The provider's templates that are known here. Others may be used too: its list grows, and nothing but what these need
 * is checked. The ids are texts: as numbers they would lose their last digits.
 */
export const VIDEO_TEMPLATES: Readonly<Record<string, VideoTemplate>> = {
  "392753057216684038": fromImage("diving"),
  "393881433990066176": fromImage("gymnastic rings"),
  "393769180141805569": { name: "survival", images: 1, texts: 1 },
  "394246956137422856": fromImage("Labubu"),
  "393879757702918151": fromImage("pet courier"),
  "393766210733957121": fromImage("Tibetan portrait"),
  "394125185182695432": { name: "from a text", images: 0, texts: 1 },
  "393857704283172864": fromImage("love letter"),
  "398574688191234048": fromImage("four seasons"),
  "393866076583718914": fromImage("female try-on"),
  "393876118804459526": fromImage("male try-on"),
};
