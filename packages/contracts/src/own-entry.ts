/**
 * The entry of a table by a name that somebody else chose. `table[name]` would find what every object has: `constructor`,
 * `toString`, `__proto__`.
 */
export function ownEntry<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
