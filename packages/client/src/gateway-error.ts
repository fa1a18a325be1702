interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: GatewayError["errors"];
}

/** An answer of the gateway that says what is wrong (RFC 9457), or that there was none. */
export class GatewayError extends Error {
  /** Of HTTP; 0 when no answer came. */
  readonly status: number;
  /** Stable, for programs: `idempotency_conflict`, `quota`, …; `unreachable` when no answer came. */
  readonly code: string;
  /** Every field that is wrong, and what is allowed. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** Seconds that the gateway asks to wait, if it does. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Problem, options?: ErrorOptions & { readonly retryAfter?: number | undefined }) {
    super(problem.detail ?? `The gateway answered ${status} (${problem.title ?? problem.code ?? "no code"}).`, options);
    this.name = "GatewayError";
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.errors = problem.errors ?? [];
    this.retryAfter = options?.retryAfter;
  }
}

/**
 * The answer when it is a good one.
 * @throws GatewayError.
 */
export async function requireOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  const seconds = response.headers.get("retry-after") ?? "";
  const retryAfter = /^\d{1,6}$/.test(seconds) ? Number(seconds) : undefined;
  throw new GatewayError(response.status, problemOf(text), { retryAfter });
}

function problemOf(text: string): Problem {
  try {
    const problem = JSON.parse(text) as unknown;
    if (typeof problem === "object" && problem !== null) return problem;
  } catch {
    // Of something between here and the gateway.
  }
  return { detail: text.slice(0, 300) };
}

/**
 * The answer's JSON.
 * @throws GatewayError (`not_json`) for an answer that something between here and the gateway has written.
 */
export async function readAnswer(root: string, response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    const detail = `The answer from ${root} is no JSON, so it is not the gateway's: ${JSON.stringify(text.slice(0, 100))}.`;
    throw new GatewayError(response.status, { code: "not_json", detail }, { cause: error });
  }
}

/**
 * What fetch throws when no answer came, or one broke off. By its name: test runners give a program another TypeError
 * than fetch has.
 */
export function isOfNetwork(error: unknown): error is TypeError {
  return typeof error === "object" && error !== null && "name" in error && error.name === "TypeError";
}

/** What fetch throws says nothing of where and why; its cause does. */
export function unreachable(root: string, error: TypeError): GatewayError {
  const { cause } = error;
  const why = typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : error.message;
  const detail = `The gateway at ${root} cannot be reached or broke off its answer (${why}).`;
  return new GatewayError(0, { code: "unreachable", detail }, { cause: error });
}
