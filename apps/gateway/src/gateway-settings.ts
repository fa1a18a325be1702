import {
  choice,
  integer,
  optionalHttpUrl,
  optionalInteger,
  optionalOrigins,
  optionalSwitch,
  optionalText,
  portOrOff,
  quotaSettings,
  secret,
  text,
} from "@hailuo-queue/runtime/settings";

export const gatewaySettings = {
  HAILUO_GATEWAY_HOST: text({
    description:
      "Address that the gateway listens on. Any other than a loopback address requires keys: `hailuo keys create`.",
    default: "127.0.0.1",
    allowed: "a host name or address",
    pattern: /^\S+$/,
  }),
  HAILUO_GATEWAY_PORT: integer({
    description: "Port of the gateway; 0: a free one. Its former name, `HAILUO_PORT`, still works.",
    default: 8080,
    min: 0,
    max: 65_535,
    formerName: "HAILUO_PORT",
  }),
  HAILUO_GATEWAY_METRICS_PORT: portOrOff({
    description:
      "Port on HAILUO_HEALTH_HOST where the gateway serves /metrics, /healthz and /readyz without a key, for Prometheus in a private network. With an admin's key /metrics is on the gateway's own port, too.",
    defaultText: "off",
  }),
  HAILUO_GATEWAY_AUTH: choice(["on", "off"], {
    description: "`off`: every caller is the admin of the tenant `default`. Allowed on a loopback address only.",
    default: "on",
  }),
  ...quotaSettings,
  HAILUO_GATEWAY_PUBLIC_URL: optionalHttpUrl({
    description:
      "URL at which callers reach the gateway, for links to videos that it serves itself (from a directory).",
    defaultText: "http:// and the Host of the request",
  }),
  HAILUO_MINIMAX_PORT: optionalInteger({
    description:
      "A second port, whose root is the MiniMax door: for programs that can change the host of MiniMax's API, but cannot add a path to it. 0: a free one.",
    defaultText: "none",
    min: 0,
    max: 65_535,
  }),
  HAILUO_MINIMAX_HOST: optionalText({
    description:
      "A host name whose root is the MiniMax door, on the gateway's own port, behind a proxy that passes the Host header on.",
    defaultText: "none",
    allowed: "a host name in lower case, without a port",
    pattern: /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  }),
  HAILUO_GATEWAY_ALLOWED_ORIGINS: optionalOrigins({
    description:
      "Origins of web pages whose scripts may call the gateway (CORS), separated by commas; default none. Pages send a key or a short-lived token themselves; cookies are never used.",
  }),
  HAILUO_WEBHOOK_ALLOW_PRIVATE: optionalSwitch({
    description:
      "Whether webhooks may be sent to private and loopback addresses, for receivers in the same network; default off.",
  }),
  HAILUO_SECRETS_KEY: secret({
    description:
      "Key that encrypts the tenants' webhook secrets in Redis: 32 bytes as base64 or hex (`openssl rand -base64 32`), the same for all gateways. Several, separated by commas: the first encrypts, all decrypt. Without a key, Redis holds the secrets readable.",
    allowed: "32 bytes as base64 or hex, or several of them separated by commas",
    pattern: /^\s*([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)(\s*,\s*([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?))*\s*$/,
  }),
} as const;
