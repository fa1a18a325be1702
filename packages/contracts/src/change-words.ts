type Setting = string | number | boolean | null | undefined;

/**
 * What a change set, for the audit: `<before> -> <after>`; a setting whose new value is undefined was left as it is,
 * null or nothing is `none`.
 */
export function changeWords(
  settings: Readonly<Record<string, readonly [before: Setting, after: Setting]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, [, after]]) => after !== undefined)
      .map(([name, [before, after]]) => [name, `${before ?? "none"} -> ${after ?? "none"}`]),
  );
}
