/** What is known of a stored object. */
export interface StoredObject {
  readonly bytes: number;
  readonly contentType?: string;
}

/** Half open: `end` is the first byte that is not read. */
export interface ObjectRange {
  readonly start: number;
  readonly end: number;
}

/** How an object is stored. */
export interface PutOptions {
  readonly contentType: string;
  readonly signal?: AbortSignal;
}

/**
 * Object storage, or a directory that plays it. Keys are relative, `/`-separated, without `.` or `..` segments; others
 * are refused with InvalidInputError (`bad_object_key`). Failures of the store itself are UnavailableError.
 */
export interface ObjectStore {
  /** `file:///dir/` or `s3://bucket/prefix/`, without credentials. */
  readonly location: string;
  /** The URI of one object. */
  uri(key: string): string;
  /**
   * Streams with bounded memory; all or nothing: a body that throws, or an aborted signal, leaves no object and no
   * parts. Overwrites.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject>;
  /** Undefined when there is none. */
  head(key: string): Promise<StoredObject | undefined>;
  /** Undefined when there is none. For small objects and tests; the caller reads it to the end or breaks. */
  get(key: string, range?: ObjectRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * A URL that reads the object without credentials for so long; undefined where the store has no address of its own,
   * as a directory. Asks nobody.
   */
  link(key: string, expiresInSeconds: number): Promise<string | undefined>;
  /**
   * Keeps an object under a second key, once: what stands there already stays, so that doing it again, however late,
   * never puts what the first key holds by then in its place. False: there is nothing under the first key, nor under
   * the second.
   */
  keep(key: string, keptKey: string): Promise<boolean>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /**
   * Writes, reads and deletes a small object; throws UnavailableError with the cure. For `hailuo doctor` and `/readyz`.
   */
  check(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
