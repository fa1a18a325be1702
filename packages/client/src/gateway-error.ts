/** An answer of the gateway that says what is wrong (RFC 9457). */
export class GatewayError extends Error {
  readonly status: number;
  /** Stable, for programs: `idempotency_conflict`, `quota`, … */
  readonly code: string;
  /** Every field that is wrong, and what is allowed. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];

  constructor(status: number, problem: { readonly code?: string; readonly detail?: string; readonly errors?: GatewayError["errors"] }) {
    super(problem.detail ?? `The gateway answered ${status} (${problem.code ?? "no code"}).`);
    this.name = "GatewayError";
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.errors = problem.errors ?? [];
  }
}

/** The answer when it is a good one. Throws GatewayError. */
export async function requireOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  throw new GatewayError(response.status, text.startsWith("{") ? (JSON.parse(text) as object) : { detail: text.slice(0, 300) });
}
