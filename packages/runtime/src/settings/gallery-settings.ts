import { text } from "../env/setting-kinds.ts";

/** For the commands that write galleries. */
export const gallerySettings = {
  HAILUO_FFMPEG: text({
    description:
      "The ffmpeg that takes the first frame of each video for galleries in a directory: a name or a path, or " +
      "`off`. Where it is not there, the browser shows the first frames itself.",
    default: "ffmpeg",
    allowed: "a command, or off",
  }),
} as const;
