import { setTimeout as pause } from "node:timers/promises";
import type { Campaign } from "../campaign.ts";
import type { Gateway } from "../stand/gateway.ts";
import type { Stand } from "../stand/stand.ts";
import { runThrough } from "./run-through.ts";

const OUTAGES: readonly { readonly name: string; readonly away: (stand: Stand) => readonly Gateway[] }[] = [
  { name: "storage away", away: (stand) => [stand.storageGateway] },
  { name: "provider away", away: (stand) => [stand.provider] },
  { name: "storage and provider away", away: (stand) => [stand.storageGateway, stand.provider] },
];

/** Connections are cut and refused for a minute, then all is as before. */
export const outagesCampaign: Campaign = {
  name: "outages",
  limitSeconds: { short: 1800, full: 3600 },
  async run(world) {
    const seconds = world.short ? 5 : 60;
    const parts = [];
    for (const { name, away } of OUTAGES) {
      const part = await runThrough({
        world,
        name: `${name}, ${seconds} s`,
        generations: world.short ? 40 : 200,
        async disturb(stand) {
          const gateways = away(stand);
          await Promise.all(gateways.map((gateway) => gateway.shut()));
          await pause(seconds * 1000);
          await Promise.all(gateways.map((gateway) => gateway.open()));
        },
      });
      parts.push(part);
    }
    return parts;
  },
};
