import { integer, optionalHttpUrl, optionalText, secret, text } from "@hailuo-queue/runtime/settings";

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
  HAILUO_DASHBOARD_PUBLIC_URL: optionalHttpUrl({
    description:
      "URL at which people open the dashboard. With https:// its cookies are `Secure`: browsers send them over TLS only.",
    defaultText: "none",
  }),
  HAILUO_DASHBOARD_TRUSTED_PROXIES: optionalText({
    description:
      "Proxies in front of the dashboard whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: cookies are `Secure` where the request came over TLS, and wrong passwords slow down their sender and not the proxy.",
    allowed: "addresses and ranges (10.0.0.0/8), separated by commas",
    defaultText: "none",
  }),
  HAILUO_TRACE_URL: optionalText({
    description:
      "Where your tracing system shows a trace: a generation's page links to it. `{trace_id}` stands for the id.",
    allowed: "an http:// or https:// URL with {trace_id}",
    pattern: /^https?:\/\/[^\s/{}]+\S*\{trace_id\}\S*$/,
    defaultText: "none",
  }),
} as const;
