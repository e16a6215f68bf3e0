/** What somebody must be allowed for Curfew to work in a system. */
export interface Need {
  /** Who it is, in a few words or by an ARN. */
  readonly holder: string;
  /** An IAM policy that denies nothing. */
  readonly policy: { readonly Statement: readonly NeededStatement[] };
}

type Values = string | readonly string[];

/** A statement in the words of IAM's own grammar. */
export interface NeededStatement {
  readonly Action?: Values;
  readonly Resource?: Values;
  /** Operators, and of each the keys and what they are compared with. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}
