import type { ActionRequest, ActionTable, Target } from "../action.js";
import { constraintError, noSuchEntity } from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import type { XmlFields } from "../protocol/xml.js";
import type { AccessKey, User } from "../state/entities.js";
import { requireUser, userTarget } from "./find.js";
import { paginate } from "./paginate.js";
import { addKey } from "./users.js";

export const accessKeyActions: ActionTable = {
  CreateAccessKey: {
    target: ownOrUser,
    run(request) {
      const user = owner(request);
      const key = addKey(request.world, user);
      return { AccessKey: { ...describeKey(user, key), SecretAccessKey: key.secretAccessKey } };
    },
  },
  ListAccessKeys: {
    target: ownOrUser,
    run(request) {
      const user = owner(request);
      const keys = [...user.keys.values()].sort((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
      const page = paginate(request.params, keys, ({ accessKeyId }) => accessKeyId);
      return { AccessKeyMetadata: page.items.map((key) => describeKey(user, key)), ...page.fields };
    },
  },
  UpdateAccessKey: {
    target: ownOrUser,
    run(request) {
      const status = request.params.required("Status");
      if (status !== "Active" && status !== "Inactive") {
        throw constraintError(status, "Status", "Member must satisfy enum value set: [Active, Inactive]");
      }
      keyOf(request).active = status === "Active";
      return undefined;
    },
  },
  DeleteAccessKey: {
    target: ownOrUser,
    run(request) {
      const { accessKeyId } = keyOf(request);
      owner(request).keys.delete(accessKeyId);
      request.world.keys.delete(accessKeyId);
      return undefined;
    },
  },
};

/** "If you do not specify a user name, IAM determines it implicitly based on the access key ID signing the request." */
function owner(request: ActionRequest): User {
  const { caller, params } = request;
  if (params.optional("UserName") === undefined && caller.holder?.kind === "User") return caller.holder;
  return requireUser(request);
}

function ownOrUser(request: ActionRequest): Target {
  const { caller, params } = request;
  if (params.optional("UserName") === undefined && caller.holder?.kind === "User") {
    return { arn: caller.holder.arn, tags: caller.holder.tags };
  }
  return userTarget(request);
}

function keyOf(request: ActionRequest): AccessKey {
  const id = request.params.required("AccessKeyId");
  const key = owner(request).keys.get(id);
  if (!key) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

function describeKey(user: User, key: AccessKey): XmlFields {
  return {
    UserName: user.name,
    AccessKeyId: key.accessKeyId,
    Status: key.active ? "Active" : "Inactive",
    CreateDate: isoSeconds(key.created),
  };
}
