import { readFile } from "node:fs/promises";

/** Where a later version of this one would differ in what stands in Redis: [file of the build, what is there, what will]. */
const CHANGES = [
  ["packages/contracts/dist/jobs.js", "JOB_VERSION = 1;", (ahead) => `JOB_VERSION = ${1 + ahead};`],
  // A field in every job.
  [
    "packages/queue/dist/stage-queue.js",
    "data: { version: JOB_VERSION,",
    () => 'data: { version: JOB_VERSION, novelty: { of: "job" },',
  ],
  // A field in every record, from its first move on.
  [
    "packages/store/dist/records/record-fields.js",
    "    const set = [];",
    () => '    const set = ["novelty", "of the record"];',
  ],
  // A field in every sign of life.
  [
    "packages/store/dist/fleet/worker-roll.js",
    "JSON.stringify(sign)",
    () => 'JSON.stringify({ ...sign, novelty: "of the sign" })',
  ],
];

/** Makes of this version one that is `ahead` versions later: it writes jobs of that version, and fields that are new. */
export function laterVersion(ahead) {
  return {
    name: "later-version",
    setup({ onLoad }) {
      for (const [file, was, becomes] of CHANGES)
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
