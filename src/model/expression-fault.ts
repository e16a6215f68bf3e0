/** Why an expression may not stand in a policy. */
export type ExpressionFault =
  | "too-long"
  /** It cannot be parsed; it is too deep, or has too many parts. */
  | "syntax"
  | "too-large"
  /** A construct that is CEL, and that policies do without. */
  | "forbidden"
  | "unknown-name"
  | "unknown-function"
  /** One walk of a list inside another. */
  | "nested"
  /** The name of an item is that of a declared variable. */
  | "shadowed"
  /** A length, a moment or a zone must be written out, so that it is checked when it is written. */
  | "literal"
  | "duration"
  | "timestamp"
  | "zone"
  /** Types that do not fit; or a result that is neither true nor false. */
  | "types"
  | "not-boolean";
