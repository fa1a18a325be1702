import type { Producer } from "@hailuo-queue/producer";

/** What a model was asked for since the deployment began, and how that ended. */
export interface ModelTotals {
  readonly model: string;
  readonly created: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** What `/api/models` answers: those that were asked for, the most used first. */
export interface ModelsPage {
  readonly at: number;
  readonly models: readonly ModelTotals[];
}

export async function readModels(producer: Pick<Producer, "totals">, at: number): Promise<ModelsPage> {
  const { totals } = await producer.totals();
  const models = new Map<string, ModelTotals>();
  for (const { of, labels, value } of totals) {
    const [model = "", outcome] = labels;
    const field = of === "created" ? of : of === "ended" ? OUTCOMES.find((each) => each === outcome) : undefined;
    if (field === undefined) continue;
    const before = models.get(model) ?? { model, created: 0, succeeded: 0, failed: 0, cancelled: 0 };
    models.set(model, { ...before, [field]: before[field] + value });
  }
  return { at, models: [...models.values()].toSorted((one, other) => other.created - one.created) };
}

const OUTCOMES = ["succeeded", "failed", "cancelled"] as const;
