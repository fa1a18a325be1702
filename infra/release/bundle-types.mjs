import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { ROOT } from "./packages.mjs";

const OURS = /^@hailuo-queue\/([\w-]+)$/;

/** The types of a library in one file, those of our other rooms inside. */
export async function bundleTypes({ room }, outdir) {
  const bundle = await rollup({
    input: join(ROOT, room, "dist", "index.d.ts"),
    plugins: [
      {
        name: "our-rooms",
        resolveId(source) {
          const [, name] = OURS.exec(source) ?? [];
          return name === undefined ? null : join(ROOT, "packages", name, "dist", "index.d.ts");
        },
      },
      dts(),
    ],
    external: (source) => !/^[./]/.test(source) && !OURS.test(source),
    onwarn(warning) {
      throw new Error(`The types of ${room}: ${warning.message}`);
    },
  });
  const { output } = await bundle.write({ file: join(outdir, "index.d.ts"), format: "es" });
  await bundle.close();
  return output[0].imports;
}
