import type { MemoryEntry } from "../../../src/testing/memory-world.js";
import { REPOSITORY } from "../ports/forge.js";

/** The same entries, whoever marked them looking as if it had been we. */
export function claimed(entries: Map<string, MemoryEntry>): Map<string, MemoryEntry> {
  const asOurs = (entry: MemoryEntry): MemoryEntry =>
    entry.mark === undefined ? entry : { ...entry, mark: { ...entry.mark, repository: REPOSITORY } };
  return new Proxy(entries, {
    get(target, key) {
      if (key === Symbol.iterator) return () => [...target].map(([name, entry]) => [name, asOurs(entry)]).values();
      if (key === "get") return (name: string) => mapped(target.get(name), asOurs);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function mapped<Value>(value: Value | undefined, map: (value: Value) => Value): Value | undefined {
  return value === undefined ? undefined : map(value);
}
