import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Compares in a time that tells nothing of where two differ, nor of their length: digests under a key of this process
 * are compared, both always.
 */
export function createCredentialsCheck(expected: Credentials): (given: Credentials) => boolean {
  const key = randomBytes(32);
  const digest = (text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const user = digest(expected.user);
  const password = digest(expected.password);
  return (given) => {
    const sameUser = timingSafeEqual(digest(given.user), user);
    const samePassword = timingSafeEqual(digest(given.password), password);
    return sameUser && samePassword;
  };
}
