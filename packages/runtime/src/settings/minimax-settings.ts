import { choice, httpUrl, integer, secret } from "../env/setting-kinds.ts";
import { required } from "../env/setting.ts";

const MINIMAX_API_KEY = secret({
  description: "The provider's key. Sent to the origin of MINIMAX_BASE_URL and nowhere else.",
  allowed: "a key without spaces and line breaks",
  pattern: /^[\u0021-\u007e]+$/,
});

/** For commands that may run without a key, e.g. against the simulator. */
export const minimaxSettings = {
  MINIMAX_API_KEY,
  MINIMAX_BASE_URL: httpUrl({
    description:
      "Where the API is. Keys are bound to a region: https://api.minimaxi.com (China), https://api.minimax.io (elsewhere), or the simulator's URL.",
    default: "https://api.minimaxi.com",
  }),
  MINIMAX_DIALECT: choice(["auto", "documented", "legacy-v3", "minimax-v1"], {
    description: "The API's shape. `auto` asks for a task that cannot exist, which is free, before anything is bought.",
    default: "auto",
  }),
  MINIMAX_TIMEOUT_MS: integer({
    description:
      "How long one call may take. A create that gets no answer in it is not sent again: its generation becomes submission_unknown.",
    default: 20_000,
    min: 100,
    max: 600_000,
    unit: "ms",
  }),
} as const;

/** For processes that call the provider. */
export const minimaxAccountSettings = { ...minimaxSettings, MINIMAX_API_KEY: required(MINIMAX_API_KEY) } as const;
