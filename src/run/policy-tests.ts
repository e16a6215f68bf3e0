import { accessPathOf } from "../core/read/paths.js";
import { testPolicies } from "../core/test-policies.js";
import type { Finding } from "../model/finding.js";
import type { Context } from "./context.js";
import { readFiles } from "./read-files.js";

/** Which cases of a commit's own policy tests come out differently under the access folder of the same commit. */
export async function policyTestFindings(
  context: Pick<Context, "history" | "accessAt">,
  commit: string,
): Promise<readonly Finding[]> {
  const { history, accessAt } = context;
  const entries = (await history.tree(commit, ["access/policies/"])).filter(
    ({ path }) => accessPathOf(path).kind === "policy-test",
  );
  return testPolicies(await readFiles(history, entries), await accessAt(commit)).findings;
}
