import { randomBytes } from "node:crypto";
import type { Dialect } from "./dialects/dialect.ts";
import { isOver, type Stage, stageOf, type Task } from "./tasks.ts";
import { rollFault, type World } from "./world.ts";

/** So late comes a callback that is late: after others that were sent behind it. */
const LATE_MS = 2_000;
/** Node runs a longer timer at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Followed {
  readonly task: Task;
  readonly url: string;
  readonly dialect: Dialect;
  /** Where the host of links will be. */
  readonly origin: string;
  told: string | undefined;
  timer?: NodeJS.Timeout;
}

/**
 * Tells callback URLs of their tasks: a challenge first, then each change of status that has a word of its own. Nothing
 * is tried again.
 */
export class Callbacks {
  readonly #world: World;
  readonly #followed = new Map<Task, Followed>();
  readonly #closing = new AbortController();

  constructor(world: World) {
    this.#world = world;
  }

  /** Whose URL echoed the challenge. */
  follow(task: Task, whom: { readonly url: string; readonly dialect: Dialect; readonly origin: string }): void {
    if (this.#closing.signal.aborted) return;
    const followed: Followed = { task, ...whom, told: undefined };
    this.#followed.set(task, followed);
    this.#look(followed);
  }

  /** Looks at all tasks anew: their times have changed, or one was cancelled. */
  lookAgain(): void {
    for (const followed of this.#followed.values()) this.#look(followed);
  }

  close(): void {
    this.#closing.abort();
    for (const { timer } of this.#followed.values()) clearTimeout(timer);
    this.#followed.clear();
  }

  /** Tells where the task is now, and comes back when it changes. */
  #look(followed: Followed): void {
    clearTimeout(followed.timer);
    const { task, dialect, origin } = followed;
    const now = this.#world.now();
    const stage = stageOf(task, now);
    const { linkTtlMs } = this.#world.settings;
    const body = dialect.pushed?.(task, stage, () => origin + this.#world.links.sign(task.id, now + linkTtlMs));
    if (body === undefined) return;
    if (body.word !== followed.told) {
      followed.told = body.word;
      this.#tell(followed.url, body.body);
    }
    if (isOver(stage)) this.#followed.delete(task);
    else followed.timer = later(changeAfter(task, stage) - now, () => this.#look(followed));
  }

  #tell(url: string, body: object): void {
    const { callbackDelaysMs } = this.#world.settings;
    for (const delayMs of callbackDelaysMs) {
      const fault = rollFault(this.#world, "callback");
      if (fault !== undefined) this.#world.faults.add(fault);
      if (fault === "callbackDropped") continue;
      const dueMs = fault === "callbackLate" ? delayMs + LATE_MS : delayMs;
      for (let count = fault === "callbackDoubled" ? 2 : 1; count > 0; count -= 1)
        later(dueMs, () => void this.#send(url, body));
    }
  }

  /** Whether the URL echoes a challenge: the create of one that does not is refused. */
  async verify(url: string): Promise<boolean> {
    const challenge = randomBytes(12).toString("hex");
    this.#world.callbacks.add("challenged");
    const answer = await this.#post(url, { challenge });
    const echoed = answer?.["challenge"] === challenge;
    this.#world.callbacks.add(echoed ? "echoed" : "notEchoed");
    return echoed;
  }

  async #send(url: string, body: object): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#world.callbacks.add("sent");
    if ((await this.#post(url, body)) !== undefined) this.#world.callbacks.add("answered");
  }

  /** The JSON object of a good answer; undefined for anything else. */
  async #post(url: string, body: object): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#world.settings.callbackTimeoutMs)]),
      });
      const text = await answer.text();
      if (!answer.ok) return undefined;
      return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
    } catch {
      return undefined;
    }
  }
}

function changeAfter({ walk }: Task, stage: Stage): number {
  if (stage === "preparing") return walk.queueingAt;
  return stage === "queueing" ? walk.processingAt : walk.endsAt;
}

function later(delayMs: number, work: () => void): NodeJS.Timeout {
  return setTimeout(work, Math.min(Math.max(0, Math.ceil(delayMs)), LONGEST_TIMER_MS)).unref();
}
