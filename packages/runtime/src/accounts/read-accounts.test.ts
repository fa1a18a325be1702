import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { modelsOf } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { type Environment, readEnv } from "../env/read-env.ts";
import { admissionSettings } from "../settings/admission-settings.ts";
import { minimaxAccountSettings } from "../settings/minimax-settings.ts";
import { EXAMPLE_ACCOUNTS } from "./accounts-section.ts";
import { type ConfiguredAccounts, readAccounts } from "./read-accounts.ts";

interface Folder extends AsyncDisposable {
  readonly path: string;
  write(name: string, content: unknown): Promise<string>;
}

async function openFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "hailuo-accounts-"));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

const read = (env: Environment): Promise<ConfiguredAccounts> =>
  readAccounts(readEnv({ ...minimaxAccountSettings, ...admissionSettings }, env), env);

/** The lines of the error that the file gives, without the head. */
async function faultsOf(content: unknown, env: Environment = {}): Promise<readonly string[]> {
  await using folder = await openFolder();
  const file = await folder.write("accounts.json", content);
  const error: unknown = await read({ HAILUO_ACCOUNTS_FILE: file, ...env }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "InvalidInputError", code: "invalid_accounts" });
  const [head, ...lines] = (error as Error).message.split("\n  ");
  expect(head).toContain(
    `${file} (HAILUO_ACCOUNTS_FILE) cannot be used, it has ${lines.length === 1 ? "a fault" : `${lines.length} faults`}:`,
  );
  return lines;
}

test("the environment makes one account: several keys of it, and limits per side", async () => {
  const { limits, accounts, notices } = await read({
    MINIMAX_API_KEY: "key-one, key-two,key-one",
    MINIMAX_BASE_URL: "http://127.0.0.1:1",
    HAILUO_MAX_IN_FLIGHT: "7",
    HAILUO_FILES_PER_MINUTE: "30",
  });
  expect(limits[0]).toEqual({
    name: "default",
    maxInFlight: 7,
    windows: { create: [{ limit: 20, windowMs: 60_000 }], query: [], files: [{ limit: 30, windowMs: 60_000 }] },
    models: modelsOf("v1"),
  });
  expect(accounts[0]).toMatchObject({ name: "default", baseUrl: "http://127.0.0.1:1", dialect: "auto" });
  expect(accounts[0]?.keys()).toEqual(["key-one", "key-two"]);
  expect(notices).toEqual([]);
});

test("a file makes a pool: what an account leaves out comes from the environment, null lifts a window, the minute's window is first", async () => {
  await using folder = await openFolder();
  await folder.write("b.keys", "key-b1\nkey-b2\n");
  const file = await folder.write("accounts.json", {
    accounts: [
      {
        name: "a",
        keyEnv: "KEYS_A",
        maxInFlight: 3,
        createPerSecond: 2,
        createPerMinute: 30,
        createPerDay: 400,
        queryPerMinute: 90,
      },
      {
        name: "b",
        keyFile: "b.keys",
        key: "key-b3",
        baseUrl: "https://api.minimax.io/",
        dialect: "documented",
        createPerMinute: null,
        models: ["MiniMax-Hailuo-02"],
      },
    ],
  });
  const { limits: all, configured: accounts } = await read({
    HAILUO_ACCOUNTS_FILE: file,
    KEYS_A: "key-a1,key-a2",
    HAILUO_QUERY_PER_MINUTE: "50",
  });
  const limits = all.filter(({ sideOf }) => sideOf === undefined);
  expect(limits).toEqual([
    {
      name: "a",
      maxInFlight: 3,
      windows: {
        create: [
          { limit: 30, windowMs: 60_000 },
          { limit: 2, windowMs: 1000 },
          { limit: 400, windowMs: 86_400_000 },
        ],
        query: [{ limit: 90, windowMs: 60_000 }],
        files: [],
      },
      models: modelsOf("v1"),
    },
    {
      name: "b",
      maxInFlight: 20,
      windows: { create: [], query: [{ limit: 50, windowMs: 60_000 }], files: [] },
      models: ["MiniMax-Hailuo-02"],
    },
  ]);
  expect(accounts).toMatchObject([
    {
      name: "a",
      baseUrl: "https://api.minimaxi.com",
      dialect: "auto",
      settings: `keys and baseUrl of account a in ${file}`,
    },
    { name: "b", baseUrl: "https://api.minimax.io", dialect: "documented" },
  ]);
  expect(accounts.map(({ keys }) => keys())).toEqual([
    ["key-a1", "key-a2"],
    ["key-b3", "key-b1", "key-b2"],
  ]);
  expect(JSON.stringify([limits, accounts]) + inspect([limits, accounts], { depth: 9, showHidden: true })).not.toMatch(
    /key-[ab]\d/,
  );
});

test("an account has a side for each generation of the API, with limits of its own and the same keys", async () => {
  const { limits, accounts, configured } = await read({
    MINIMAX_API_KEY: "key-one",
    HAILUO_MAX_IN_FLIGHT: "7",
    HAILUO_V2_MAX_IN_FLIGHT: "9",
    HAILUO_QUERY_PER_MINUTE: "50",
  });
  const query = [{ limit: 50, windowMs: 60_000 }];
  const plain = { create: [{ limit: 20, windowMs: 60_000 }], query, files: [] };
  expect(limits).toEqual([
    { name: "default", maxInFlight: 7, windows: plain, models: modelsOf("v1") },
    {
      name: "default~v2",
      maxInFlight: 9,
      windows: { ...plain, create: [{ limit: 300, windowMs: 60_000 }] },
      models: modelsOf("v2"),
      sideOf: "default",
    },
    { name: "default~agent", maxInFlight: 7, windows: plain, models: ["video-agent"], sideOf: "default" },
  ]);
  expect(accounts.map(({ name, dialect, keys }) => [name, dialect, ...keys()])).toEqual([
    ["default", "auto", "key-one"],
    ["default~v2", "minimax-v2", "key-one"],
    ["default~agent", "minimax-agent", "key-one"],
  ]);
  expect(configured.map(({ name }) => name)).toEqual(["default"]);
});

test("what an account may use decides which of its sides get work; calls for tasks made before can still be made", async () => {
  await using folder = await openFolder();
  const file = await folder.write("accounts.json", {
    accounts: [
      { name: "h3", key: "k1", models: ["MiniMax-H3"], v2MaxInFlight: 2, v2CreatePerMinute: null },
      { name: "reseller", key: "k2", dialect: "documented" },
    ],
  });
  const { limits, accounts } = await read({ HAILUO_ACCOUNTS_FILE: file });
  expect(limits).toEqual([
    { name: "h3~v2", maxInFlight: 2, windows: { create: [], query: [], files: [] }, models: ["MiniMax-H3"] },
    expect.objectContaining({ name: "reseller", models: modelsOf("v1") }),
  ]);
  expect(accounts.map(({ name }) => name)).toEqual(["h3", "h3~v2", "h3~agent", "reseller"]);
});

test("all faults are told at once, each with account, field, value and what is allowed", async () => {
  const faults = await faultsOf(
    {
      acounts: [],
      accounts: [
        { name: "a", keyEnv: "UNSET_KEY", maxInFlight: "many", createPerMinute: 0, maxInflight: 3 },
        {
          name: "a b",
          key: "k1",
          baseUrl: "ftp://x",
          dialect: "v9",
          models: ["MiniMax-Hailuo-02", "minimax-hailuo-2.3"],
        },
        { key: "k2", queryPerDay: 1.5 },
        { name: "c" },
        "d",
      ],
    },
    {},
  );
  expect(faults).toEqual([
    'the file: there is no field "acounts"; allowed: accounts; did you mean accounts?',
    'accounts[0] "a": maxInFlight is "many"; allowed: a whole number from 1 to 100000',
    'accounts[0] "a": createPerMinute is 0; allowed: a whole number from 1 to 10000000, or null for no limit',
    expect.stringMatching(
      /^accounts\[0\] "a": there is no field "maxInflight"; allowed: name, keyEnv, .*; did you mean maxInFlight\?$/,
    ),
    'accounts[1]: name is "a b"; allowed: 1 to 64 letters, digits, dots, dashes and underscores; once in the file',
    'accounts[1]: baseUrl is "ftp://x"; allowed: an http:// or https:// URL without user, password and query',
    'accounts[1]: dialect is "v9"; allowed: auto, documented, legacy-v3, minimax-v1',
    expect.stringMatching(
      /^accounts\[1\]: models\[1\] is "minimax-hailuo-2.3"; allowed: a list of MiniMax-Hailuo-2.3, .*did you mean MiniMax-Hailuo-2.3\?$/,
    ),
    expect.stringMatching(/^accounts\[2\]: name is missing; allowed: 1 to 64 letters/),
    "accounts[2]: queryPerDay is 1.5; allowed: a whole number from 1 to 10000000, or null for no limit",
    expect.stringMatching(/^accounts\[4\] is no object; allowed: /),
    'accounts[0] "a": keyEnv is UNSET_KEY, and that variable is not set; needed: a key, or several separated by commas',
    'accounts[3] "c": has no key; needed: one of keyEnv, keysEnv, keyFile, key, keys',
  ]);
});

test("no fault shows a key, wherever it stands", async () => {
  const secret = "sk verysecret";
  const shown = [
    await faultsOf({ accounts: [{ name: "a", key: secret, keys: [secret, 7] }] }),
    await faultsOf({ accounts: [{ name: "a", keyEnv: "BAD_KEY" }] }, { BAD_KEY: secret }),
    await faultsOf(`{"accounts": [{"name": "a", "key": "verysecret" "x": 1}]}`),
    await faultsOf(`{"accounts": [{"name": "a", "key": "verysecret"}], verysecret}`),
    await faultsOf(`{"accounts": [{"name": "a", "keys": "verysecret"}]}`),
  ].flat();
  expect(shown).toHaveLength(7);
  expect(shown.join("\n")).not.toContain("verysecret");
  expect(shown[4]).toMatch(/^the file is not JSON: line 1, column \d+; allowed: /);
});

test("one name for two accounts, and one key in two of one place, are refused", async () => {
  expect(
    await faultsOf({
      accounts: [
        { name: "a", key: "k1" },
        { name: "a", key: "k2" },
      ],
    }),
  ).toEqual(['accounts[1]: name is "a", and so is that of accounts[0]; allowed: each name once']);
  expect(
    await faultsOf({
      accounts: [
        { name: "a", key: "k1" },
        { name: "b", keys: ["k2", "k1"] },
      ],
    }),
  ).toEqual([
    'accounts[1] "b": has a key that accounts[0] "a" has too; allowed: each key in one account, whose limits it shares',
  ]);
});

test.each([
  ["", /^the file is not JSON/],
  ["[]", /^the file holds no object/],
  ["{}", /^accounts is missing/],
  ['{"accounts": []}', /^accounts is no list, or empty/],
  [
    '{"accounts": [{"name": "a", "keyFile": "gone.key"}]}',
    /keyFile is "gone.key"; \/.*\/gone.key does not exist; allowed: a file that can be read$/,
  ],
])("a file with %j says what it needs", async (content, fault) => {
  const faults = await faultsOf(content);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});

test("a file that is not there is named, and so is that neither a file nor a key is set", async () => {
  await expect(read({ HAILUO_ACCOUNTS_FILE: "/nowhere/accounts.json" })).rejects.toThrow(
    'HAILUO_ACCOUNTS_FILE is "/nowhere/accounts.json", which does not exist.',
  );
  expect(() => readEnv(minimaxAccountSettings, {})).toThrow(
    /MINIMAX_API_KEY is not set, and HAILUO_ACCOUNTS_FILE neither; needed: The provider's key/,
  );
});

test("with a key and a file the file is used, and it is said why, unless the file itself names that variable", async () => {
  await using folder = await openFolder();
  const file = await folder.write("accounts.json", { accounts: [{ name: "a", key: "k1" }] });
  const both = await read({ HAILUO_ACCOUNTS_FILE: file, MINIMAX_API_KEY: "other" });
  expect(both.configured.map(({ name }) => name)).toEqual(["a"]);
  expect(both.notices).toEqual([
    expect.stringContaining(`are both set: ${file} is used, as only it says which limits belong to which key`),
  ]);
  const named = await folder.write("named.json", { accounts: [{ name: "a", keyEnv: "MINIMAX_API_KEY" }] });
  expect((await read({ HAILUO_ACCOUNTS_FILE: named, MINIMAX_API_KEY: "other" })).notices).toEqual([]);
});

test("the example of the documentation is examples/accounts.json, and works", async () => {
  const file = new URL("../../../../examples/accounts.json", import.meta.url);
  expect(await readFile(file, "utf8")).toBe(EXAMPLE_ACCOUNTS);
  await using folder = await openFolder();
  await folder.write("overseas.key", "key-3");
  const copy = await folder.write("accounts.json", EXAMPLE_ACCOUNTS);
  const { limits } = await read({
    HAILUO_ACCOUNTS_FILE: copy,
    MINIMAX_KEY_MAIN_1: "key-1",
    MINIMAX_KEY_MAIN_2: "key-2",
  });
  expect(limits.map(({ name, maxInFlight }) => [name, maxInFlight])).toEqual([
    ["main", 30],
    ["main~v2", 30],
    ["main~agent", 30],
    ["overseas", 8],
  ]);
});
