import { h, render } from "/vendor/preact.js";
import htm from "/vendor/htm.js";

/** Text in a template is never read as HTML, so a prompt shows as it was written. */
export const html = htm.bind(h);
export { render };
export { useCallback, useEffect, useMemo, useRef, useState } from "/vendor/hooks.js";
