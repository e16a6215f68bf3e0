import type { System } from "../../model/system.js";
import { groupHome, groupName, groupPath } from "./group-place.js";
import { groupPolicy } from "./group-policy.js";
import { readIdentity } from "./identity.js";
import type { PolicyDocument } from "./policy-document.js";
import { type RoleMark, type Tags, tagsOf } from "./role-tags.js";
import { accountOf, roleSettingsOf } from "./settings.js";

/** All that an IAM group should be, today, for a mark. */
export interface GroupBlueprint {
  readonly path: string;
  readonly name: string;
  /** Its only member. */
  readonly user: { readonly name: string; readonly arn: string };
  /** What a role would have as tags. */
  readonly tags: Tags;
  /** Its only policy, which remembers its member by AWS's id of them; undefined where nobody knows it. */
  policy(userId: string | undefined): PolicyDocument;
}

/** Undefined where the system has that role no more, or not in a group, or the identity is no IAM user. */
export function groupBlueprintOf(system: System, mark: RoleMark): GroupBlueprint | undefined {
  const settings = roleSettingsOf(system, mark.what);
  const identity = readIdentity(mark.identity);
  if (settings?.mode !== "group" || identity?.kind !== "arn" || !identity.user) return undefined;
  const { partition, name: userName, arn: userArn } = identity;
  const home = `arn:${partition}:iam::${accountOf(system)}:group${groupHome(mark.repository, mark)}`;
  return {
    path: groupPath(mark),
    name: groupName(mark.repository, mark),
    user: { name: userName, arn: userArn },
    tags: tagsOf(mark),
    policy: (userId) => groupPolicy(mark, { home, partition, settings, userId }),
  };
}
