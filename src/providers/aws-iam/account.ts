import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";

/**
 * Refuses to work in another account than the system names: everything held would look gone there, and what is granted
 * would be granted in the wrong place. Asked once, and again only after it could not be known.
 */
export function createAccountCheck(aws: Aws, expected: string): () => Promise<void> {
  let answer: Promise<string | undefined> | undefined;
  return async () => {
    answer ??= aws.call("GetCallerIdentity", async ({ sts }) => (await sts.getCallerIdentity({})).Account);
    const asked = answer;
    const account = await asked.catch((error: unknown) => {
      if (answer === asked) answer = undefined;
      throw error;
    });
    if (account !== expected) {
      throw new Failure(`these credentials are of account ${account ?? "unknown"}, and the system is ${expected}`, {
        transient: false,
      });
    }
  };
}
