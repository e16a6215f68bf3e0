import type { ProviderKind } from "../../ports/provider.js";
import { needsOf } from "./needs.js";
import { previewRole } from "./preview.js";
import { roleExcesses } from "./quotas.js";

/** Roles in an AWS account, which AWS itself closes on time. */
export const kind: ProviderKind = {
  kind: "aws-iam",
  curfew: "hard",
  preview: previewRole,
  excesses: roleExcesses,
  needs: needsOf,
  open: async (context) => (await import("./provider.js")).openProvider(context),
};
