import type { Action, ActionRequest, ActionTable } from "../action.js";
import { constraintError } from "../protocol/aws-error.js";
import type { Tags } from "../state/entities.js";
import { describeTags } from "./describe.js";
import {
  creationContext,
  policyTarget,
  requirePolicy,
  requireRole,
  requireUser,
  roleTarget,
  userTarget,
} from "./find.js";
import { paginate } from "./paginate.js";
import { addTags, checkTagKey, readTags } from "./validate.js";

export const tagActions: ActionTable = {
  ...actionsFor("Role", roleTarget, requireRole),
  ...actionsFor("User", userTarget, requireUser),
  ...actionsFor("Policy", policyTarget, requirePolicy),
};

function actionsFor(
  kind: "Role" | "User" | "Policy",
  target: NonNullable<Action["target"]>,
  require: (request: ActionRequest) => { readonly tags: Tags },
): ActionTable {
  return {
    [`Tag${kind}`]: {
      target,
      also: () => [`iam:List${kind}Tags`],
      context: creationContext,
      run(request) {
        const { tags } = require(request);
        addTags(tags, readTags(request.params), request.world.quotas.tagsPerEntity);
        return undefined;
      },
    },
    [`Untag${kind}`]: {
      target,
      also: () => [`iam:List${kind}Tags`],
      context: ({ params }) => ({ "aws:TagKeys": params.list("TagKeys") }),
      run(request) {
        const { tags } = require(request);
        const keys = request.params.list("TagKeys");
        if (keys.length > 50)
          throw constraintError(keys.join(", "), "TagKeys", "Member must have length less than or equal to 50");
        for (const key of keys) tags.delete(checkTagKey(key));
        return undefined;
      },
    },
    [`List${kind}Tags`]: {
      target,
      run(request) {
        const keys = [...require(request).tags].sort(([a], [b]) => (a < b ? -1 : 1));
        const page = paginate(request.params, keys, ([key]) => key);
        return { Tags: describeTags(new Map(page.items)), ...page.fields };
      },
    },
  };
}
