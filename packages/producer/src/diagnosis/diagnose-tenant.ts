import type { DiagnosisFacts } from "./facts.ts";
import { conclude, judgeAll } from "./diagnose.ts";
import { type Diagnosis, type Trouble, type TroubleCause, waitWords } from "./trouble.ts";

/**
 * What keeps a tenant's own generations from moving, in words that name no other tenant, no account and nothing of the
 * deployment. The facts are of this tenant's work alone, but for accounts and fleet.
 */
export function diagnoseTenant(facts: DiagnosisFacts): Diagnosis {
  const waiting = facts.counts.queued;
  // How many wait in all is none of the tenant's business.
  const own = { ...facts, accounts: facts.accounts.map((account) => ({ ...account, backlog: waiting })) };
  const told = new Map<string, Trouble>();
  for (const trouble of judgeAll(own)) {
    const said = toTenant(trouble);
    // The same cause at two accounts is one thing to those who know of none.
    const key = `${trouble.cause}|${said?.batch ?? ""}|${said?.model ?? ""}`;
    const known = told.get(key);
    if (said !== undefined && (known === undefined || known.generations < said.generations)) told.set(key, said);
  }
  const all = [...told.values()];
  // Who has the slots says more than that they are in use.
  const waitsForShare = all.some(({ cause }) => cause === "tenant_share");
  return conclude(own, waitsForShare ? all.filter(({ cause }) => cause !== "slots_full") : all);
}

interface Words {
  /** What comes before how many wait. */
  readonly what: string;
  readonly remedy: string;
}

/** What is about the tenant's own things. */
type OwnCause = Extract<
  TroubleCause,
  `tenant_${string}` | `batch_${string}` | "creates_refused_alone" | "decision_needed"
>;

const BY_OPERATOR = "The operator of the service has to act; nothing is lost, and it goes on by itself then.";
const BY_ITSELF = "It goes on by itself.";

/** What belongs to the deployment, told without its names and reasons; null: nothing that a tenant is told of. */
const OF_THE_DEPLOYMENT: Readonly<Record<Exclude<TroubleCause, OwnCause>, Words | null>> = {
  no_create_worker: { what: "Nothing starts videos just now", remedy: BY_OPERATOR },
  no_poll_worker: { what: "Nothing looks after videos that are being made just now", remedy: BY_OPERATOR },
  no_download_worker: { what: "Nothing stores finished videos just now", remedy: BY_OPERATOR },
  account_refused: {
    what: "The provider takes no new videos just now",
    remedy: "One is tried again and again. " + BY_ITSELF,
  },
  account_refused_at_times: {
    what: "The provider refuses some videos for now",
    remedy: "They are tried again. " + BY_ITSELF,
  },
  account_paused: { what: "The operator has paused new videos", remedy: BY_OPERATOR },
  account_draining: { what: "The operator starts no new videos", remedy: BY_OPERATOR },
  limit_zero: { what: "The operator starts no new videos", remedy: BY_OPERATOR },
  slots_lost: { what: "Room at the provider is held up", remedy: BY_OPERATOR },
  slots_overdue: { what: "Room at the provider is held by videos that take long", remedy: BY_ITSELF },
  cap_lowered: { what: "The provider takes fewer videos at once than usual", remedy: BY_ITSELF },
  storage_full: { what: "There is no room for finished videos just now", remedy: BY_OPERATOR },
  storage_refused: { what: "Finished videos cannot be stored just now", remedy: BY_OPERATOR },
  links_refused: { what: "The provider's links to finished videos are refused", remedy: BY_OPERATOR },
  downloads_failing: { what: "Downloads of finished videos fail", remedy: "They are tried again. " + BY_ITSELF },
  polls_failing: { what: "The provider does not say how far videos are", remedy: "It is asked again. " + BY_ITSELF },
  no_key_for_polls: { what: "Nothing looks after some videos that are being made", remedy: BY_OPERATOR },
  slots_full: { what: "All room at the provider is in use", remedy: "Each video that ends makes room for the next." },
  window_full: { what: "The starts of this moment are used up", remedy: BY_ITSELF },
  model_refused: { what: "The provider refuses the model for now", remedy: "It is tried again. " + BY_ITSELF },
  no_account_for_model: { what: "The service cannot use the model", remedy: "Use another model, or ask the operator." },
  funds_low: null,
  callback_refused: null,
};

/** What is the tenant's own, with what it can do over HTTP. */
const OF_THE_TENANT: Readonly<Record<OwnCause, (trouble: Trouble) => Partial<Words>>> = {
  tenant_paused: ({ generations }) => ({
    what: `The operator has paused you: ${waitWords(generations)}.`,
    remedy: BY_OPERATOR,
  }),
  tenant_budget: ({ generations }) => ({
    what: `Your budget is used up: ${waitWords(generations)}.`,
    remedy: "Ask the operator to raise it; it goes on by itself then.",
  }),
  tenant_flood: () => ({}),
  tenant_share: ({ generations }) => ({
    what: `Others use the service, too, and you wait for your share: ${waitWords(generations)}.`,
    remedy: "Room that becomes free goes to you by your share. " + BY_ITSELF,
  }),
  batch_paused: ({ batch }) => ({ remedy: `POST /api/v1/batches/${batch}/resume goes on.` }),
  batch_open: ({ batch }) => ({ remedy: `POST /api/v1/batches/${batch}/seal starts it.` }),
  batch_cancelling: () => ({}),
  batch_budget: ({ batch }) => ({ remedy: `PATCH /api/v1/batches/${batch} with a larger budget_usd goes on.` }),
  batch_no_price: ({ batch }) => ({
    remedy: `PATCH /api/v1/batches/${batch} with budget_usd null goes on without one.`,
  }),
  batch_failure_ratio: ({ batch }) => ({
    remedy: `GET /api/v1/batches/${batch}/errors.jsonl tells why; POST /api/v1/batches/${batch}/resume goes on.`,
  }),
  creates_refused_alone: () => ({ what: "Some requests are refused while others are taken." }),
  decision_needed: () => ({
    remedy:
      "GET /api/v1/generations?state=submission_unknown lists them; GET /api/v1/generations/ID/candidates " +
      "shows what the provider knows, POST /api/v1/generations/ID/resolve decides.",
  }),
};

function toTenant(trouble: Trouble): Trouble | undefined {
  const { account: _account, code: _code, ...rest } = trouble;
  if (isOwn(trouble.cause)) return { ...rest, ...OF_THE_TENANT[trouble.cause](trouble) };
  const words = OF_THE_DEPLOYMENT[trouble.cause];
  if (words === null || trouble.generations === 0) return undefined;
  return { ...rest, what: `${words.what}: ${waitWords(trouble.generations)}.`, remedy: words.remedy };
}

function isOwn(cause: TroubleCause): cause is OwnCause {
  return Object.hasOwn(OF_THE_TENANT, cause);
}
