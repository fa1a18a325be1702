export { type Dashboard, type DashboardParts, startDashboard } from "./app.ts";
export { type DashboardSettings, dashboardShape, readDashboardSettings } from "./env.ts";
