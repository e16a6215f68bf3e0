import { kind } from "../../../src/providers/aws-iam/index.js";
import type { Harness, Place } from "../../../src/testing/index.js";
import { NOW } from "../a-system.js";
import { openAccount, type TestAccount } from "./account.js";
import { driftsOf } from "./drifts.js";
import { foreignRolesOf } from "./foreign-roles.js";
import { snapshotOf } from "./snapshot.js";

export const harness: Harness = {
  kind,
  async open() {
    const account = await openAccount();
    const { root } = account;
    return {
      ...handsIn(account),
      bindings: account.bindings,
      connect: () => account.connect(),
      snapshot: () => snapshotOf(root),
      foreign: foreignRolesOf(root),
      drifts: driftsOf(root),
    };
  },
};

/** What can be done to an account, whatever is held in it. */
export function handsIn(
  account: TestAccount,
): Pick<Place, "now" | "calls" | "cut" | "fail" | "heal" | "secrets" | "close"> {
  const { faults, root, curfew } = account;
  const isCurfew = ({ caller }: { readonly caller: string }) => caller === curfew.arn;
  const denial = { UserName: "curfew", PolicyName: "denied" };

  return {
    now: NOW,
    calls: () => account.calls().length,
    async cut(call, work) {
      faults.inject({ mode: work === "done" ? "lost-answer" : "timeout", match: isCurfew, at: call });
      faults.inject({ mode: "timeout", match: isCurfew, from: call + 1 });
    },
    async fail(how) {
      if (how === "transient") faults.inject({ mode: "throttle", match: isCurfew, from: 1 });
      else {
        const statement = { Effect: "Deny", Action: "iam:*", Resource: "*" };
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
        await root.putUserPolicy({ ...denial, PolicyDocument });
      }
    },
    async heal() {
      faults.clear();
      const { PolicyNames = [] } = await root.listUserPolicies({ UserName: denial.UserName });
      if (PolicyNames.includes(denial.PolicyName)) await root.deleteUserPolicy(denial);
    },
    secrets: [curfew.secretAccessKey, curfew.accessKeyId],
    close: () => account.close(),
  };
}
