export { type Gateway, startGateway } from "./app.ts";
export { type GatewaySettings, gatewayShape, readGatewaySettings } from "./env.ts";
