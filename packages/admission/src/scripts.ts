import { defineScript } from "@hailuo-queue/redis";

export interface AdmitReply {
  readonly nextInMs: number | undefined;
  readonly granted: readonly (readonly [place: string, run: number])[];
}

export const admitScript = defineScript<(string | number)[], AdmitReply>({
  name: "hailuoAdmit",
  file: new URL("../lua/admit.lua", import.meta.url),
  parse: ([nextInMs, ...rest]) => {
    const granted: [string, number][] = [];
    for (let at = 0; at < rest.length; at += 2) granted.push([String(rest[at]), Number(rest[at + 1])]);
    return { nextInMs: Number(nextInMs) < 0 ? undefined : Number(nextInMs), granted };
  },
});

export const pauseScript = defineScript<string, number>({
  name: "hailuoPause",
  file: new URL("../lua/pause.lua", import.meta.url),
  parse: Number,
});
