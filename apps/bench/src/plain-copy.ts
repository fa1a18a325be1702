import { once } from "node:events";
import { Agent, get, type IncomingMessage, request as startRequest } from "node:http";
import { pipeline } from "node:stream/promises";

const agent = new Agent({ keepAlive: true });

/**
 * The peer of a download: the bytes of a link piped into one PUT; no hash, no checks, nothing held. Returns the bytes.
 */
export async function copyPlainly(link: string, target: string): Promise<number> {
  const source = await answerOf(get(link, { agent }));
  const length = source.headers["content-length"] ?? "";
  const put = startRequest(target, { method: "PUT", agent, headers: { "content-length": length } });
  const answered = answerOf(put);
  await pipeline(source, put);
  const answer = await answered;
  // Both servers refuse a body that is not as long as it was announced.
  if (answer.statusCode !== 200) throw new Error(`${target} answered ${answer.statusCode} to the bytes of ${link}`);
  answer.resume();
  await once(answer, "end");
  return Number(length);
}

async function answerOf(request: ReturnType<typeof get>): Promise<IncomingMessage> {
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  return answer;
}
