/** What `hailuo` tells its caller; the README lists them. */
export const EXIT = {
  allSucceeded: 0,
  /** Some failed, were cancelled, need their user or have not ended. */
  someFailed: 1,
  /** Wrong usage or input, or a service that cannot be used. */
  unusable: 2,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Takes the exit code of the command that ran. */
export type Finish = (code: ExitCode) => void;
