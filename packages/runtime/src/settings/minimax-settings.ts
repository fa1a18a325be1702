import { choice, httpUrl, integer, optionalText, secret } from "../env/setting-kinds.ts";
import { requiredUnless } from "../env/setting.ts";

/** How the provider may be spoken to. */
export const DIALECT_CHOICES = ["auto", "documented", "legacy-v3", "minimax-v1"] as const;

const MINIMAX_API_KEY = secret({
  description:
    "The provider's key, or several keys of one account separated by commas. " +
    "Sent only to the origin of MINIMAX_BASE_URL.",
  allowed: "a key without spaces and line breaks, or several separated by commas",
  pattern: /^[\u0021-\u002b\u002d-\u007e]+(?:\s*,\s*[\u0021-\u002b\u002d-\u007e]+)*$/,
});

/** For commands that may run without a key, e.g. against the simulator. */
export const minimaxSettings = {
  MINIMAX_API_KEY,
  HAILUO_ACCOUNTS_FILE: optionalText({
    description:
      "A JSON file with several accounts, each with its keys and limits (see below). It overrides MINIMAX_API_KEY.",
    defaultText: "one account, `default`, of MINIMAX_API_KEY",
    allowed: "the path of a file",
  }),
  MINIMAX_BASE_URL: httpUrl({
    description:
      "Base URL of the API. Keys are bound to a region: https://api.minimaxi.com or " +
      "https://api.minimax.cn (China), https://api.minimax.io (elsewhere), or the simulator's URL.",
    default: "https://api.minimaxi.com",
  }),
  MINIMAX_DIALECT: choice(DIALECT_CHOICES, {
    description: "The API's shape. `auto` asks for a task that cannot exist, which is free, before anything is bought.",
    default: "auto",
  }),
  MINIMAX_TIMEOUT_MS: integer({
    description:
      "How long one call may take. A create without an answer in that time is not " +
      "sent again: its generation becomes submission_unknown.",
    default: 20_000,
    min: 100,
    max: 600_000,
    unit: "ms",
  }),
} as const;

/** For processes that call the provider. */
export const minimaxAccountSettings = {
  ...minimaxSettings,
  MINIMAX_API_KEY: requiredUnless(MINIMAX_API_KEY, "HAILUO_ACCOUNTS_FILE"),
} as const;
