import type { CST } from "yaml";
import type { FindingArguments } from "../../model/finding.js";

export type ForbiddenFeature = FindingArguments["yaml-forbidden"]["feature"];

export interface Forbidden {
  readonly feature: ForbiddenFeature;
  readonly offset: number;
}

/**
 * How many collections may lie in each other. The parser works without recursion, what composes its tokens does not:
 * nested deep enough it takes the whole process with it, so this is checked in between.
 */
export const DEEPEST = 20;

interface Visit {
  readonly token: CST.Token;
  readonly depth: number;
  readonly key: boolean;
}

/** Every feature of YAML that we refuse, where it first occurs, in order. */
export function forbiddenIn(tokens: readonly CST.Token[]): readonly Forbidden[] {
  const first = new Map<ForbiddenFeature, number>();
  let documents = 0;
  const stack: Visit[] = [];

  function note(feature: ForbiddenFeature, offset: number): void {
    first.set(feature, Math.min(offset, first.get(feature) ?? offset));
  }

  for (const token of tokens) {
    if (token.type === "document") documents += 1;
    if (documents > 1 && token.type === "document") note("several-documents", token.offset);
    stack.push({ token, depth: 0, key: false });
  }
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const feature = featureOf(visit);
    if (feature !== undefined) note(feature, visit.token.offset);
    if (feature !== "deep-nesting") for (const child of childrenOf(visit)) stack.push(child);
  }
  return [...first].map(([feature, offset]) => ({ feature, offset })).sort((one, other) => one.offset - other.offset);
}

function featureOf({ token, depth, key }: Visit): ForbiddenFeature | undefined {
  switch (token.type) {
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return depth < DEEPEST ? undefined : "deep-nesting";
    case "anchor":
    case "alias":
    case "tag":
    case "directive":
      return token.type;
    case "scalar":
      return key && token.source === "<<" ? "merge-key" : undefined;
    default:
      return undefined;
  }
}

function childrenOf({ token, depth }: Visit): readonly Visit[] {
  switch (token.type) {
    case "document":
      return [...token.start, ...(token.value ? [token.value] : [])].map((child) => visitOf(child, depth));
    case "block-scalar":
      return token.props.map((child) => visitOf(child, depth));
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return token.items.flatMap((item) => [
        ...item.start.map((child) => visitOf(child, depth + 1)),
        ...(item.key ? [visitOf(item.key, depth + 1, true)] : []),
        ...(item.sep ?? []).map((child) => visitOf(child, depth + 1)),
        ...(item.value ? [visitOf(item.value, depth + 1)] : []),
      ]);
    default:
      return [];
  }
}

function visitOf(token: CST.Token, depth: number, key = false): Visit {
  return { token, depth, key };
}
