import type { IAM } from "@aws-sdk/client-iam";
import { later } from "../../../src/model/instant.js";
import { deadlinePolicy } from "../../../src/providers/aws-iam/deadline-policy.js";
import { NO_DEMANDS } from "../../../src/providers/aws-iam/demands.js";
import { readIdentity } from "../../../src/providers/aws-iam/identity.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { trustPolicy } from "../../../src/providers/aws-iam/trust-policy.js";
import type { Place } from "../../../src/testing/index.js";
import { REPOSITORY } from "../a-system.js";

type Drift = Place["drifts"][number];

/** What an administrator of the account might do to a role of ours, by the part that it changes. */
export function driftsOf(root: IAM): readonly Drift[] {
  const open = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

  function drift(
    about: string,
    damage: (RoleName: string, binding: Parameters<Drift["damage"]>[0]) => Promise<unknown>,
  ): Drift {
    return { about, damage: async (binding) => void (await damage(roleName(REPOSITORY, binding), binding)) };
  }

  return [
    drift("the deadline was deleted", (RoleName) => root.deleteRolePolicy({ RoleName, PolicyName: "curfew-deadline" })),
    drift("the deadline was moved", (RoleName, binding) =>
      root.putRolePolicy({
        RoleName,
        PolicyName: "curfew-deadline",
        PolicyDocument: JSON.stringify(
          deadlinePolicy(later(binding.until, 3600), { partition: "aws", persists: false }),
        ),
      }),
    ),
    drift("the deadline lets it leave access behind", (RoleName, binding) =>
      root.putRolePolicy({
        RoleName,
        PolicyName: "curfew-deadline",
        PolicyDocument: JSON.stringify(deadlinePolicy(binding.until, { partition: "aws", persists: true })),
      }),
    ),
    drift("somebody else is trusted", (RoleName, binding) =>
      root.updateAssumeRolePolicy({
        RoleName,
        PolicyDocument: JSON.stringify(trustOf(binding.identity.replace(/[^/]+$/, "curfew"), binding)),
      }),
    ),
    drift("trust lasts longer", (RoleName, binding) =>
      root.updateAssumeRolePolicy({
        RoleName,
        PolicyDocument: JSON.stringify(trustOf(binding.identity, { until: later(binding.until, 3600) })),
      }),
    ),
    drift("a permissions boundary was put", (RoleName) =>
      root.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
    ),
    drift("a managed policy was detached", async (RoleName) => {
      const { AttachedPolicies = [] } = await root.listAttachedRolePolicies({ RoleName });
      for (const { PolicyArn } of AttachedPolicies) await root.detachRolePolicy({ RoleName, PolicyArn });
    }),
    drift("another managed policy was attached", async (RoleName) => {
      await root.attachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/IAMFullAccess" });
    }),
    drift("an inline policy was added", (RoleName) =>
      root.putRolePolicy({ RoleName, PolicyName: "more", PolicyDocument: open }),
    ),
    drift("permissions of its own were written", (RoleName) =>
      root.putRolePolicy({ RoleName, PolicyName: "curfew-permissions", PolicyDocument: open }),
    ),
    drift("the tag of its end says otherwise", (RoleName, binding) =>
      root.tagRole({ RoleName, Tags: [{ Key: "until", Value: new Date(binding.until + 60_000).toISOString() }] }),
    ),
    ...["until", "request", "commit", "identity"].map((key) =>
      drift(`the tag ${key} is gone`, (RoleName) => root.untagRole({ RoleName, TagKeys: [key] })),
    ),
    drift("the tag request names another", (RoleName) =>
      root.tagRole({ RoleName, Tags: [{ Key: "request", Value: "access/requests/aws-prod/another.yaml" }] }),
    ),
    drift("the tag commit names another", (RoleName) =>
      root.tagRole({ RoleName, Tags: [{ Key: "commit", Value: "b".repeat(40) }] }),
    ),
    drift("the tag until is unreadable", (RoleName) =>
      root.tagRole({ RoleName, Tags: [{ Key: "until", Value: "tomorrow" }] }),
    ),
    drift("the tag identity names somebody else", (RoleName, binding) =>
      root.tagRole({ RoleName, Tags: [{ Key: "identity", Value: binding.identity.replace(/[^/]+$/, "curfew") }] }),
    ),
    drift("a tag of a part is left over", (RoleName) =>
      root.tagRole({ RoleName, Tags: [{ Key: "request.1of2", Value: "access/" }] }),
    ),
  ];
}

function trustOf(name: string, window: Parameters<typeof trustPolicy>[1]) {
  const identity = readIdentity(name);
  if (!identity) throw new Error(`${name} names nobody`);
  return trustPolicy(identity, window, NO_DEMANDS);
}
