import { storeOptions } from "@hailuo-queue/runtime";
import { createInputKeeper } from "@hailuo-queue/intake";
import { openObjectStore } from "@hailuo-queue/storage";
import { readCliSettings } from "../env.ts";
import { DEFAULT_TENANT, type Producer } from "@hailuo-queue/producer";
import { type BatchLabels, type BatchLimits, optional, type Priority } from "@hailuo-queue/contracts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { type ChangeParts, withChange } from "../stand/with-change.ts";
import { agreeToReplace, compareWithBatch, purchaseOf, replacedDetails, tellReplaced } from "../run/changed-items.ts";
import { checkTwinOptions, type TwinOptions } from "../run/check-twin-options.ts";
import { refuseTwins } from "../run/made-before.ts";
import { askBeforeBuying } from "./ask-before-buying.ts";
import { tallyOf } from "./dry-run.ts";
import { type LabelOptions, labelsOf } from "./label-options.ts";
import { type LimitOptions, limitsOf } from "./limit-options.ts";
import { workersWords } from "./needs-workers.ts";
import { itemsOf, type LoadedPrompts, loadPrompts, type PromptOptions } from "./load-prompts.ts";
import { inputFields, tellInput } from "./tell-input.ts";
import { say } from "../words/say.ts";

export interface SubmitSettings {
  readonly objectKeyTemplate: string;
  readonly json: boolean;
  readonly tenant?: string;
  readonly priority?: Priority;
  readonly limits?: BatchLimits;
  readonly labels?: BatchLabels;
  readonly leaveOutTwins?: boolean;
  readonly replace?: boolean;
  /** For machines: how the file was understood. */
  readonly input?: object;
}

export type SubmitOptions = PromptOptions &
  LimitOptions &
  LabelOptions &
  TwinOptions &
  Pick<SubmitSettings, "tenant" | "priority" | "replace"> & { readonly dryRun?: boolean; readonly yes?: boolean };

/** Not for `--dry-run`. */
export async function submit(options: SubmitOptions, shell: Shell): Promise<ExitCode> {
  checkTwinOptions(options);
  const labels = labelsOf(options);
  const prompts = await loadPrompts(options, shell);
  if (prompts === undefined) return EXIT.unusable;
  const { json, tenant, priority } = options;
  const { HAILUO_OBJECT_KEY, HAILUO_ASK_ABOVE } = readCliSettings(shell.env);
  const wanted = await tallyOf(prompts, shell);
  if (!json) tellInput(prompts, wanted, shell);
  const settings = {
    objectKeyTemplate: HAILUO_OBJECT_KEY,
    json,
    ...optional({ tenant, priority }),
    ...(options.onlyNew === true ? { leaveOutTwins: true } : {}),
    ...limitsOf(options),
    ...labels,
  };
  const told = { tenant: tenant ?? DEFAULT_TENANT, about: { batch: prompts.batchId } };
  return withChange(shell, "batch.submit", told, async ({ producer, tell, refuse }) => {
    const comparison = await compareWithBatch(producer, prompts, options);
    const agreed = await agreeToReplace(comparison, options, shell);
    if (agreed === "stop") {
      refuse("not_agreed");
      printLine(shell.stderr, say`Nothing was enqueued.`);
      return EXIT.interrupted;
    }
    const purchase = {
      ...purchaseOf(prompts.count, wanted, comparison),
      askAboveMicroUsd: HAILUO_ASK_ABOVE,
      isAgreed: options.yes === true || agreed === "answered",
      budgetMicroUsd: options.budget,
    };
    if (!(await askBeforeBuying(purchase, json ? { ask: () => Promise.resolve(undefined) } : shell))) {
      refuse("not_agreed");
      printLine(shell.stderr, say`Nothing was enqueued.`);
      return EXIT.interrupted;
    }
    if (prompts.imageFiles > 0) await storeImages(prompts, producer, tenant ?? DEFAULT_TENANT, shell);
    await refuseTwins(producer, prompts, options);
    const replace = agreed === "nothing" ? {} : { replace: true };
    return submitPrompts(
      { producer, tell },
      prompts,
      { ...settings, ...replace, input: inputFields(prompts, wanted) },
      shell,
    );
  });
}

async function storeImages(
  prompts: LoadedPrompts,
  producer: Pick<Producer, "inputs">,
  tenant: string,
  shell: Shell,
): Promise<void> {
  const settings = readCliSettings(shell.env);
  const store = openObjectStore(settings.HAILUO_OUT, storeOptions(settings));
  try {
    await prompts.storeImages(createInputKeeper({ store, books: producer.inputs }), tenant);
  } finally {
    await store.close();
  }
}

/** Enqueues a batch and says how to follow it. Sending the same file again adds nothing twice. */
export async function submitPrompts(
  { producer, tell }: { readonly producer: Pick<Producer, "submitBatch" | "fleet"> } & Pick<ChangeParts, "tell">,
  prompts: LoadedPrompts,
  settings: SubmitSettings,
  shell: Shell,
): Promise<ExitCode> {
  const { batchId } = prompts;
  const { json, input, ...how } = settings;
  const receipt = await producer.submitBatch(itemsOf(prompts), { batchId, complete: true, ...how });
  const { leftOut = 0 } = receipt;
  tell({
    details: { created: String(receipt.created), existing: String(receipt.existing), ...replacedDetails(receipt) },
  });
  if (json) {
    printJson(shell.stdout, {
      type: "submitted",
      batch: batchId,
      total: prompts.count,
      created: receipt.created,
      existing: receipt.existing,
      ...optional({ replaced: receipt.replaced }),
      ...(leftOut === 0 ? {} : { left_out: leftOut }),
      ...optional({ twins: receipt.twins, input }),
    });
    return EXIT.allSucceeded;
  }
  if (leftOut > 0)
    printLine(shell.stdout, say`${formatCount(leftOut)} are left out: other batches have them, made or under way`);
  if (receipt.created + receipt.existing + (receipt.replaced ?? 0) === 0) {
    printLine(shell.stdout, say`There is nothing left to make.`);
    return EXIT.allSucceeded;
  }
  const before = receipt.existing > 0 ? say`, ${formatCount(receipt.existing)} were there before` : "";
  printLine(shell.stdout, say`batch ${batchId}: ${formatCount(receipt.created)} enqueued${before}`);
  tellReplaced(receipt.replaced ?? 0, shell.stdout, shell.env);
  printSentence(shell.stdout, say`${await workersWords(producer, batchId)} Follow it: \`hailuo watch ${batchId}\``);
  return EXIT.allSucceeded;
}
