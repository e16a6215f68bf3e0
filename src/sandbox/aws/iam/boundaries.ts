import type { Action, ActionRequest, ActionTable } from "../action.js";
import { noSuchEntity } from "../protocol/aws-error.js";
import type { Role, User } from "../state/entities.js";
import { requirePolicy, requireRole, requireUser, roleTarget, userTarget } from "./find.js";

export const boundaryActions: ActionTable = {
  ...actionsFor("Role", roleTarget, requireRole),
  ...actionsFor("User", userTarget, requireUser),
};

function actionsFor(
  kind: "Role" | "User",
  target: NonNullable<Action["target"]>,
  require: (request: ActionRequest) => Role | User,
): ActionTable {
  return {
    [`Put${kind}PermissionsBoundary`]: {
      target,
      context: ({ params }) => ({ "iam:PermissionsBoundary": params.optional("PermissionsBoundary") }),
      run(request) {
        require(request).boundary = requirePolicy(request, "PermissionsBoundary");
        return undefined;
      },
    },
    [`Delete${kind}PermissionsBoundary`]: {
      target,
      // What is being taken away, so that a policy can forbid to take this one away.
      context: ({ account, params }) => ({
        "iam:PermissionsBoundary": (kind === "Role" ? account.roles : account.users).get(params.required(`${kind}Name`))
          ?.boundary?.arn,
      }),
      run(request) {
        const holder = require(request);
        if (!holder.boundary)
          throw noSuchEntity(`The ${kind.toLowerCase()} ${holder.name} has no permissions boundary.`);
        holder.boundary = undefined;
        return undefined;
      },
    },
  };
}
