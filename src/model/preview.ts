/** Who enforces the end: the provider itself on every call, or Curfew when the time is up. */
export type Enforcement = "hard" | "scheduled";

/** One thing that a grant does at the provider: a sentence with its values in backticks. Reviewers must not overlook a `warning`. */
export interface Preview {
  readonly text: string;
  readonly warning: boolean;
}
