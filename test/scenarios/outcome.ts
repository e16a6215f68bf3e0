/** What a scenario came to, and what had to come of it. */
export interface Outcome {
  /** Everything that people see, on one page. */
  readonly screen: string;
  /** Where the reasons are looked for. */
  readonly reasons: string;
  readonly came: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  /** Parts of the reasons that must be there, and texts that may stand nowhere on the screen. */
  readonly because: readonly string[];
  readonly never: readonly string[];
}
