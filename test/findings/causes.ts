import type { FindingCode } from "../../src/model/finding.js";
import type { Cause } from "./cause.js";
import { FILE_CAUSES } from "./file-causes.js";
import { POLICY_CAUSES } from "./policy-causes.js";
import { PROVENANCE_CAUSES } from "./provenance-causes.js";
import { REQUEST_CAUSES } from "./request-causes.js";
import { RUN_CAUSES } from "./run-causes.js";

/** What makes each finding. A new code does not compile without one, and the catalogue shows it. */
export const FINDING_CAUSES: Readonly<Record<FindingCode, Cause>> = {
  ...FILE_CAUSES,
  ...POLICY_CAUSES,
  ...REQUEST_CAUSES,
  ...RUN_CAUSES,
  ...PROVENANCE_CAUSES,
};
