import { createDirectory, type Directory } from "./directory.js";
import type { Account, Group, ManagedPolicy, Role, User } from "./entities.js";
import type { World } from "./world.js";

/** The world as it stands, for whoever is to see it so later. What authenticates callers is shared. */
export function copyWorld(world: World): World {
  return { ...world, accounts: new Map([...world.accounts].map(([id, account]) => [id, copyAccount(account)])) };
}

function copyAccount(account: Account): Account {
  const policies = new Map([...account.policies].map(([arn, policy]) => [arn, copyPolicy(policy)]));
  // AWS's own policies never change.
  const attachedOf = (attached: ReadonlyMap<string, ManagedPolicy>) =>
    new Map([...attached].map(([arn, policy]) => [arn, policies.get(arn) ?? policy]));
  const boundaryOf = (boundary: ManagedPolicy | undefined) => boundary && (policies.get(boundary.arn) ?? boundary);
  const groups = new Map(
    [...account.groups.values()].map((group): [Group, Group] => [
      group,
      { ...group, inline: new Map(group.inline), attached: attachedOf(group.attached), users: new Set() },
    ]),
  );
  const users = [...account.users.values()].map((user): User => {
    const copy: User = {
      ...user,
      inline: new Map(user.inline),
      attached: attachedOf(user.attached),
      tags: new Map(user.tags),
      keys: new Map(user.keys),
      groups: new Set([...user.groups].flatMap((group) => groups.get(group) ?? [])),
      boundary: boundaryOf(user.boundary),
    };
    for (const group of copy.groups) group.users.add(copy);
    return copy;
  });
  const roles = [...account.roles.values()].map(
    (role): Role => ({
      ...role,
      inline: new Map(role.inline),
      attached: attachedOf(role.attached),
      tags: new Map(role.tags),
      boundary: boundaryOf(role.boundary),
    }),
  );
  return {
    ...account,
    users: directoryOf(users),
    groups: directoryOf([...groups.values()]),
    roles: directoryOf(roles),
    policies,
  };
}

function copyPolicy(policy: ManagedPolicy): ManagedPolicy {
  return { ...policy, tags: new Map(policy.tags), versions: new Map(policy.versions) };
}

function directoryOf<T extends { readonly name: string }>(items: readonly T[]): Directory<T> {
  const directory = createDirectory<T>();
  for (const item of items) directory.add(item);
  return directory;
}
