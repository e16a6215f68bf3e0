/** A measure of the vendor's that a grant would exceed, so that it would be refused after everybody has approved it. */
export interface Excess {
  /** What is measured, in the vendor's words: `inline policies`. */
  readonly part: string;
  /** In what, in plural: `characters`. */
  readonly unit: string;
  readonly limit: number;
  readonly received: number;
}
