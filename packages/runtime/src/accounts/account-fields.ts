import { apiRoot, CURRENCIES, MODEL_NAMES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { httpUrlSchema } from "../env/setting-kinds.ts";
import { CALLBACK_URL_PATTERN, CALLBACK_URL_WORDS } from "../settings/callback-settings.ts";
import { DIALECT_CHOICES } from "../settings/minimax-settings.ts";

/** What a key consists of. */
export const KEY_PATTERN = /^[\u0021-\u002b\u002d-\u007e]+$/;
const ENV_NAME = z.string().regex(/^[A-Za-z_]\w*$/);
const MOST_CALLS = 10_000_000;
const windowSchema = z.number().int().min(1).max(MOST_CALLS).nullable().optional();

/** One account of the file. Fields that are left out take the settings of the environment. */
export const accountSchema = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/),
  keyEnv: ENV_NAME.optional(),
  keysEnv: z.array(ENV_NAME).min(1).optional(),
  keyFile: z.string().regex(/\S/).optional(),
  key: z.string().regex(KEY_PATTERN).optional(),
  keys: z.array(z.string().regex(KEY_PATTERN)).min(1).optional(),
  baseUrl: httpUrlSchema().transform(apiRoot).optional(),
  dialect: z.enum(DIALECT_CHOICES).optional(),
  callbackUrl: z.string().regex(CALLBACK_URL_PATTERN).nullable().optional(),
  maxInFlight: z.number().int().min(1).max(100_000).optional(),
  v2MaxInFlight: z.number().int().min(1).max(100_000).optional(),
  v2CreatePerMinute: windowSchema,
  createPerSecond: windowSchema,
  createPerMinute: windowSchema,
  createPerDay: windowSchema,
  queryPerSecond: windowSchema,
  queryPerMinute: windowSchema,
  queryPerDay: windowSchema,
  filesPerSecond: windowSchema,
  filesPerMinute: windowSchema,
  filesPerDay: windowSchema,
  models: z.array(z.enum(MODEL_NAMES)).min(1).optional(),
  currency: z.enum(CURRENCIES).optional(),
  lowBalance: z.number().min(0).max(1_000_000).optional(),
});

/** An account as the accounts file names it. */
export type AccountEntry = z.output<typeof accountSchema>;

/** For messages and docs/configuration.md. */
export interface FieldFacts {
  readonly allowed: string;
  readonly meaning: string;
  /** When it is left out. */
  readonly otherwise: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

const windowFacts = (calls: string, span: string, otherwise = "not limited"): FieldFacts => ({
  allowed: `a whole number from 1 to ${MOST_CALLS}, or null for no limit`,
  meaning: `${calls} within any ${span}. All windows of the account hold at once.`,
  otherwise,
});

const [CREATES, QUERIES, FILES] = ["Creates", "Status queries", "Calls for download links"];

/** What docs/configuration.md says of each field. */
export const ACCOUNT_FIELDS: Readonly<Record<keyof AccountEntry, FieldFacts>> = {
  name: {
    allowed: "1 to 64 letters, digits, dots, dashes and underscores; once in the file",
    meaning:
      "Its name in Redis, in logs and in `hailuo accounts`. Tasks are polled and " +
      "fetched under the name that made them: keep it.",
    otherwise: "(required)",
  },
  keyEnv: {
    allowed: "the name of an environment variable",
    meaning: "The variable that holds its key, or several keys separated by commas. The file can then be committed.",
    otherwise: "one of the five is needed",
  },
  keysEnv: {
    allowed: "a list of names of environment variables",
    meaning: "The same for several. The keys of an account share its limits and are used in turn.",
    otherwise: "none",
  },
  keyFile: {
    allowed: "the path of a file",
    meaning: "A file with its keys, one a line; a relative path starts at the accounts file.",
    otherwise: "none",
  },
  key: {
    allowed: "a key without spaces, commas and line breaks",
    meaning: "The key itself.",
    otherwise: "none",
    secret: true,
  },
  keys: {
    allowed: "a list of keys without spaces, commas and line breaks",
    meaning: "Several.",
    otherwise: "none",
    secret: true,
  },
  baseUrl: {
    allowed: "an http:// or https:// URL without user, password and query",
    meaning: "Where its API is. Its keys go there and nowhere else.",
    otherwise: "MINIMAX_BASE_URL",
  },
  dialect: { allowed: DIALECT_CHOICES.join(", "), meaning: "The API's shape there.", otherwise: "MINIMAX_DIALECT" },
  callbackUrl: {
    allowed: `${CALLBACK_URL_WORDS}, or null for none`,
    meaning: "Where the provider reports on its tasks. The gateway answers there if HAILUO_CALLBACK_URL is set for it.",
    otherwise: "HAILUO_CALLBACK_URL",
  },
  maxInFlight: {
    allowed: "a whole number from 1 to 100000",
    meaning: "Unfinished tasks at once.",
    otherwise: "HAILUO_MAX_IN_FLIGHT",
  },
  v2MaxInFlight: {
    allowed: "a whole number from 1 to 100000",
    meaning: "Unfinished tasks of MiniMax-H3 and -Max at once.",
    otherwise: "HAILUO_V2_MAX_IN_FLIGHT",
  },
  v2CreatePerMinute: windowFacts("Creates of MiniMax-H3 and -Max", "60 seconds", "HAILUO_V2_CREATE_PER_MINUTE"),
  createPerSecond: windowFacts(CREATES, "second"),
  createPerMinute: windowFacts(CREATES, "60 seconds", "HAILUO_CREATE_PER_MINUTE"),
  createPerDay: windowFacts(CREATES, "24 hours"),
  queryPerSecond: windowFacts(QUERIES, "second"),
  queryPerMinute: windowFacts(QUERIES, "60 seconds", "HAILUO_QUERY_PER_MINUTE"),
  queryPerDay: windowFacts(QUERIES, "24 hours"),
  filesPerSecond: windowFacts(FILES, "second"),
  filesPerMinute: windowFacts(FILES, "60 seconds", "HAILUO_FILES_PER_MINUTE"),
  filesPerDay: windowFacts(FILES, "24 hours"),
  currency: {
    allowed: CURRENCIES.join(", "),
    meaning: "The currency that it is charged in. Its balance is shown in it; budgets and prices are in US dollars.",
    otherwise: "CNY at the hosts for China, else USD",
  },
  lowBalance: {
    allowed: "a number from 0 to 1000000",
    meaning: "Below this, in its currency, its balance is reported as low.",
    otherwise: "HAILUO_LOW_BALANCE",
  },
  models: { allowed: `a list of ${MODEL_NAMES.join(", ")}`, meaning: "The models that it may use.", otherwise: "all" },
};
