import { type GenerationRecord, type StageAttempt, standingAttempt } from "@hailuo-queue/contracts";
import type { DiagnosisFacts } from "./facts.ts";
import { isKnown } from "./judge-accounts.ts";
import { type Trouble, waitWords } from "./trouble.ts";

/** What the last attempts of those under way met: storage, links, polls; and creates that are refused alone. */
export function judgeAttempts({
  samples,
  counts,
  accounts,
}: Pick<DiagnosisFacts, "samples" | "counts" | "accounts">): readonly Trouble[] {
  const unknown = counts.submission_unknown;
  return [
    ...troubleOf(samples.downloading, counts.downloading, downloadTrouble),
    ...troubleOf(samples.generating, counts.generating + counts.overdue, pollTrouble),
    // While an account is refused, so is what it is sent; alone is refused what others pass.
    ...(accounts.some(({ refusing }) => refusing !== undefined)
      ? []
      : troubleOf(
          samples.queued.filter(({ refusals = {} }) => Object.keys(refusals).length > 0),
          0,
          createTrouble,
        )),
    ...modelsWithoutAccount({ samples, accounts }),
    ...(unknown === 0
      ? []
      : [
          {
            cause: "decision_needed",
            severity: "asks",
            generations: unknown,
            what: `The answers to ${unknown === 1 ? "1 create was" : `${unknown} creates were`} lost: ${unknown === 1 ? "it" : "each"} may have been bought, so ${unknown === 1 ? "it is" : "none is"} ${unknown === 1 ? "not " : ""}sent again.`,
            remedy:
              "`hailuo list --state submission_unknown` lists them; " +
              "`hailuo resolve ID` shows what the provider knows, and decides.",
          } satisfies Trouble,
        ]),
  ];
}

type Met = Omit<Trouble, "generations" | "what"> & { readonly because: string };

/** One trouble for each thing that the samples met; with none of them in trouble, nothing is told. */
function troubleOf(
  sample: readonly GenerationRecord[],
  total: number,
  judge: (attempt: StageAttempt, record: GenerationRecord) => Met | undefined,
): readonly Trouble[] {
  const met = new Map<string, { readonly first: Met; count: number }>();
  for (const record of sample) {
    const attempt = standingAttempt(record);
    const trouble = attempt === undefined ? undefined : judge(attempt, record);
    if (trouble === undefined) continue;
    const key = `${trouble.cause}|${trouble.code ?? ""}`;
    const known = met.get(key);
    if (known === undefined) met.set(key, { first: trouble, count: 1 });
    else known.count += 1;
  }
  return [...met.values()].map(({ first: { because, ...trouble }, count }) => {
    // Of many the sample tells a part.
    const generations = sample.length === 0 ? count : Math.max(count, Math.round((count / sample.length) * total));
    return { ...trouble, generations, what: `${because.replace(/\.$/, "")}. ${waitWords(generations)}.` };
  });
}

function downloadTrouble({ code, message }: StageAttempt): Met | undefined {
  switch (code) {
    case "download_storage_full":
      return {
        cause: "storage_full",
        severity: "stops",
        stage: "download",
        code,
        because: `There is no room for videos: ${storageSaid(message)}`,
        remedy:
          "Make room, or raise the quota; then it goes on by itself. The provider keeps each video for a while. " +
          "What was given up meanwhile, `hailuo retry --where 'code=download_storage_full'` stores; nothing is " +
          "bought.",
      };
    case "download_storage":
      return {
        cause: "storage_refused",
        severity: "stops",
        stage: "download",
        code,
        because: `Videos cannot be stored: ${storageSaid(message)}`,
        remedy:
          "Mend the storage (`hailuo doctor` tests it). The provider keeps each video " +
          "for a while; downloads are tried again by themselves.",
      };
    case "download_link_refused":
    case "download_link_expired":
    case "download_untrusted_url":
      return {
        cause: "links_refused",
        severity: "stops",
        stage: "download",
        code,
        because: `Download links are refused: ${message}`,
        remedy:
          "Check the way to the provider's file host (proxy, firewall); " +
          "`hailuo doctor` tests it. A new link is asked for with each try.",
      };
    default:
      return {
        cause: "downloads_failing",
        severity: "slows",
        stage: "download",
        code,
        because: `Downloads fail: ${message}`,
        remedy: "They are tried again by themselves; `hailuo doctor` tests the way.",
      };
  }
}

/** What the storage said, without what every such message begins with. */
function storageSaid(message: string): string {
  return message.replace(/^The video could not be stored: /, "");
}

function pollTrouble({ code, message }: StageAttempt): Met | undefined {
  if (code === "account_not_configured")
    return {
      cause: "no_key_for_polls",
      severity: "stops",
      stage: "poll",
      code,
      because: `A poll worker has no key for an account whose tasks it is given: ${message}`,
      remedy: "Give all poll workers the same accounts (HAILUO_ACCOUNTS_FILE).",
    };
  return {
    cause: "polls_failing",
    severity: "slows",
    stage: "poll",
    code,
    because: `Polls fail: ${message}`,
    remedy: "They are tried again by themselves, and nothing is bought again meanwhile; `hailuo doctor` tests the way.",
  };
}

function createTrouble({ code, message }: StageAttempt): Met {
  return {
    cause: "creates_refused_alone",
    severity: "slows",
    stage: "create",
    code,
    because: `Some requests are refused while others are taken: ${message}`,
    remedy: "They are set aside and tried again; what alone is refused fails with a reason, and the others go on.",
  };
}

/** Models that wait and that no account may use. */
function modelsWithoutAccount({ samples, accounts }: Pick<DiagnosisFacts, "samples" | "accounts">): readonly Trouble[] {
  const published = accounts.filter(isKnown);
  if (published.length === 0) return [];
  const waiting = new Map<string, number>();
  for (const { request } of samples.queued)
    if (!published.some(({ models }) => models === undefined || models.includes(request.model)))
      waiting.set(request.model, (waiting.get(request.model) ?? 0) + 1);
  return [...waiting].map(([model, generations]) => ({
    cause: "no_account_for_model",
    severity: "stops",
    model,
    generations,
    what: `No account may use ${model}: ${waitWords(generations)} for one.`,
    remedy: "Add the model to an account (`models` in HAILUO_ACCOUNTS_FILE), or cancel them.",
  }));
}
