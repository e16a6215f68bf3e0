import type { GroupDetail } from "@aws-sdk/client-iam";
import type { Held, Observed, Stranger } from "../../model/binding.js";
import { instantOf } from "../../model/instant.js";
import { groupBlueprintOf } from "./group-blueprint.js";
import { type GroupOwnership, groupOwnershipOf, groupsPath } from "./group-place.js";
import { GROUP_POLICY, markIn } from "./group-policy.js";
import type { Member } from "./group-state.js";
import type { ObservedScope } from "./observe.js";
import { documentsIn, sameDocument } from "./policy-document.js";
import { readTags } from "./role-tags.js";

/** `members` are each group's users, by the group's name. */
export function observeGroups(
  groups: readonly GroupDetail[],
  members: ReadonlyMap<string, readonly Member[]>,
  scope: ObservedScope,
): Observed {
  const held: Held[] = [];
  const strangers: Stranger[] = [];
  for (const group of groups) {
    const { Path: path = "", GroupName: name = "", Arn: arn = "" } = group;
    if (!path.startsWith(groupsPath(scope.system.name))) continue;
    const ownership = groupOwnershipOf({ path, name }, scope.repository, scope.system.name);
    if (ownership.ours) held.push(heldOf(group, ownership, members.get(name) ?? [], scope));
    else strangers.push({ name: arn, about: ownership.about });
  }
  return { held, strangers };
}

function heldOf(
  group: GroupDetail,
  { who, what, made }: Extract<GroupOwnership, { ours: true }>,
  members: readonly Member[],
  { system, repository }: ObservedScope,
): Held {
  const inline = documentsIn(group.GroupPolicyList);
  const said = readTags(markIn(inline.get(GROUP_POLICY)));
  const [only, ...others] = members;
  const mark = {
    who: said.who?.toLowerCase() === who ? said.who : who,
    what,
    identity: said.identity ?? made?.identity ?? only?.arn ?? "",
    // A mark that is not written yet, or was taken away: as if it had ended, and made again where it has not.
    until: said.until ?? instantOf(0),
    request: said.request ?? made?.request ?? "",
    commit: said.commit ?? made?.commit ?? "",
  };
  const blueprint = groupBlueprintOf(system, { ...mark, repository });
  const whole =
    blueprint !== undefined &&
    sameDocument(inline.get(GROUP_POLICY), blueprint.policy(only?.id)) &&
    inline.size === 1 &&
    (group.AttachedManagedPolicies ?? []).length === 0 &&
    only?.arn === blueprint.user.arn &&
    others.length === 0;
  return { ...mark, whole, name: group.Arn ?? "" };
}
