import type { ExpressionFault } from "../model/expression-fault.js";
import type { EmergencyRefusal } from "../model/finding.js";
import type { FindingSentences } from "./finding-sentences.js";
import { NOTHING, prose, type Sentence, say, values } from "./sentence.js";

/** Of expressions in policies, and of what rules, renewals and emergencies deny. */
export const POLICY_SENTENCES = {
  "bad-expression": ({ key, received, because, detail, known, suggestion }) =>
    say`${key} is no expression that a policy can have: ${received} (${fault(because, detail)}).${instead(suggestion, known)} Write for example ${example(key)}.`,

  // A rule's message is a sentence already, and its author's own.
  "denied-rule": ({ policy, message, expect }) => say`${prose(message)}. Policy ${policy} expects ${expect}.`,
  "denied-renewals": ({ who, what, policy, count, limit }) =>
    say`This would be renewal ${count} of ${what} for ${who} in a row, and policy ${policy} allows ${limit}. Ask again when there was a pause, or for a role that is meant to last.`,
  "denied-renews": ({ renews, who, what }) =>
    say`${"renews"} names ${renews}, which is no grant of ${what} to ${who}. Name the merged request that this one continues, or remove the line.`,
  "denied-emergency": ({ who, author, policy, because, allowed, other }) =>
    emergencyRefusal({ who, author, policy: say` by policy ${policy}`, because, allowed, other }),
} satisfies Partial<FindingSentences>;

/** Why the glass is not broken, and what to do instead. */
export function emergencyRefusal(of: {
  readonly who: string;
  readonly author: string;
  /** ` by policy production`, or nothing where it stands below its policy. */
  readonly policy: Sentence;
  readonly because: EmergencyRefusal;
  readonly allowed: readonly string[];
  readonly other: string | undefined;
}): Sentence {
  const { who, author, policy, because, allowed, other = "" } = of;
  switch (because) {
    case "none":
      return say`There is no emergency access${policy}. Ask without ${"emergency"}, and let it be approved.`;
    case "who":
      return say`${who} may not have emergency access${policy}: only ${values(allowed, "and")} may. Ask without ${"emergency"}, and let it be approved.`;
    case "author":
      return say`Emergency access is for whoever asks${policy}, and ${author} asks for ${who}. ${who} must open the pull request.`;
    case "writers":
      return say`Emergency access is for whoever asks alone${policy}, and somebody else than ${author} wrote or pushed a commit here. Ask in a pull request of your own.`;
    case "renewal":
      return say`Emergency access continues no other${policy}, and this would continue ${other}. Ask without ${"emergency"}, and let it be approved.`;
    case "unreviewed":
      return say`${who} has emergency access that nobody has reviewed yet, by ${other}, so there is no other${policy}. Have it reviewed first, or ask without ${"emergency"}.`;
    case "extension":
      return say`This would extend the emergency access of ${other}, and that ends when it ends${policy}. Ask for access that begins later.`;
    default:
      return because satisfies never;
  }
}

function fault(because: ExpressionFault, detail: string): Sentence {
  switch (because) {
    case "too-long":
      return say`it has ${prose(detail)} characters; at most 500 are read`;
    case "syntax":
      return say`it is not CEL: ${prose(detail)}`;
    case "too-large":
      return say`it is too large: ${prose(detail)}`;
    case "forbidden":
      return say`${detail} is not for policies`;
    case "unknown-name":
      return say`there is nothing called ${detail}`;
    case "unknown-function":
      return say`there is no function ${detail}`;
    case "nested":
      return say`${detail} cannot stand inside another such call`;
    case "shadowed":
      return say`${detail} is taken; call the item something else`;
    case "literal":
      return say`${detail} takes one text in quotes`;
    case "duration":
      return say`${detail} is no duration such as ${"2h"} or ${"90m"}`;
    case "timestamp":
      return say`${detail} is no moment with its zone such as ${"2026-11-22T18:00:00Z"}`;
    case "zone":
      return say`there is no time zone ${detail}; one is ${"Europe/Berlin"}`;
    case "types":
      return say`its parts do not fit: ${prose(detail)}`;
    case "not-boolean":
      return say`it is of type ${detail}, and must be true or false`;
    default:
      return because satisfies never;
  }
}

function instead(suggestion: string | undefined, known: readonly string[]): Sentence {
  if (suggestion !== undefined) return say` Did you mean ${suggestion}?`;
  return known.length === 0 ? NOTHING : say` There are ${values(known, "and")}.`;
}

function example(key: string): string {
  return key === "when" ? "when: request.minutes > 60" : "expect: size(request.why) >= 20";
}
