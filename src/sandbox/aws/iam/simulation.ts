import type { ActionRequest, ActionTable } from "../action.js";
import { judgeWish } from "../authorise.js";
import { constraintError, noSuchEntity } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import type { Role, User } from "../state/entities.js";
import type { Caller } from "../state/world.js";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const simulationActions: ActionTable = {
  SimulatePrincipalPolicy: {
    target: ({ params }) => ({ arn: params.required("PolicySourceArn") }),
    run: simulatePrincipalPolicy,
  },
};

const decisions = { allow: "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny" } as const;

function simulatePrincipalPolicy(request: ActionRequest): XmlFields {
  const { world, account, params, region } = request;
  const holder = findHolder(request);
  const userId = holder.kind === "Role" ? `${holder.id}:simulation` : holder.id;
  const caller: Caller = { account, arn: holder.arn, userId, holder, session: undefined };
  const actions = params.list("ActionNames");
  if (actions.length === 0) throw constraintError(undefined, "ActionNames", "Member must not be null");
  const listed = params.list("ResourceArns");
  const resources = listed.length === 0 ? ["*"] : listed;
  const context: Record<string, readonly string[]> = {};
  for (const entry of params.structures("ContextEntries")) {
    context[entry.required("ContextKeyName")] = entry.list("ContextKeyValues");
  }
  const results = actions.flatMap((action) =>
    resources.map((resource) => {
      const wish = { action, resource, resourceTags: undefined, resourcePolicy: undefined, region, context };
      const { judgement } = judgeWish(world, caller, wish);
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decisions[judgement.verdict],
        MatchedStatements: [],
        MissingContextValues: [],
      };
    }),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

function findHolder({ account, params }: ActionRequest): Role | User {
  const arn = params.required("PolicySourceArn");
  const name = arn.replace(/^.*\//, "");
  const found = [account.roles.get(name), account.users.get(name)].find((candidate) => candidate?.arn === arn);
  if (!found) throw noSuchEntity(`The principal ${arn} cannot be found.`);
  return found;
}
