import { readFileSync } from "node:fs";

/** How a resolver completes short names. */
export interface SearchRules {
  readonly domains: readonly string[];
  /** A name with as many dots is tried as it is first. */
  readonly dots: number;
}

const MOST_DOMAINS = 6;

/** As resolv.conf(5) has it: Kubernetes' short service names live from it. Without a file nothing is searched. */
export function readSearchRules(path = "/etc/resolv.conf"): SearchRules {
  try {
    return parseSearchRules(readFileSync(path, "utf8"));
  } catch {
    return { domains: [], dots: 1 };
  }
}

/** Of the text of a resolv.conf. */
export function parseSearchRules(text: string): SearchRules {
  let rules: SearchRules = { domains: [], dots: 1 };
  for (const line of text.split("\n")) {
    const [word, ...values] = line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/);
    if (word === "search" || word === "domain")
      rules = {
        ...rules,
        domains: values
          .slice(0, MOST_DOMAINS)
          .map((domain) => domain.replace(/\.$/, ""))
          .filter(Boolean),
      };
    if (word === "options") {
      const dots = /^ndots:(\d{1,2})$/.exec(values.find((value) => value.startsWith("ndots:")) ?? "")?.[1];
      if (dots !== undefined) rules = { ...rules, dots: Number(dots) };
    }
  }
  return rules;
}

/** The names to ask for, in their order. One that ends in a dot is whole. */
export function candidateNames(name: string, { domains, dots }: SearchRules): readonly string[] {
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const searched = domains.map((domain) => `${name}.${domain}`);
  return name.split(".").length - 1 >= dots ? [name, ...searched] : [...searched, name];
}
