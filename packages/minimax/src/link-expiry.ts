/**
 * When a signed link ends, in Unix ms, as far as the link says so: `Expires` in Unix seconds (OSS and the older AWS
 * signatures), or a signing date with a lifetime (`X-Amz-…`, `x-oss-…`, `X-Goog-…`).
 */
export function linkExpiry(link: string): number | undefined {
  if (!URL.canParse(link)) return undefined;
  const values = new Map([...new URL(link).searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const expires = seconds(values.get("expires"));
  if (expires !== undefined) return expires * 1000;
  for (const vendor of ["x-amz", "x-oss", "x-goog"]) {
    const signedAt = signingTime(values.get(`${vendor}-date`));
    const lifetime = seconds(values.get(`${vendor}-expires`));
    if (signedAt !== undefined && lifetime !== undefined) return signedAt + lifetime * 1000;
  }
  return undefined;
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) : undefined;
}

/** `20261122T101500Z`. */
function signingTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text ?? "");
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
