import { expect, it } from "vitest";
import type { ProviderKind } from "../../src/ports/provider.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import { NOW } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

const KIND: ProviderKind = {
  kind: "memory",
  curfew: "hard",
  preview: () => [],
  excesses: (_system, { who }) => [{ part: "its name", unit: "characters", limit: 4, received: who.length }],
  open: async () => {
    throw new Error("nothing is opened to judge");
  },
};

it("a request that its system would refuse is denied though it was approved, on the line that asks for it", async () => {
  const providers = { kind: async () => KIND, open: KIND.open as never };
  const context = contextOf({}, {}, { providers });
  const { view, merged } = await checkPullRequest(context, 42, NOW);
  expect(merged).toBe(false);
  if (view?.kind !== "requests") throw new Error("not judged");
  expect(view.judgement.decision.outcome).toBe("allowed");
  expect(view.findings).toMatchObject([
    { code: "over-quota", severity: "error", line: 2, args: { what: "aws-prod/admin", limit: 4, received: 5 } },
  ]);
});

it("the same request is allowed where its system would take it", async () => {
  const providers = { kind: async () => ({ ...KIND, excesses: () => [] }), open: KIND.open as never };
  const { view } = await checkPullRequest(contextOf({}, {}, { providers }), 42, NOW);
  expect(view).toMatchObject({ kind: "requests", findings: [] });
});
