import type { ActionRequest, ActionTable } from "../action.js";
import { deleteConflict, limitExceeded } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import { byName, type Group } from "../state/entities.js";
import { uniqueId } from "../state/ids.js";
import { arnOf } from "../state/world.js";
import { describeGroup, describeUserBriefly } from "./describe.js";
import { groupTarget, listTarget, newTarget, requireGroup, requireNewName, requireUser, userTarget } from "./find.js";
import { paginate } from "./paginate.js";
import { readPath, readPathPrefix, requireName } from "./validate.js";

export const groupActions: ActionTable = {
  CreateGroup: { target: newTarget("group", "GroupName"), run: createGroup },
  GetGroup: {
    target: groupTarget,
    run(request) {
      const group = requireGroup(request);
      const page = paginate(request.params, byName(group.users), ({ name }) => name);
      return { Group: describeGroup(group), Users: page.items.map(describeUserBriefly), ...page.fields };
    },
  },
  ListGroups: { target: listTarget("group"), run: listGroups },
  DeleteGroup: { target: groupTarget, run: deleteGroup },
  AddUserToGroup: { target: groupTarget, run: addUserToGroup },
  RemoveUserFromGroup: {
    target: groupTarget,
    run(request) {
      const [group, user] = [requireGroup(request), requireUser(request)];
      group.users.delete(user);
      user.groups.delete(group);
      return undefined;
    },
  },
  ListGroupsForUser: {
    target: userTarget,
    run(request) {
      const page = paginate(request.params, byName(requireUser(request).groups), ({ name }) => name);
      return { Groups: page.items.map(describeGroup), ...page.fields };
    },
  },
};

function createGroup({ world, account, params }: ActionRequest): XmlFields {
  const name = requireName(params, "GroupName", 128);
  const path = readPath(params);
  requireNewName("Group", account.groups, name);
  if (account.groups.size >= world.quotas.groupsPerAccount) {
    throw limitExceeded(`Cannot exceed quota for GroupsPerAccount: ${world.quotas.groupsPerAccount}`);
  }
  const group: Group = {
    kind: "Group",
    account: account.id,
    name,
    path,
    arn: arnOf("group", account.id, path, name),
    id: uniqueId("AGPA"),
    created: world.clock.now(),
    inline: new Map(),
    attached: new Map(),
    users: new Set(),
  };
  account.groups.add(group);
  return { Group: describeGroup(group) };
}

function listGroups({ account, params }: ActionRequest): XmlFields {
  const prefix = readPathPrefix(params);
  const groups = byName(account.groups.values()).filter(({ path }) => path.startsWith(prefix));
  const page = paginate(params, groups, ({ name }) => name);
  return { Groups: page.items.map(describeGroup), ...page.fields };
}

function deleteGroup(request: ActionRequest): undefined {
  const group = requireGroup(request);
  if (group.users.size > 0) throw deleteConflict("Cannot delete entity, must remove users from group first.");
  if (group.attached.size > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (group.inline.size > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
  request.account.groups.delete(group.name);
  return undefined;
}

function addUserToGroup(request: ActionRequest): undefined {
  const [group, user] = [requireGroup(request), requireUser(request)];
  const most = request.world.quotas.groupsPerUser;
  if (!user.groups.has(group) && user.groups.size >= most) {
    throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${most}`);
  }
  group.users.add(user);
  user.groups.add(group);
  return undefined;
}
