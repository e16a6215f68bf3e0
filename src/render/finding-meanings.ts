import type { FindingCode } from "../model/finding.js";
import { FILE_MEANINGS } from "./file-meanings.js";
import { POLICY_MEANINGS } from "./policy-meanings.js";
import { PROVENANCE_MEANINGS } from "./provenance-meanings.js";
import { REQUEST_MEANINGS } from "./request-meanings.js";
import { RUN_MEANINGS } from "./run-meanings.js";

/** What a code means wherever it occurs, and what to do then: Markdown of one paragraph each. */
export interface FindingMeaning {
  readonly meaning: string;
  readonly remedy: string;
}

export type FindingMeanings = Readonly<Record<FindingCode, FindingMeaning>>;

/** A code without its meaning does not compile. */
export const FINDING_MEANINGS: FindingMeanings = {
  ...FILE_MEANINGS,
  ...POLICY_MEANINGS,
  ...REQUEST_MEANINGS,
  ...RUN_MEANINGS,
  ...PROVENANCE_MEANINGS,
};

/** The generated page, where each code is a heading. */
export const FINDINGS_PAGE = "https://github.com/curfew-access/curfew/blob/main/schemas/FINDINGS.md";

/** Where a code is explained. */
export function findingHelp(code: FindingCode): string {
  return `${FINDINGS_PAGE}#${code}`;
}
