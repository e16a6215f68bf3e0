import type { FindingMeanings } from "./finding-meanings.js";

/** Of expressions in policies, and of what rules, renewals and emergencies deny. */
export const POLICY_MEANINGS = {
  "bad-expression": {
    meaning:
      "A `when` or a rule of a policy is no expression that a policy can have: it is not CEL, names what there is not, compares what cannot be compared, or could take too long.",
    remedy: "Correct it; `schemas/expressions.md` lists what can be asked, with examples.",
  },
  "denied-rule": {
    meaning: "A rule of a policy does not hold for the request. What it asks for is the policy's own message.",
    remedy: "Do what the message says, or have the policy changed first.",
  },
  "denied-renewals": {
    meaning:
      "The request would continue earlier grants of the same role to the same person, declared or not, oftener than a policy allows.",
    remedy: "Ask again after a pause of the policy's `for`, or for a role that is meant to last.",
  },
  "denied-renews": {
    meaning: "`renews` names a request that gave this person this role at no time.",
    remedy: "Name the merged request that this one continues, or remove the line.",
  },
  "denied-emergency": {
    meaning:
      "Emergency access is for those whom every matching policy names, asking for themselves, alone, at once; there is no second one before the first was reviewed, and nothing continues it.",
    remedy: "Ask without `emergency`, and let it be approved.",
  },
} satisfies Partial<FindingMeanings>;
