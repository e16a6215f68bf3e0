import { accessPathOf } from "../core/read/paths.js";
import { testPolicies } from "../core/test-policies.js";
import type { Finding } from "../model/finding.js";
import type { Context } from "./context.js";

/** Which cases of a commit's own policy tests come out differently under the access folder of the same commit. */
export async function policyTestFindings(
  context: Pick<Context, "history" | "accessAt">,
  commit: string,
): Promise<readonly Finding[]> {
  const { history, accessAt } = context;
  const entries = (await history.tree(commit, ["access/policies/"])).filter(
    ({ path }) => accessPathOf(path).kind === "policy-test",
  );
  const regular = entries.filter(({ mode }) => mode.startsWith("100"));
  const contents = await history.blobs(regular.map(({ blob }) => blob));
  const files = entries.map(({ path, mode, blob }) => ({ path, mode, bytes: contents.get(blob) ?? new Uint8Array() }));
  return testPolicies(files, await accessAt(commit)).findings;
}
