/** A create, query or file call that the provider did not carry out. Dialects say it in their own form. */
export interface Refusal {
  /** The provider's business code: `base_resp.status_code`. */
  readonly code: number;
  readonly httpStatus: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
  /** Said with its HTTP status even in the dialect whose errors are HTTP 200. */
  readonly outright?: boolean;
}

const REFUSALS = {
  1000: { httpStatus: 500, message: "unknown error" },
  1001: { httpStatus: 500, message: "request timeout" },
  1002: { httpStatus: 429, message: "rate limit exceeded(RPM)" },
  1004: {
    httpStatus: 401,
    message: "login fail: Please carry the API secret key in the 'Authorization' field of the request header",
  },
  1008: { httpStatus: 402, message: "insufficient balance" },
  1024: { httpStatus: 500, message: "internal error" },
  1026: { httpStatus: 422, message: "内容审核未通过" },
  1027: { httpStatus: 422, message: "生成的视频内容审核未通过" },
  1033: { httpStatus: 500, message: "system error" },
  1041: { httpStatus: 429, message: "connection limit exceeded, please contact us" },
  2013: { httpStatus: 400, message: "invalid params" },
  2045: { httpStatus: 429, message: "rate growth limit, please raise the rate slowly" },
  2049: { httpStatus: 401, message: "invalid api key" },
  2056: { httpStatus: 429, message: "usage limit exceeded" },
  2061: { httpStatus: 403, message: "your current token plan not support model" },
  2064: { httpStatus: 529, message: "the server cluster is under high load, please retry later" },
  2067: { httpStatus: 429, message: "Token Plan usage limit reached" },
} as const satisfies Readonly<Record<number, { httpStatus: number; message: string }>>;

export type RefusalCode = keyof typeof REFUSALS;

export function refusal(code: RefusalCode, message?: string): Refusal {
  const { httpStatus, message: usual } = REFUSALS[code];
  return { code, httpStatus, message: message ?? usual };
}

/** Any code, also one whose words are not known here. */
export function refusalOfCode(code: number): Refusal {
  return code in REFUSALS ? refusal(code as RefusalCode) : { code, httpStatus: 400, message: `refused (${code})` };
}

/** The header part of an answer, for a refusal that names a time. */
export function retryAfterHeader({ retryAfterSeconds }: Refusal): {
  readonly headers?: Readonly<Record<string, string>>;
} {
  return retryAfterSeconds === undefined ? {} : { headers: { "Retry-After": String(retryAfterSeconds) } };
}
