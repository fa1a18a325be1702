const wholeNumbers = new Intl.NumberFormat("en");

export function count(value) {
  return wholeNumbers.format(value);
}

/** `38 s`, `4 min`, `2 h 5 min`, `3 d`. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} d`;
}

/** Coarse, so that a list does not change each second. */
export function ago(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return "just now";
  if (seconds < 120) return "1 min ago";
  return `${span(Math.floor(seconds / 60) * 60_000)} ago`;
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
  return new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

const STATE_WORDS = { submission_unknown: "needs attention" };

/** A state's name as it is shown. */
export function stateWord(state) {
  return STATE_WORDS[state] ?? state;
}

const STATE_MEANINGS = {
  queued: "Waiting for its turn and a slot",
  creating: "The create is being sent to the provider",
  submission_unknown:
    "The provider's answer was lost, so the video may have been bought. It needs a decision: hailuo resolve",
  generating: "The provider is making the video",
  overdue: "Running for longer than HAILUO_TASK_DEADLINE_MS; still polled",
  downloading: "The video is being stored",
  cancelling: "Cancelled; waiting for the provider's task to end",
  succeeded: "The video is stored",
  failed: "Failed; hailuo retry may run it again",
  cancelled: "Cancelled",
};

export function stateMeaning(state) {
  return STATE_MEANINGS[state] ?? state;
}
