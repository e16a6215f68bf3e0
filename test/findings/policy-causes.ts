import type { Facts } from "../../src/model/facts.js";
import type { POLICY_MEANINGS } from "../../src/render/policy-meanings.js";
import { at } from "../core/world.js";
import { type Cause, inFiles, inRequest } from "./cause.js";

const POLICY = "access/policies/production-admin.yaml";
const BASE = "what: [aws-prod/admin]\nwho: [team:sre]\nfor: 4h\napprove:\n  - by: [codeowners]\n";
const GOOD = "who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the orders-db replica.\n";

/** Two hours of the same role that have just ended. */
function renewing(facts: Facts): Facts {
  const window = { from: at("2026-11-22T12:00:00Z"), until: at("2026-11-22T14:00:00Z") };
  const request = "access/requests/aws-prod/2026/11/22/alice-before.yaml";
  const before = { request, who: "alice", what: "aws-prod/admin", ...window, emergency: false } as const;
  return { ...facts, past: { grants: [before], unreviewed: [] } };
}

export const POLICY_CAUSES: Readonly<Record<keyof typeof POLICY_MEANINGS, Cause>> = {
  "bad-expression": inFiles({
    [POLICY]: `${BASE}rules:\n  - expect: request.minuts < 60\n    message: Ask for less than an hour.\n`,
  }),
  "denied-rule": inRequest(GOOD.replace("Promote the orders-db replica.", "Urgent, please."), {
    files: {
      [POLICY]: `${BASE}rules:\n  - expect: size(request.why) >= 20\n    message: Say what you will do, in a sentence.\n`,
    },
  }),
  "denied-renewals": inRequest(GOOD, {
    files: { [POLICY]: `${BASE}renewals: 0\n` },
    facts: renewing,
    words: "alice had the role for two hours, until this request.",
  }),
  "denied-renews": inRequest(`${GOOD}renews: access/requests/aws-prod/2026/11/22/bob-admin.yaml\n`, {
    files: { [POLICY]: BASE },
    words: "Nobody merged that request, or it was bob's.",
  }),
  "denied-emergency": inRequest(`${GOOD}emergency: true\n`, {
    files: { [POLICY]: `${BASE}emergency: { who: [user:bob], for: 2h, review: 24h }\n` },
  }),
};
