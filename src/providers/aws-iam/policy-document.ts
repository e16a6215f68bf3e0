/** An IAM policy, in the words of its own grammar. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** IAM gives documents URL-encoded. Undefined for what is no JSON. */
export function readDocument(encoded: string | undefined): unknown {
  if (encoded === undefined) return undefined;
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

/** Inline policies as a listing tells them, by their names. */
export function documentsIn(
  details:
    | readonly { readonly PolicyName?: string | undefined; readonly PolicyDocument?: string | undefined }[]
    | undefined = [],
): ReadonlyMap<string, unknown> {
  return new Map(details.map(({ PolicyName = "", PolicyDocument }) => [PolicyName, readDocument(PolicyDocument)]));
}

/**
 * Whether two documents say the same: white space, the order of keys and of lists, and a list of one in place of its value
 * aside. No list of a policy has an order that means anything, and AWS gives back trust policies in one of its own.
 */
export function sameDocument(one: unknown, other: unknown): boolean {
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const [only = "[]", ...others] = [...new Set(value.map(canonical))].sort();
    return others.length === 0 ? only : `[${[only, ...others].join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}
