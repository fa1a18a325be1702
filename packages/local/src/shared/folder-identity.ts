import { stat } from "node:fs/promises";

/** The folder that was there at the start, which another one of the same name is not. */
export interface FolderIdentity {
  readonly path: string;
  isStillThere(): Promise<boolean>;
}

export async function identifyFolder(path: string): Promise<FolderIdentity> {
  const first = await stat(path);
  return {
    path,
    async isStillThere() {
      const now = await stat(path).catch(() => undefined);
      return now !== undefined && now.dev === first.dev && now.ino === first.ino;
    },
  };
}
