import type { IncomingMessage, ServerResponse } from "node:http";
import { writeText } from "./reply-writer.ts";
import { goesOnRedirecting, sendVideo } from "./send-video.ts";
import type { World } from "./world.ts";

/**
 * The download host's side of a signed link. It never sees a key: a request that carries one is refused and counted.
 */
export async function handleDownload(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: { readonly path: string; readonly query: string },
): Promise<void> {
  if (request.headers.authorization !== undefined) {
    world.keyLeaks += 1;
    refuse(
      world,
      response,
      400,
      "InvalidArgument",
      "Only one auth mechanism is allowed: the link is signed, the key does not belong here.",
    );
    return;
  }
  const verdict = world.links.judge(path, new URLSearchParams(query), world.now());
  if (verdict.kind === "expired") {
    refuse(world, response, 403, "AccessDenied", "Request has expired.");
    return;
  }
  if (verdict.kind === "forged") {
    refuse(
      world,
      response,
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    );
    return;
  }
  const task = world.tasks.byId(verdict.taskId);
  if (task === undefined) {
    refuse(world, response, 404, "NoSuchKey", "The specified key does not exist.");
    return;
  }
  if (goesOnRedirecting(request, response)) return;
  await sendVideo(world, request, response, task);
}

function refuse(world: World, response: ServerResponse, httpStatus: number, code: string, message: string): void {
  world.downloads.add(`refused${code}`);
  const body =
    `<?xml version="1.0" ` + `encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  writeText(response, httpStatus, "application/xml", body);
}
