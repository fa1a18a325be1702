import type { Generation } from "@hailuo-queue/client";
import type { ReadResourceResult, Resource } from "@modelcontextprotocol/sdk/types.js";
import { pathToFileURL } from "node:url";
import type { VideoResource } from "./define-tool.ts";
import { byId } from "./one-of.ts";
import { told } from "./told.ts";
import type { ToolContext } from "./tool-context.ts";
import { showVideo } from "./views.ts";

/** How many of the newest finished videos a client sees in its list of resources. */
const LISTED = 20;
const WORDS = 80;

/**
 * A finished video: a file of this machine, or a link that needs no key and is valid for an hour. Undefined for one that
 * is stored where this machine cannot reach it.
 */
export async function resourceOf(context: ToolContext, generation: Generation): Promise<VideoResource | undefined> {
  const uri = await urlOf(context, generation);
  return uri === undefined ? undefined : { uri, ...factsOf(generation) };
}

async function urlOf(
  { client, pathOf: pathOfKey }: ToolContext,
  { id, object_key: key }: Generation,
): Promise<string | undefined> {
  if (pathOfKey !== undefined) {
    const path = pathOfKey(key);
    return path === undefined ? undefined : pathToFileURL(path).href;
  }
  return (await told(client.api.GET("/api/v1/generations/{id}/video", byId(id)))).url;
}

function factsOf({ id, custom_id: customId, request, bytes }: Generation): Omit<VideoResource, "uri"> {
  const description = typeof request.prompt === "string" ? request.prompt.slice(0, WORDS) : (request.model ?? "");
  return { name: `${customId ?? id}.mp4`, description, bytes };
}

const URI = /^hailuo:\/\/videos\/([^/?#]+)$/;
const JSON_TYPE = "application/json";

/** What a client is told of the resources that a name leads to. */
export const VIDEO_TEMPLATE = {
  name: "video",
  title: "A video",
  uriTemplate: "hailuo://videos/{id}",
  description: "Its state and, once it is finished, a link to it",
  mimeType: JSON_TYPE,
} as const;

/**
 * The newest finished videos.
 * @throws GatewayError.
 */
export async function listResources({ client }: ToolContext): Promise<Resource[]> {
  const query = { limit: LISTED, state: "succeeded" } as const;
  const { data } = await told(client.api.GET("/api/v1/generations", { params: { query } }));
  return data.map((generation) => {
    const { name, description } = factsOf(generation);
    return { uri: `hailuo://videos/${encodeURIComponent(generation.id)}`, name, description, mimeType: JSON_TYPE };
  });
}

/**
 * A video's facts and its link: the content of a video is nothing that an assistant reads.
 * @throws GatewayError, and an Error for another kind of name.
 */
export async function readResource(context: ToolContext, uri: string): Promise<ReadResourceResult["contents"]> {
  const id = URI.exec(uri)?.[1];
  if (id === undefined) throw new Error("There is no such resource: videos are hailuo://videos/ID.");
  const generation = await told(context.client.api.GET("/api/v1/generations/{id}", byId(decodeURIComponent(id))));
  const url = generation.state === "succeeded" ? ((await urlOf(context, generation)) ?? null) : null;
  return [{ uri, mimeType: JSON_TYPE, text: JSON.stringify({ ...showVideo(generation), url }) }];
}
