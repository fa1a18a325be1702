import { fork } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../places.ts";

/** A program of ours in a process of its own, spoken to over IPC. */
export interface Child<Ready> extends AsyncDisposable {
  readonly pid: number;
  /** What it said once it was ready. */
  readonly ready: Ready;
  /** Rejects when the process ends without an answer. */
  ask<Answer>(question: string, input?: unknown): Promise<Answer>;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts `dist/<program>.js` and waits until it is ready. */
export async function startChild<Ready>(program: string, input: unknown, path: string): Promise<Child<Ready>> {
  const child = fork(inRepository(`apps/faults/dist/${program}.js`), [JSON.stringify(input)], {
    // The world around the product: what it spends on its own garbage is missing to the workers that share the machine.
    execArgv: ["--max-semi-space-size=64"],
    env: { PATH: path },
    // A process group of its own: Ctrl-C ends the campaign, which ends them in order.
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  const answerTo = <Answer>(number: number): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) =>
      waiting.set(number, { resolve: resolve as (value: never) => void, reject }),
    );
  child.on("message", ({ number, value }: { readonly number: number; readonly value: never }) => {
    waiting.get(number)?.resolve(value);
    waiting.delete(number);
  });
  child.once("exit", (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new Error(`${program} ended with ${String(code ?? signal)} before it answered`));
  });
  const ready = await answerTo<Ready>(0);
  return {
    pid: child.pid ?? 0,
    ready,
    async ask<Answer>(question: string, sent?: unknown) {
      asked += 1;
      const answer = answerTo<Answer>(asked);
      child.send({ number: asked, question, input: sent });
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
