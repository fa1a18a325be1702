import { SentinelConnector } from "ioredis";

/** How often a failover may be announced while one connection is being made. */
const MOST_ANNOUNCEMENTS = 10;

/**
 * ioredis' connector, over announcements of a failover that come while it asks a sentinel for the master: there its own
 * one is told to disconnect, takes that for its end, and the connection never comes back (ioredis 6.0.0, 40 of 40
 * connections in one failover). Here the master is asked for again. As a class in the options it also reaches BullMQ's
 * duplicates.
 */
export class SteadySentinelConnector extends SentinelConnector {
  override async connect(
    eventEmitter: Parameters<SentinelConnector["connect"]>[0],
  ): ReturnType<SentinelConnector["connect"]> {
    for (let announcements = 0; ; announcements += 1) {
      try {
        return await super.connect(eventEmitter);
      } catch (error) {
        if (!this.wasAnnounced() || announcements === MOST_ANNOUNCEMENTS) throw error;
      }
    }
  }

  /** Whether it was a failover that ended the last try, and not we ourselves. */
  private wasAnnounced(): boolean {
    const { failoverDetector } = this as unknown as {
      readonly failoverDetector: { readonly isDisconnected: boolean } | null;
    };
    return failoverDetector?.isDisconnected === true;
  }
}
