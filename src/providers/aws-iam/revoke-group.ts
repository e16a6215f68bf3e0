import type { Aws } from "./aws.js";
import { removeMember } from "./grant-group.js";
import { GROUP_POLICY, markIn } from "./group-policy.js";
import { type GroupScope, readGroup } from "./group-state.js";
import { policiesOfGroup, unlessGone } from "./holder-policies.js";
import { readTags } from "./role-tags.js";
import { unlessTaken } from "./unless-taken.js";

/**
 * Takes the group away: what it gave ends when its member has left, and the rest is clearing up. Returns whether there was
 * one to take away. What somebody else takes away meanwhile is just as gone, and so is what is another identity's by now.
 */
export async function revokeGroup(
  aws: Aws,
  { name: GroupName, identity }: { readonly name: string; readonly identity: string },
  scope: GroupScope,
): Promise<boolean> {
  const group = await readGroup(aws, GroupName, scope);
  if (!group) return false;
  const isThere = async () => (await readGroup(aws, GroupName, scope)) !== undefined;
  let changed = false;
  async function change(made: Promise<unknown>): Promise<void> {
    if ((await unlessTaken(made, { isFirst: !changed, isThere })) !== undefined) changed = true;
  }

  const policies = policiesOfGroup(aws, GroupName);
  const names = (await unlessGone(policies.inlineNames())) ?? [];
  const written = names.includes(GROUP_POLICY) ? await unlessGone(policies.inlineDocument(GROUP_POLICY)) : undefined;
  const { identity: now } = readTags(markIn(written));
  if (now !== undefined && now !== identity) return false;
  for (const member of group.members) await change(removeMember(aws, GroupName, member));
  for (const arn of (await unlessGone(policies.attachedArns())) ?? []) await change(policies.detach(arn));
  // Last what says whose it was and until when: the next run asks, if this one comes no further.
  for (const name of names.toSorted((one, other) => Number(one === GROUP_POLICY) - Number(other === GROUP_POLICY))) {
    await change(policies.deleteInline(name));
  }
  await change(aws.call("DeleteGroup", ({ iam }) => iam.deleteGroup({ GroupName })));
  return changed;
}
