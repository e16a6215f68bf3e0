import type { Overdue } from "../model/overdue.js";
import type { Enforcement } from "../model/preview.js";
import { bullets } from "./judged.js";
import { NOTHING, name, prose, type Sentence, say, time } from "./sentence.js";

/** The issue about access in one system that was to be gone. Nothing in it depends on when it is written. */
export function overdueIssue(shown: {
  readonly system: string;
  readonly enforcement: Enforcement;
  readonly overdue: readonly Overdue[];
}): { readonly title: string; readonly body: string } {
  const { system, enforcement, overdue } = shown;
  const many = overdue.length > 1;
  return {
    title: `${overdue.length} ${many ? "revocations" : "revocation"} in ${system} ${many ? "are" : "is"} overdue`,
    body: [
      "This access was to be gone, and Curfew could not take it away. It goes on trying, at every run:",
      bullets(overdue.map((one) => sentence(one, enforcement))),
      "What to do:",
      bullets([
        say`Remove what stands in the way, as the answer above names it: credentials that have run out, a permission that Curfew has no more, a limit, something else that hangs on it.`,
        say`If that takes long, take it away by hand, as an administrator of ${name(system)}. Curfew notices, and writes down that it ended.`,
      ]),
      "This issue closes by itself when all of it is gone.",
    ].join("\n\n"),
  };
}

function sentence({ who, what, until, since, name: place, error }: Overdue, enforcement: Enforcement): Sentence {
  const where = place === undefined ? NOTHING : say` It is ${name(place)} there.`;
  const answer = error === undefined ? say`there was no time to try` : prose(error);
  const usable =
    enforcement === "hard"
      ? say` The system itself refuses it from ${time(until)} on.`
      : say` Until it is gone it can be used.`;
  return say`${name(who)} ${name(what)} was to be gone since ${time(since)}: ${answer}.${where}${usable}`;
}
