import { Option } from "commander";
import { say } from "../words/say.ts";

export const JSON_OPTION = (): Option =>
  new Option("--json", say`for machines: one JSON object a line`).default(false, "off");
