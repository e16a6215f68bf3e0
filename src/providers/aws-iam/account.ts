import type { System } from "../../model/system.js";
import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { wayInRefusal } from "./refusal.js";
import { accountOf } from "./settings.js";

/**
 * Refuses to work in another account than the system names: everything held would look gone there, and what is granted
 * would be granted in the wrong place. Asked once, and again only after it could not be known.
 */
export function createAccountCheck(aws: Aws, system: System): () => Promise<void> {
  const expected = accountOf(system);
  const wrong = wayInRefusal(system);
  let answer: Promise<string | undefined> | undefined;
  return async () => {
    if (wrong !== undefined) throw new Failure(wrong, { transient: false });
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
