/** Who enforces the end: the provider itself on every call, or Curfew when the time is up. */
export type Enforcement = "hard" | "scheduled";

/** One thing that a grant does at the provider; `warning` marks what reviewers must not overlook. */
export interface Preview {
  readonly text: string;
  readonly warning: boolean;
}
