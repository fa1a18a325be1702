import { errorMessage } from "@hailuo-queue/contracts/errors";
import { findRedisServer } from "./find-redis-server.ts";
import { describeServer } from "./found-server.ts";

/**
 * What the set-up calls: finds or fetches a server and prints the one line that says which it took. Exit 1 with the
 * cure.
 */
try {
  const server = await findRedisServer({ allowFetch: true, log: (line) => console.log(line) });
  console.log(describeServer(server));
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
