import { access, rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { describeUsers, removeFolder } from "@hailuo-queue/local";
import { deleteVideos, type StoredVideo, videosOf } from "../clean/batch-videos.ts";
import { lookAtQueue, type WhatWouldGo, wouldGoLine, wouldGoLines } from "../clean/what-would-go.ts";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatBytes, formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { redisDirectory } from "../stand/folder-of-redis.ts";
import { openStoreOf } from "../stand/open-store-of.ts";
import { joinFolderRedis } from "../stand/use-redis.ts";
import { withProducer } from "../stand/with-producer.ts";
import { say } from "../words/say.ts";

export interface CleanOptions {
  readonly yes?: boolean;
  /** Batches whose stored videos go as well. */
  readonly videos?: readonly string[];
  readonly json: boolean;
}

/**
 * Deletes the queue of this folder, after it has said what would go.
 * @throws InvalidInputError (`shared_redis`, `directory_in_use`, `foreign_directory`, `not_agreed`); nothing is deleted
 * then.
 */
export async function clean(options: CleanOptions, shell: Shell): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  if (settings.REDIS_URL !== undefined)
    throw new InvalidInputError(
      "shared_redis",
      say`REDIS_URL is set, and what is in that Redis may be others'. \`hailuo clean\` deletes a folder's own queue: unset it.`,
    );
  const stateDirectory = settings.HAILUO_STATE_DIR;
  const directory = redisDirectory(stateDirectory);
  if (!(await isThere(directory))) {
    if (options.json) printJson(shell.stdout, { type: "cleaned", deleted: false });
    else printLine(shell.stdout, say`There is no queue in ${stateDirectory}: nothing to delete.`);
    return EXIT.allSucceeded;
  }
  if (!(await isThere(join(directory, "redis.conf"))) || !(await isThere(join(directory, "redis.log"))))
    throw new InvalidInputError(
      "foreign_directory",
      say`${directory} was not made by hailuo: it is not deleted. Check HAILUO_STATE_DIR.`,
    );
  const { queue, videos } = await lookInside(stateDirectory, options.videos ?? [], shell);
  tell({ queue, videos, where: options.json ? resolve(directory) : stateDirectory }, options, shell);
  if (!(await isAgreed(options, shell))) {
    printLine(shell.stderr, say`Nothing was deleted.`);
    return EXIT.interrupted;
  }
  await deleteVideos(videos, openStoreOf(shell.env));
  await removeFolder(directory);
  // Something else may be kept there.
  await rmdir(stateDirectory).catch(() => undefined);
  if (options.json) printJson(shell.stdout, { type: "cleaned", deleted: true, videos: videos.length });
  else
    printLine(
      shell.stdout,
      videos.length === 0
        ? say`Deleted. Stored videos were left where they are.`
        : say`Deleted, with ${formatCount(videos.length)} videos.`,
    );
  return EXIT.allSucceeded;
}

interface Inside {
  readonly queue: WhatWouldGo;
  readonly videos: readonly StoredVideo[];
}

/** The Redis runs for this alone, and has ended before anything is deleted. */
async function lookInside(stateDirectory: string, batches: readonly string[], shell: Shell): Promise<Inside> {
  const note = (line: string): void => printLine(shell.stderr, line);
  await using redis = await joinFolderRedis(stateDirectory, { what: "clean", env: shell.env, note });
  if (redis.others.length > 0)
    throw new InvalidInputError(
      "directory_in_use",
      say`${stateDirectory} is in use by ${describeUsers(redis.others)}. Stop it first; nothing was deleted.`,
    );
  // Awaited here: what is returned unawaited outlives `redis`.
  return await withProducer({ ...shell, env: { ...shell.env, REDIS_URL: redis.url } }, async (producer) => ({
    queue: await lookAtQueue(producer),
    videos: await videosOf(producer, batches),
  }));
}

function tell(
  { queue, videos, where }: Inside & { readonly where: string },
  { json, videos: batches = [] }: CleanOptions,
  shell: Shell,
): void {
  const bytes = videos.reduce((sum, video) => sum + video.bytes, 0);
  if (json) return printJson(shell.stdout, { ...wouldGoLine(queue, where), videos: videos.length, video_bytes: bytes });
  for (const line of wouldGoLines(queue, where)) printLine(shell.stdout, line);
  printLine(
    shell.stdout,
    batches.length === 0
      ? say`  Stored videos stay where they are (--videos BATCH names those that go too).`
      : say`  ${formatCount(videos.length)} stored videos of ${batches.join(", ")} go too (${formatBytes(bytes)}): ${[...new Set(videos.map(({ target }) => target))].slice(0, 5).join(", ")}`,
  );
}

async function isAgreed({ yes, json }: CleanOptions, shell: Shell): Promise<boolean> {
  if (yes === true) return true;
  const answer = json ? undefined : await shell.ask(say`Delete all of this? [y/N] `);
  if (answer !== undefined) return /^(?:y|yes|j|ja|o|oui|s|si|sí|是|好|はい)$/i.test(answer.trim());
  throw new InvalidInputError("not_agreed", say`Nobody can be asked here, so nothing was deleted. Say --yes.`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
