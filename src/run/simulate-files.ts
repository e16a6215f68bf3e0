import type { KindSchemas } from "../core/read/system.js";
import { possibilitiesOf, possibilitiesOn, possibility } from "../core/simulate.js";
import type { Access } from "../model/access.js";
import { reasonsIn } from "../model/decision.js";
import { type Finding, isError } from "../model/finding.js";
import type { Possibility, Terms } from "../model/simulation.js";
import type { What } from "../model/what.js";
import { accessInFiles, type CheckoutFile } from "./access-in-files.js";

/** Who, what, or both: what is left out is asked of everyone, or of every role. */
export type Asked =
  | { readonly by: "both"; readonly who: string; readonly what: What }
  | { readonly by: "what"; readonly who: string }
  | { readonly by: "who"; readonly what: What };

export interface Simulated {
  readonly possibilities: readonly Possibility[];
  /** Errors of the folder: then there is no answer. */
  readonly findings: readonly Finding[];
  /** Teams of GitHub whose members are unknown here, so that nobody of them counts. */
  readonly unknownTeams: readonly string[];
}

/** Answers from the files of an access folder alone. */
export function simulateFiles(
  files: readonly CheckoutFile[],
  kinds: KindSchemas,
  asked: Asked,
  terms: Terms,
): Simulated {
  const access = accessInFiles(files, kinds);
  const findings = access.findings.filter(isError);
  if (findings.length > 0) return { possibilities: [], findings, unknownTeams: [] };
  const possibilities = answersTo(access, asked, terms);
  const teams = possibilities.flatMap(({ decision }) =>
    reasonsIn(decision).flatMap((reason) =>
      reason.kind === "finding" && reason.finding.code === "unknown-team" ? [reason.finding.args.team] : [],
    ),
  );
  return { possibilities, findings, unknownTeams: [...new Set(teams)] };
}

function answersTo(access: Access, asked: Asked, terms: Terms): readonly Possibility[] {
  switch (asked.by) {
    case "both":
      return [possibility(access, asked.who, asked.what, terms)];
    case "what":
      return possibilitiesOf(access, asked.who, terms);
    case "who":
      return possibilitiesOn(access, asked.what, terms);
    default:
      return asked satisfies never;
  }
}
