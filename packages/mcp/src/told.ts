import { GatewayError } from "@hailuo-queue/client";

/**
 * The data of an answer of the client.
 * @throws GatewayError for a refusal.
 */
export async function told<Data>(
  answer: Promise<{ readonly data?: Data; readonly error?: unknown; readonly response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answer;
  if (data === undefined || error !== undefined) throw new GatewayError(response.status, (error ?? {}) as object);
  return data;
}
