/** By code units, the same on every machine: a locale would order differently elsewhere. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
