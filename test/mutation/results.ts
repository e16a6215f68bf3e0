/** How often each mutant was come by: while loading modules, and in each test. */
export interface Counts {
  readonly static: Record<string, number>;
  readonly perTest: Record<string, Record<string, number>>;
}

/** What a test came to as it is, with no mutant switched on. */
export interface Plain {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly timeSpentMs: number;
  /** What went wrong; absent where the test passed. */
  readonly failureMessage?: string;
}

export interface Noticed {
  readonly tests: readonly Plain[];
  /** By mutant: the test that failed with it. */
  readonly noticed: Readonly<Record<string, string>>;
  readonly counts: Counts;
  /** How many tests were repeated for mutants. */
  readonly repeatable: number;
}

/** Of all files so far. */
export const COUNTS: Counts = { static: {}, perTest: {} };

/** Seconds of work: a slower test is not repeated for every mutant. */
export const SLOWEST = 0.3;

/** In the folder where Stryker runs the tests. */
export const RESULTS = "noticed.json";
