export { giveWay, TURN_MS } from "./give-way.ts";
