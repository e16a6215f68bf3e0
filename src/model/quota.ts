/** So many at a time and no more: a binding takes one of them for as long as it is held. */
export interface Quota {
  /** Whose it is, in the vendor's words: a user's ARN. What names the same one shares it, in whichever system of the kind. */
  readonly of: string;
  /** What there are so many of, in plural: `IAM groups`. */
  readonly unit: string;
  /** At least 1. */
  readonly limit: number;
}
