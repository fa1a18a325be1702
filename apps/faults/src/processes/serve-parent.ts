export interface Service {
  /** What the parent is told when all is open. */
  readonly ready: unknown;
  /** By question; each gets what the parent sent with it. */
  readonly answers: Readonly<Record<string, (input: never) => Promise<unknown>>>;
  close(): Promise<void>;
}

interface Question {
  readonly number: number;
  readonly question: string;
  readonly input: unknown;
}

/**
 * The other end of `startChild`: opens with the parent's input, answers its questions, and ends when the parent lets go
 * or is gone.
 */
export async function serveParent<Input>(open: (input: Input) => Promise<Service>): Promise<void> {
  const service = await open(JSON.parse(process.argv[2] ?? "null") as Input);
  process.on("message", ({ number, question, input }: Question) => {
    const answer = service.answers[question];
    if (answer === undefined) throw new Error(`nobody answers ${question}`);
    // A rejection ends the process, with its stack on standard error.
    void answer(input as never).then((value) => tellParent({ number, value }));
  });
  process.once("disconnect", () => void service.close().then(() => process.exit(0)));
  tellParent({ number: 0, value: service.ready });
}

function tellParent(message: object): void {
  // The parent may have gone meanwhile; then there is nobody to tell.
  process.send?.(message, () => undefined);
}
