/**
 * What the provider's ids consist of: digits today, hex or words in its documents. Never a slash, a dot segment or an
 * escape.
 */
const ID = /^(?!\.+$)[A-Za-z0-9._:~=@+,-]{1,256}$/;

/** Whether a task or file id may stand in a path or query. */
export function isProviderId(id: string): boolean {
  return ID.test(id);
}

/** Fills `{}` of a path with an id, encoded. The id must have passed {@link isProviderId}. */
export function pathWith(template: string, id: string): string {
  return template.replace("{}", () => encodeURIComponent(id));
}
