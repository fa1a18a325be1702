import { once } from "node:events";
import { Agent, get, type IncomingMessage, request as startRequest } from "node:http";
import { pipeline } from "node:stream/promises";

const agent = new Agent({ keepAlive: true });

/** The peer of a download: the bytes of a link piped into a PUT; no hash, no checks, nothing held. Returns the bytes. */
export async function copyPlainly(link: string, target: string): Promise<number> {
  const source = await answerOf(get(link, { agent }));
  const put = startRequest(target, { method: "PUT", agent, headers: { "content-length": source.headers["content-length"] ?? "" } });
  const answered = answerOf(put);
  await pipeline(source, put);
  const answer = (await (await answered).setEncoding("utf8").toArray()) as string[];
  const bytes = Number(answer.join(""));
  if (bytes !== Number(source.headers["content-length"])) throw new Error(`the sink had ${bytes} bytes of ${link}`);
  return bytes;
}

async function answerOf(request: ReturnType<typeof get>): Promise<IncomingMessage> {
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  return answer;
}
