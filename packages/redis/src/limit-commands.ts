import type { RunningTime } from "@hailuo-queue/outbound";
import type { Cluster, Command, Redis } from "ioredis";

/** In the place of ioredis' `commandTimeout`, which blames Redis for the time in which this process stood still. */
export function limitCommands(redis: Redis | Cluster, limit: RunningTime): void {
  const send: Cluster["sendCommand"] = redis.sendCommand.bind(redis);
  // A command that waits for a connection is sent again; its time goes on.
  const limited = new WeakSet<Command>();
  redis.sendCommand = (command: Command, ...way: [stream?: Parameters<typeof send>[1], node?: unknown]): unknown => {
    if (!limited.has(command)) {
      limited.add(command);
      const stop = limit.after(() => command.reject(new Error("Command timed out")));
      void command.promise.then(stop, stop);
    }
    return send(command, ...way);
  };
}
