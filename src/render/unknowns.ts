import { plain, type Sentence, say, values } from "./sentence.js";

/** What a judgement would rest on that only GitHub knows. */
export type Unknown =
  /** Nobody's approval is known, nor who pushed. */
  | { readonly kind: "reviews" }
  /** Which merge gave what is removed, and until when. */
  | { readonly kind: "merges" }
  /** Whose access a change of policy would end. */
  | { readonly kind: "effect" }
  /** What was granted before. */
  | { readonly kind: "past" }
  /** How the policy that it rests on came to the default branch. */
  | { readonly kind: "provenance" }
  | { readonly kind: "teams"; readonly teams: readonly string[] }
  | { readonly kind: "writers"; readonly addresses: readonly string[] };

/** One line each, for a terminal. */
export function unknownLines(unknown: readonly Unknown[]): readonly string[] {
  return unknown.map((one) => `Not known here: ${plain(sentenceOf(one))}.`);
}

function sentenceOf(unknown: Unknown): Sentence {
  switch (unknown.kind) {
    case "reviews":
      return say`who has approved, and who pushed; so nobody has approved`;
    case "merges":
      return say`whether what is removed has ended, so that its holder, or who could have approved it, must agree`;
    case "effect":
      return say`whose access this would end, and which open requests it would decide otherwise; the pull request says it`;
    case "past":
      return say`what was held before, so that nothing counts as a renewal and every emergency as reviewed`;
    case "provenance":
      return say`whether policy came by approved pull requests; where it did not, nothing is granted`;
    case "teams":
      return say`who is in ${values(unknown.teams, "and")} on GitHub, so nobody of it counts`;
    case "writers":
      return say`whose ${values(unknown.addresses, "and")} is, which wrote a commit; if GitHub does not know either, it is denied`;
    default:
      return unknown satisfies never;
  }
}
