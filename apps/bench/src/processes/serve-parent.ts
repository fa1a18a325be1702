export interface Service {
  /** What the parent is told when all is open. */
  readonly ready: unknown;
  /** By question; each may be asked again and again. */
  readonly answers?: Readonly<Record<string, () => Promise<unknown>>>;
  close(): Promise<void>;
}

/**
 * The other end of `startChild`: opens with the parent's input, answers its questions, and ends when the parent lets go
 * or is gone.
 */
export async function serveParent<Input>(open: (input: Input) => Promise<Service>): Promise<void> {
  const service = await open(JSON.parse(process.argv[2] ?? "null") as Input);
  process.on("message", ({ question }: { readonly question: string }) => {
    const answer = service.answers?.[question];
    if (answer === undefined) throw new Error(`nobody answers ${question}`);
    // A rejection ends the process, with its stack on standard error.
    void answer().then(tellParent);
  });
  process.once("disconnect", () => void service.close().then(() => process.exit(0)));
  tellParent(service.ready);
}

function tellParent(value: unknown): void {
  // The parent may have gone meanwhile; then there is nobody to tell.
  process.send?.({ value }, () => undefined);
}
