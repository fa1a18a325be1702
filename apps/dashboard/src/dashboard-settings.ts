import { integer, optionalText, secret, text } from "@hailuo-queue/runtime/settings";

export const dashboardSettings = {
  HAILUO_DASHBOARD_HOST: optionalText({
    description: "Address that the dashboard listens on.",
    allowed: "a host name or address",
    pattern: /^\S+$/,
    defaultText: "127.0.0.1 without a password, 0.0.0.0 with one",
  }),
  HAILUO_DASHBOARD_PORT: integer({
    description: "Port of the dashboard; 0: a free one.",
    default: 3000,
    min: 0,
    max: 65_535,
  }),
  HAILUO_DASHBOARD_USER: text({
    description: "User of the dashboard's basic auth.",
    default: "admin",
    allowed: "a name without a colon",
    pattern: /^[^:]+$/,
  }),
  HAILUO_DASHBOARD_PASSWORD: secret({
    description: "Password of the dashboard. Without one the dashboard listens on the loopback address only.",
  }),
} as const;
