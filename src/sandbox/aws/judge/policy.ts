/** A policy as people write it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: StatementDocument | readonly StatementDocument[];
}

export interface StatementDocument {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: PrincipalDocument;
  readonly NotPrincipal?: PrincipalDocument;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, ConditionValue | readonly ConditionValue[]>>>>;
}

type PrincipalDocument = "*" | Readonly<Record<string, string | readonly string[]>>;
type ConditionValue = string | number | boolean;

/** A policy as the judge reads it: grammar checked, every list a list. */
export interface Policy {
  /** Policy variables are replaced only from version 2012-10-17 on. */
  readonly variables: boolean;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: Patterns;
  /** Undefined in a trust policy, which speaks of the one role that it belongs to. */
  readonly resources: Patterns | undefined;
  /** Undefined in an identity-based policy. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** Matches what one of the patterns matches or, negated, what none does. */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface Principals {
  readonly negated: boolean;
  readonly names: readonly PrincipalName[];
}

/** One principal of a policy; a bare `*` is `{type: "AWS", value: "*"}`. */
export interface PrincipalName {
  readonly type: string;
  readonly value: string;
}

export interface Condition {
  /** As written, with `ForAnyValue:` or `ForAllValues:` before and `IfExists` after. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}
