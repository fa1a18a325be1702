import { readFile } from "node:fs/promises";

/** Where a later version of this one would differ in what stands in Redis: in a file of the build, what it is and will be. */
const CHANGES = [
  {
    file: "packages/contracts/dist/jobs.js",
    was: "JOB_VERSION = 1;",
    becomes: (ahead) => `JOB_VERSION = ${1 + ahead};`,
  },
  // A field in every job.
  {
    file: "packages/queue/dist/stage-queue.js",
    was: "data: { version: JOB_VERSION,",
    becomes: () => 'data: { version: JOB_VERSION, novelty: { of: "job" },',
  },
  // A field in every record, from its first move on.
  {
    file: "packages/store/dist/records/record-fields.js",
    was: "    const set = [];",
    becomes: () => '    const set = ["novelty", "of the record"];',
  },
  // A field in every sign of life.
  {
    file: "packages/store/dist/fleet/worker-roll.js",
    was: "JSON.stringify(sign)",
    becomes: () => 'JSON.stringify({ ...sign, novelty: "of the sign" })',
  },
];

/** Makes of this version one that is `ahead` versions later: it writes jobs of that version, and fields that are new. */
export function laterVersion(ahead) {
  return {
    name: "later-version",
    setup({ onLoad }) {
      for (const { file, was, becomes } of CHANGES)
        onLoad({ filter: new RegExp(`/${file.replaceAll(".", "\\.")}$`) }, async ({ path }) => {
          const text = await readFile(path, "utf8");
          if (!text.includes(was))
            throw new Error(`${file} has no ${was} any more: mend infra/release/next-version.mjs.`);
          // These modules find no files beside themselves.
          return { contents: text.replace(was, becomes(ahead)) };
        });
    },
  };
}
