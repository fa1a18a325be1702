import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { bodyOf, isSuccess } from "../core/answer.ts";
import { pathWith } from "../core/path.ts";
import { readFault } from "../core/read-fault.ts";
import { readTaskFault } from "../core/read-task-fault.ts";
import { linkExpiry } from "../link-expiry.ts";
import type { Dialect, DialectName } from "./dialect.ts";
import { idField, linkField, textField } from "./fields.ts";
import { readTaskStatus } from "./read-task-status.ts";
import { failureOf } from "./task-failure.ts";

const createAnswer = z.looseObject({ task_id: idField });
const taskAnswer = z.looseObject({ status: textField, file_id: idField });
const fileAnswer = z.looseObject({ download_url: linkField });

interface Paths {
  readonly create: string;
  /** `{}` stands for the id. */
  readonly query: string;
  readonly file: string;
}

/** The documented contract: our own field names on the wire, flat answers, {@link GenerationRequest} as it is. */
export function createDocumentedShape(name: DialectName, paths: Paths): Dialect {
  return {
    name,
    side: "v1",
    promptOptional: false,
    createRequest: (request) => ({ method: "POST", path: paths.create, body: { ...request } }),
    readCreate(answer) {
      const parsed = isSuccess(answer) ? createAnswer.safeParse(bodyOf(answer)) : undefined;
      const taskId = parsed?.data?.task_id ?? "";
      return taskId === "" ? { ok: false, fault: readFault(answer) } : { ok: true, taskId };
    },
    queryRequest: (taskId) => ({ method: "GET", path: pathWith(paths.query, taskId) }),
    readTask(answer) {
      const parsed = isSuccess(answer) ? taskAnswer.safeParse(bodyOf(answer)).data : undefined;
      if (parsed === undefined || parsed.status === "") return { ok: false, fault: readFault(answer) };
      return readTaskStatus(answer, parsed.status, parsed.file_id, () => failureOf(readTaskFault(answer)));
    },
    fileRequest: (fileId) => ({ method: "GET", path: pathWith(paths.file, fileId) }),
    readFile(answer) {
      const parsed = isSuccess(answer) ? fileAnswer.safeParse(bodyOf(answer)) : undefined;
      const downloadUrl = parsed?.data?.download_url ?? "";
      if (downloadUrl === "") return { ok: false, fault: readFault(answer) };
      const expiresAt = linkExpiry(downloadUrl);
      return { ok: true, file: { downloadUrl, ...optional({ expiresAt }) } };
    },
  };
}
