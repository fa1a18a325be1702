import { FAULTS_BY_CALL } from "./faults.ts";
import { DEFAULT_SETTINGS, LIMITS, type Settings, type SimulatorSettings } from "./options.ts";

const FAULT_NAMES: readonly string[] = Object.values(FAULTS_BY_CALL).flat();
const MODERATION_NAMES = ["refuseRate", "failRate", "failCode"];
const LIFETIME_NAMES = ["medianMs", "sigma", "tenSecondsFactor", "fullHdFactor", "fixedMs", "jitter"];
const FLAGS: readonly string[] = ["retryAfter", "sparseRunningStatus", "backupLinks", "ranges", "sourceTasks"];

/**
 * Settings after a change. `faults` and `moderation` are merged field by field (a rate is switched off by 0);
 * everything else is replaced.
 *
 * @throws RangeError that names the field, the value and what is allowed.
 */
export function changeSettings(current: Settings, changes: SimulatorSettings): Settings {
  const changed: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(changes) as [string, unknown][]) {
    if (!(name in DEFAULT_SETTINGS))
      throw new RangeError(`there is no setting "${name}"; there are ${Object.keys(DEFAULT_SETTINGS).join(", ")}`);
    if (value === undefined) continue;
    changed[name] = changedValue(name, value, current);
  }
  return changed as unknown as Settings;
}

function changedValue(name: string, value: unknown, current: Settings): unknown {
  if ((LIMITS as readonly string[]).includes(name)) return limitValue(name, value);
  if (FLAGS.includes(name)) return check(typeof value === "boolean", name, value, "true or false") && value;
  switch (name) {
    case "faults":
      return { ...current.faults, ...checkFaults(checkObject(name, value)) };
    case "moderation":
      return { ...current.moderation, ...checkModeration(checkObject(name, value)) };
    case "lifetime":
      return checkLifetime(checkObject(name, value));
    case "latencyMs":
      return checkLatency(value);
    case "outage":
      check(
        typeof value === "string" && ["none", "reset", "503", "hang"].includes(value),
        name,
        value,
        "none, reset, 503 or hang",
      );
      return value;
    case "taskIdsForm":
      check(
        typeof value === "string" && ["joined", "repeated", "both"].includes(value),
        name,
        value,
        "joined, repeated or both",
      );
      return value;
    case "callbackDelaysMs":
      check(
        Array.isArray(value) && value.every((delay) => isNumber(delay) && delay >= 0),
        name,
        value,
        "a list of numbers from 0",
      );
      return value;
    case "speed":
    case "windowMs":
    case "maxPageSize":
      check(isNumber(value) && value > 0, name, value, "a number above 0");
      return value;
    default:
      return atLeastZero(name, value);
  }
}

function checkFaults(faults: Record<string, unknown>): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(faults)) {
    const name = `faults.${key}`;
    if (key === "script") checked[key] = checkScript(value);
    else if (key === "bursts") checked[key] = checkBursts(value);
    else if (key === "insufficientBalanceAfter") checked[key] = limitValue(name, value);
    else if (key === "hangMs") checked[key] = atLeastZero(name, value);
    else if (key === "slowBytesPerSecond")
      checked[key] = check(isNumber(value) && value >= 1, name, value, "a number of at least 1") && value;
    else {
      if (!FAULT_NAMES.includes(key))
        throw new RangeError(`there is no fault "${key}"; there are ${FAULT_NAMES.join(", ")}`);
      checked[key] = rate(name, value);
    }
  }
  return checked;
}

function checkScript(value: unknown): unknown {
  check(Array.isArray(value), "faults.script", value, "a list of {nth, fault}");
  for (const entry of value as readonly unknown[]) {
    const { nth, fault } = checkObject("faults.script", entry) as { nth?: unknown; fault?: unknown };
    check(Number.isInteger(nth) && (nth as number) >= 1, "faults.script nth", nth, "a whole number from 1");
    check(
      typeof fault === "string" && FAULT_NAMES.includes(fault),
      "faults.script fault",
      fault,
      FAULT_NAMES.join(", "),
    );
  }
  return value;
}

function checkBursts(value: unknown): unknown {
  check(Array.isArray(value), "faults.bursts", value, "a list of {fault, everyMs, forMs}");
  for (const entry of value as readonly unknown[]) {
    const { fault, everyMs, forMs } = checkObject("faults.bursts", entry) as {
      fault?: unknown;
      everyMs?: unknown;
      forMs?: unknown;
    };
    check(
      typeof fault === "string" && FAULT_NAMES.includes(fault),
      "faults.bursts fault",
      fault,
      FAULT_NAMES.join(", "),
    );
    check(isNumber(everyMs) && everyMs > 0, "faults.bursts everyMs", everyMs, "a number above 0");
    atLeastZero("faults.bursts forMs", forMs);
  }
  return value;
}

function checkModeration(moderation: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(moderation)) {
    const name = `moderation.${key}`;
    check(MODERATION_NAMES.includes(key), name, value, `one of ${MODERATION_NAMES.join(", ")}`);
    if (key === "failCode") check(value === 1026 || value === 1027, name, value, "1026 or 1027");
    else rate(name, value);
  }
  return moderation;
}

function checkLifetime(lifetime: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(lifetime)) {
    check(LIFETIME_NAMES.includes(key), `lifetime.${key}`, value, `one of ${LIFETIME_NAMES.join(", ")}`);
    if (key === "jitter") rate(`lifetime.${key}`, value);
    else atLeastZero(`lifetime.${key}`, value);
  }
  return lifetime;
}

function checkLatency(value: unknown): unknown {
  if (typeof value === "number") return atLeastZero("latencyMs", value);
  const { minMs, maxMs } = checkObject("latencyMs", value) as { minMs?: unknown; maxMs?: unknown };
  const lowest = atLeastZero("latencyMs.minMs", minMs);
  check(isNumber(maxMs) && maxMs >= lowest, "latencyMs.maxMs", maxMs, `a number of at least ${lowest}`);
  return value;
}

/** JSON knows no Infinity: `null` lifts a limit. */
function limitValue(name: string, value: unknown): number {
  if (value === null || value === Infinity) return Infinity;
  check(isNumber(value) && value >= 0, name, value, "a number of at least 0, or null for no limit");
  return value as number;
}

function rate(name: string, value: unknown): number {
  check(isNumber(value) && value >= 0 && value <= 1, name, value, "a number from 0 to 1");
  return value as number;
}

function atLeastZero(name: string, value: unknown): number {
  check(isNumber(value) && value >= 0, name, value, "a number of at least 0");
  return value as number;
}

function checkObject(name: string, value: unknown): Record<string, unknown> {
  check(typeof value === "object" && value !== null && !Array.isArray(value), name, value, "an object");
  return value as Record<string, unknown>;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function check(holds: boolean, name: string, value: unknown, allowed: string): true {
  if (!holds) throw new RangeError(`${name} is ${JSON.stringify(value)}; allowed: ${allowed}`);
  return true;
}
