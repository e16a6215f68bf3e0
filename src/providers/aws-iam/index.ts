import type { ProviderKind } from "../../ports/provider.js";
import { needsOf } from "./needs.js";
import { preview } from "./preview.js";
import { excessesOf, quotasOf } from "./quotas.js";

/** Roles and groups in an AWS account, which AWS itself closes on time. */
export const kind: ProviderKind = {
  kind: "aws-iam",
  curfew: "hard",
  preview,
  excesses: excessesOf,
  quotas: quotasOf,
  needs: needsOf,
  open: async (context) => (await import("./provider.js")).openProvider(context),
};
