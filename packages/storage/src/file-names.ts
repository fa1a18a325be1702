/** What Windows keeps for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d\u00b9\u00b2\u00b3]|lpt[\d\u00b9\u00b2\u00b3])(?:\..*)?$/i;
// oxlint-disable-next-line no-control-regex
const REFUSED = /[<>:"|?*\\\u0000-\u001f]/;

/** Why Windows takes no file or folder of this name; undefined where it does. Other systems take it. */
export function windowsNameFault(name: string): string | undefined {
  if (DEVICE.test(name)) return `Windows keeps the name "${name}" for a device`;
  if (/[. ]$/.test(name)) return `Windows takes no name that ends with a dot or a space, such as "${name}"`;
  if (REFUSED.test(name)) return `Windows takes none of < > : " | ? * in a name, such as "${name}"`;
  return undefined;
}

/** How file systems compare names that ignore case and tell the forms of Unicode not apart. */
export function foldedName(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}
