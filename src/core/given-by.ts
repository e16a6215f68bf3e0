import type { System } from "../model/system.js";
import { roleOf, type What } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";

/** All that a provider is told of a role, as text to be compared. */
export function givenBy(what: What, system: System | undefined): string {
  const role = system?.roles.get(roleOf(what));
  return JSON.stringify([system?.kind, sorted(system?.settings), sorted(role?.settings)]);
}

/** In order of keys: where a key stands in its file changes nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => compareTexts(one, other));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
