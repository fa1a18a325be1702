import type { RunningTime } from "@hailuo-queue/outbound";
import type { Cluster, Command, Redis } from "ioredis";

/** Who is told of a command that takes longer than a moment. */
export interface LateNote {
  readonly time: RunningTime;
  readonly note: () => void;
}

/** In the place of ioredis' `commandTimeout`, which blames Redis for the time in which this process stood still. */
export function limitCommands(redis: Redis | Cluster, limit: RunningTime, late?: LateNote): void {
  const send: Cluster["sendCommand"] = redis.sendCommand.bind(redis);
  // A command that waits for a connection is sent again; its time goes on.
  const limited = new WeakSet<Command>();
  redis.sendCommand = (command: Command, ...way: [stream?: Parameters<typeof send>[1], node?: unknown]): unknown => {
    if (!limited.has(command)) {
      limited.add(command);
      const stop = limit.after(() => command.reject(new Error("Command timed out")));
      void command.promise.then(stop, stop);
      if (late !== undefined) {
        const still = late.time.after(late.note);
        void command.promise.then(still, still);
      }
    }
    return send(command, ...way);
  };
}
