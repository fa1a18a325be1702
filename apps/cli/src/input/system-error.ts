import { say } from "../words/say.ts";
/** Why the system did not let us read a file, for people. */
export function describeSystemError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return say`no such file`;
  if (code === "EACCES" || code === "EPERM") return say`cannot be read: permission denied`;
  return say`cannot be read: ${message}`;
}
