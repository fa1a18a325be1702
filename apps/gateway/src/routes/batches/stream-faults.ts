import { jsonLines } from "../../http/json-lines.ts";
import type { Answer, CallOf } from "../../http/route.ts";
import type { faults } from "./operations.ts";

export async function streamFaults({ own, params }: CallOf<typeof faults>): Promise<Answer> {
  await own.batch(params.id);
  return jsonLines(
    () => own.batchFaults(params.id),
    (fault) => fault,
  );
}
