import { language, say } from "./words.js";

const wholeNumbers = new Intl.NumberFormat(language);
/** As the reader's own region writes the page's language: `en-GB` for a page in English. */
const locale = navigator.languages.find((each) => each.toLowerCase().split("-")[0] === language) ?? language;

export function count(value) {
  return wholeNumbers.format(value);
}

/** `38 s`, `4 min`, `2 h 5 min`, `3 d`. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return say`${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return say`${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? say`${hours} h` : say`${hours} h ${minutes % 60} min`;
  return say`${Math.round(hours / 24)} d`;
}

/** Coarse, so that a list does not change each second. */
export function ago(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return say`just now`;
  if (seconds < 120) return say`1 min ago`;
  return say`${span(Math.floor(seconds / 60) * 60_000)} ago`;
}

export function bytes(value) {
  const units = ["B", "KB", "MB", "GB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `$5.04`, and more digits only where there are any. */
export function money(microUsd) {
  return `$${(microUsd / 1e6).toFixed(6).replace(/0{1,4}$/, "")}`;
}

export function time(at) {
  return dateWords(at, { dateStyle: "medium", timeStyle: "medium" });
}

export function dateWords(at, how) {
  return new Date(at).toLocaleString(locale, how);
}

const STATE_WORDS = {
  queued: say`queued`,
  creating: say`creating`,
  submission_unknown: say`needs attention`,
  generating: say`generating`,
  overdue: say`overdue`,
  downloading: say`downloading`,
  cancelling: say`cancelling`,
  succeeded: say`succeeded`,
  failed: say`failed`,
  cancelled: say`cancelled`,
};

/** A state's name as it is shown. */
export function stateWord(state) {
  return STATE_WORDS[state] ?? state;
}

const STATE_MEANINGS = {
  queued: say`Waiting for its turn and a slot`,
  creating: say`The create is being sent to the provider`,
  submission_unknown: say`The provider's answer was lost, so the video may have been bought. It needs a decision: hailuo resolve`,
  generating: say`The provider is making the video`,
  overdue: say`Running for longer than HAILUO_TASK_DEADLINE_MS; still polled`,
  downloading: say`The video is being stored`,
  cancelling: say`Cancelled; waiting for the provider's task to end`,
  succeeded: say`The video is stored`,
  failed: say`Failed; hailuo retry may run it again`,
  cancelled: say`Cancelled`,
};

export function stateMeaning(state) {
  return STATE_MEANINGS[state] ?? state;
}

const STAGE_WORDS = {
  create: say`create`,
  poll: say`poll`,
  download: say`download`,
  dashboard: say`dashboard`,
};

export function stageWord(stage) {
  return STAGE_WORDS[stage] ?? stage;
}

const CALL_WORDS = { create: say`create`, query: say`query`, files: say`files` };

/** What a window counts: a kind of the provider's calls. */
export function callWord(callType) {
  return CALL_WORDS[callType] ?? callType;
}

export const ROLE_WORDS = { read: say`read`, submit: say`submit`, admin: say`admin` };

export function roleWord(role) {
  return ROLE_WORDS[role] ?? role;
}
