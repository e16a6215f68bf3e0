/**
 * What is known of a request, by condition key in lower case: keys are compared without case. A key that does not apply
 * is absent, which is not the same as empty.
 */
export type Context = ReadonlyMap<string, readonly string[]>;

export type ContextEntries = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Joins entries into a context; later ones win, undefined ones are left out. */
export function contextOf(...sources: readonly ContextEntries[]): Context {
  const context = new Map<string, readonly string[]>();
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (value !== undefined) context.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
    }
  }
  return context;
}
