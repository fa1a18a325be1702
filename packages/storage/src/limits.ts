/**
 * What a video's boxes may cost to look at. A clip of 15 seconds has a moov of some 20 kB; nothing is refused for a
 * larger one, its facts stay unknown.
 */
export const MP4_LIMITS = {
  /** Of a moov box, held while it arrives: about ten minutes of video with sound. */
  maxMoovBytes: 512 * 1024,
  /** Of it, of the headers that are read: a few hundred bytes a track. */
  maxHeaderBytes: 64 * 1024,
  maxCodecCharacters: 40,
} as const;

/** What a download link may cost. */
export const DOWNLOAD_LIMITS = {
  /** As browsers follow. */
  maxRedirects: 20,
  /** Packings around one file, e.g. gzip within gzip. */
  maxPackings: 3,
} as const;
