export { type Gateway, startGateway } from "./app.ts";
export { type GatewaySettings, gatewayShape, readGatewaySettings } from "./env.ts";
export { describeApi } from "./openapi/describe-api.ts";
