import { reasonsIn } from "../model/decision.js";
import { formatDuration } from "../model/duration.js";
import type { Possibility } from "../model/simulation.js";
import { outstandingSentence } from "./approvals.js";
import { decisionTree, reasonSentence } from "./decision.js";
import { name, plain, prose, type Sentence, say } from "./sentence.js";
import { table } from "./table.js";

/** One question for a terminal: the answer, and how it was decided. */
export function possibilityText(one: Possibility): string {
  return [plain(answer(one)), "", decisionTree(one.decision)].join("\n");
}

/** Many for a terminal: a line each. `by` is what differs from line to line. */
export function possibilitiesTable(all: readonly Possibility[], by: "who" | "what"): string {
  if (all.length === 0) return by === "who" ? "Nobody is listed." : "There is no role.";
  return table(
    [by, "can", "at most", "approved by", "why not, or what it must say"],
    all.map((one) => [
      one[by],
      one.can,
      one.can === "no" ? "" : formatDuration(one.seconds),
      one.can === "no" ? "" : approvalsOf(one),
      (one.can === "no" ? reasonsAgainst(one) : one.conditions.map(reasonSentence)).map(plain).join("; "),
    ]),
  );
}

function answer(one: Possibility): Sentence {
  const those = say`${name(one.who)}${one.can === "no" ? say` could not` : say` could`} have ${name(one.what)}`;
  const length = prose(formatDuration(one.seconds));
  switch (one.can) {
    case "yes":
      return one.approvals.length === 0
        ? say`${those} for ${length}, and nobody need approve any more.`
        : say`${those} for ${length}, after ${prose(approvalsOf(one))}.`;
    case "if":
      return say`${those} for ${length}, if the request said more: ${prose(one.conditions.map(reasonSentence).map(plain).join("; "))}.`;
    case "no":
      // Where no policy was asked how long, no length was judged.
      return reasonsIn(one.decision).some(({ kind }) => kind === "length")
        ? say`${those} for ${length}.`
        : say`${those}.`;
    default:
      return one.can satisfies never;
  }
}

/** Each once: several policies may ask for the same. */
function approvalsOf({ approvals, decision }: Possibility): string {
  if (approvals.length === 0) return decision.outcome === "allowed" ? "nobody more" : "nobody";
  return [...new Set(approvals.map((clause) => plain(outstandingSentence(clause))))].join(" and ");
}

function reasonsAgainst({ obstacles, approvals }: Possibility): readonly Sentence[] {
  const found = obstacles.length > 0 ? obstacles.map(reasonSentence) : approvals.map(outstandingSentence);
  return found.filter((sentence, index) => found.findIndex((other) => plain(other) === plain(sentence)) === index);
}
