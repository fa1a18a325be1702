/** A refusal in S3's own words: HTTP status, stable code, sentence. */
export class S3Fault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "S3Fault";
    this.status = status;
    this.code = code;
  }
}
