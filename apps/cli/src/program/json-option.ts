import { Option } from "commander";

export const JSON_OPTION = (): Option =>
  new Option("--json", "for machines: one JSON object a line").default(false, "off");
