import { WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import sax from "sax";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";

export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Characters parsed at once, some hundred microseconds. */
const SLICE_CHARACTERS = 4096;

/** Only the five entities of XML; its types do not know the name. */
const OPTIONS = { strictEntities: true } as sax.SAXOptions;

/**
 * Reads XML piece by piece, in short turns; yields after each, so that a caller can hand on what has come. Names are
 * without their prefix. No entity but the five of XML is known, so that none unfolds. The parser holds every element
 * that is open, and all attributes of one: both have limits.
 * @throws UnreadableInputError.
 */
export async function* readXml(source: AsyncIterable<Uint8Array>, listener: XmlListener): AsyncGenerator<void> {
  const parser = sax.parser(true, OPTIONS);
  let [depth, attributesOfOne] = [0, 0];
  parser.onopentagstart = () => {
    depth += 1;
    attributesOfOne = 0;
    if (depth > WORKBOOK_LIMITS.maxXmlDepth)
      throw tooMuch(`nests its XML more than ${WORKBOOK_LIMITS.maxXmlDepth} levels deep`);
  };
  parser.onattribute = () => {
    attributesOfOne += 1;
    if (attributesOfOne > WORKBOOK_LIMITS.maxXmlAttributes)
      throw tooMuch(`has an element with more than ${WORKBOOK_LIMITS.maxXmlAttributes} attributes`);
  };
  parser.onopentag = ({ name, attributes }) =>
    listener.open?.(localName(name), attributes as Readonly<Record<string, string>>);
  parser.ontext = (text) => listener.text?.(text);
  parser.oncdata = (text) => listener.text?.(text);
  parser.onclosetag = (name) => {
    depth -= 1;
    listener.close?.(localName(name));
  };
  parser.onerror = () => undefined;
  const decoder = new TextDecoder();
  const write = (text: string): void => {
    parser.write(text);
    if (parser.error !== null && parser.error !== undefined)
      throw new UnreadableInputError("is a workbook that is damaged (its XML is not well-formed); save it again");
  };
  for await (const chunk of source) {
    const text = decoder.decode(chunk, { stream: true });
    for (let at = 0; at < text.length; at += SLICE_CHARACTERS) {
      write(text.slice(at, at + SLICE_CHARACTERS));
      yield;
      const pause = giveWay();
      if (pause !== undefined) await pause;
    }
  }
  write(decoder.decode());
  yield;
}

/** The same to its end. */
export async function readAllXml(source: AsyncIterable<Uint8Array>, listener: XmlListener): Promise<void> {
  for await (const _piece of readXml(source, listener));
}

function tooMuch(what: string): UnreadableInputError {
  return new UnreadableInputError(
    `is a workbook that ${what}, as none does that a spreadsheet program saved; save it anew`,
  );
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
