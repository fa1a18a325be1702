/** Where the door stands: the base URL of a program is this with `/v1`. */
const DOOR = /^\/openai(?:[/?]|$)/;

/** Whether a request is one to the OpenAI-shaped door. */
export function isAtOpenai(url: string): boolean {
  return DOOR.test(url);
}
