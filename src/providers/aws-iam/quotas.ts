import type { Binding } from "../../model/binding.js";
import type { Excess } from "../../model/excess.js";
import type { Quota } from "../../model/quota.js";
import type { System } from "../../model/system.js";
import { type Blueprint, blueprintOf } from "./blueprint.js";
import { type GroupBlueprint, groupBlueprintOf } from "./group-blueprint.js";
import { readIdentity } from "./identity.js";
import type { PolicyDocument } from "./policy-document.js";
import { accountOf, quotasIn, roleSettingsOf } from "./settings.js";

/**
 * What AWS allows of one role or group unless an account has asked for more; nobody can know that without asking the
 * account. Sizes are characters. How many an account holds of others is seen in the account alone: `examine` tells.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const PATH = 512;
const NAME = 64;
/** Of all inline policies of a role, or of a group, together; it cannot be raised. */
const INLINE = 10_240;
const GROUP_INLINE = 5_120;
const TRUST = 2_048;
const ATTACHED = 10;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const TAGS = 50;
const TAG_KEY = 128;
const TAG_VALUE = 256;
/** Which one IAM user is a member of; it cannot be raised. */
const GROUPS_OF_A_USER = 10;

/** What AWS would refuse of what a binding makes. Nothing is said of what cannot be made for another reason. */
export function excessesOf(system: System, binding: Binding, repository: string): readonly Excess[] {
  const mark = { ...binding, repository };
  const role = blueprintOf(system, mark);
  const group = groupBlueprintOf(system, mark);
  return [...(role ? roleMeasures(role) : []), ...(group ? groupMeasures(group) : [])].filter(
    ({ limit, received }) => received > limit,
  );
}

/** What there may be only so many of at a time: a role is one of its account's, a group also one of its member's. */
export function quotasOf(system: System, { what, identity }: Binding): readonly Quota[] {
  const mode = roleSettingsOf(system, what)?.mode;
  const { roles, groups } = quotasIn(system);
  const account = `account ${accountOf(system)}`;
  if (mode === "role") return [{ of: account, unit: "IAM roles", limit: roles }];
  const user = readIdentity(identity);
  if (mode !== "group" || user?.kind !== "arn") return [];
  return [
    { of: user.arn, unit: "IAM groups", limit: GROUPS_OF_A_USER },
    { of: account, unit: "IAM groups", limit: groups },
  ];
}

/** As long as they all are. */
const ANY_USER_ID = `AIDA${"A".repeat(17)}`;

/** A group's name is a role's, which may be shorter. */
function groupMeasures({ path, policy }: GroupBlueprint): readonly Excess[] {
  return [
    { part: "the group's path", unit: "characters", limit: PATH, received: path.length },
    { part: "its inline policy", unit: "characters", limit: GROUP_INLINE, received: sizeOf(policy(ANY_USER_ID)) },
  ];
}

function roleMeasures(blueprint: Blueprint): readonly Excess[] {
  const { path, name, deadline, permissions, trust, attached, tags } = blueprint;
  const inline = sizeOf(deadline) + (permissions ? sizeOf(permissions) : 0);
  return [
    { part: "the role's path", unit: "characters", limit: PATH, received: path.length },
    { part: "the role's name", unit: "characters", limit: NAME, received: name.length },
    { part: "its inline policies, with the one that ends it,", unit: "characters", limit: INLINE, received: inline },
    { part: "its trust policy", unit: "characters", limit: TRUST, received: sizeOf(trust) },
    { part: "its managed policies", unit: "policies", limit: ATTACHED, received: attached.length },
    { part: "its tags", unit: "tags", limit: TAGS, received: tags.size },
    { part: "the key of a tag", unit: "characters", limit: TAG_KEY, received: longest(tags.keys()) },
    { part: "the value of a tag", unit: "characters", limit: TAG_VALUE, received: longest(tags.values()) },
  ];
}

/** "IAM doesn't count white space when calculating the size of a policy." */
function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).replaceAll(/\s/g, "").length;
}

function longest(texts: Iterable<string>): number {
  return Math.max(0, ...[...texts].map(({ length }) => length));
}
