import type { Action, ActionRequest, ActionTable } from "../action.js";
import { readPolicy } from "../judge/read-policy.js";
import { limitExceeded, noSuchEntity } from "../protocol/aws-error.js";
import { byName, type Holder } from "../state/entities.js";
import { policySize } from "../state/quotas.js";
import { describeAttached, encodeDocument } from "./describe.js";
import { groupTarget, requireGroup, requirePolicy, requireRole, requireUser, roleTarget, userTarget } from "./find.js";
import { paginate } from "./paginate.js";
import { readPathPrefix, requireName } from "./validate.js";

/** The operations on the policies of users, groups and roles are the same seven three times. */
export const holderPolicyActions: ActionTable = {
  ...actionsFor("User", userTarget, requireUser),
  ...actionsFor("Group", groupTarget, requireGroup),
  ...actionsFor("Role", roleTarget, requireRole),
};

function actionsFor(
  kind: "User" | "Group" | "Role",
  target: NonNullable<Action["target"]>,
  require: (request: ActionRequest) => Holder,
): ActionTable {
  const context: NonNullable<Action["context"]> = (request) => {
    const { params } = request;
    const holder = find(request);
    return {
      "iam:PolicyARN": params.optional("PolicyArn"),
      "iam:PermissionsBoundary": holder && "boundary" in holder ? boundaryArn(holder) : undefined,
    };
  };
  const find = ({ account, params }: ActionRequest): Holder | undefined => {
    const name = params.required(`${kind}Name`);
    return { User: account.users, Group: account.groups, Role: account.roles }[kind].get(name);
  };
  return {
    [`Put${kind}Policy`]: { target, context, run: (request) => putPolicy(kind, require(request), request) },
    [`Get${kind}Policy`]: {
      target,
      run(request) {
        const holder = require(request);
        const name = requireName(request.params, "PolicyName", 128);
        const { text } = inlinePolicy(kind, holder, name);
        return { [`${kind}Name`]: holder.name, PolicyName: name, PolicyDocument: encodeDocument(text) };
      },
    },
    [`Delete${kind}Policy`]: {
      target,
      context,
      run(request) {
        const holder = require(request);
        const name = requireName(request.params, "PolicyName", 128);
        inlinePolicy(kind, holder, name);
        holder.inline.delete(name);
        return undefined;
      },
    },
    [`List${kind}Policies`]: {
      target,
      run(request) {
        const page = paginate(request.params, [...require(request).inline.keys()].sort(), (name) => name);
        return { PolicyNames: page.items, ...page.fields };
      },
    },
    [`Attach${kind}Policy`]: { target, context, run: (request) => attachPolicy(kind, require(request), request) },
    [`Detach${kind}Policy`]: {
      target,
      context,
      run(request) {
        const holder = require(request);
        const arn = request.params.required("PolicyArn");
        if (!holder.attached.delete(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
        return undefined;
      },
    },
    [`ListAttached${kind}Policies`]: {
      target,
      run(request) {
        const prefix = readPathPrefix(request.params);
        const attached = byName(require(request).attached.values()).filter(({ path }) => path.startsWith(prefix));
        const page = paginate(request.params, attached, ({ name }) => name);
        const shown = new Map(page.items.map((policy) => [policy.arn, policy]));
        return { AttachedPolicies: describeAttached({ attached: shown }), ...page.fields };
      },
    },
  };
}

function putPolicy(kind: "User" | "Group" | "Role", holder: Holder, { world, params }: ActionRequest): undefined {
  const name = requireName(params, "PolicyName", 128);
  const text = params.required("PolicyDocument");
  const policy = readPolicy(text, "identity");
  const most = world.quotas[`inlinePer${kind}`];
  const others = [...holder.inline].reduce(
    (sum, [other, stored]) => sum + (other === name ? 0 : policySize(stored.text)),
    0,
  );
  if (others + policySize(text) > most) {
    throw limitExceeded(`Maximum policy size of ${most} bytes exceeded for ${kind.toLowerCase()} ${holder.name}`);
  }
  holder.inline.set(name, { text, policy });
  return undefined;
}

function attachPolicy(kind: "User" | "Group" | "Role", holder: Holder, request: ActionRequest): undefined {
  const policy = requirePolicy(request);
  const most = request.world.quotas[`attachedPer${kind}`];
  if (!holder.attached.has(policy.arn) && holder.attached.size >= most) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${most}`);
  }
  holder.attached.set(policy.arn, policy);
  return undefined;
}

function inlinePolicy(kind: "User" | "Group" | "Role", holder: Holder, name: string) {
  const stored = holder.inline.get(name);
  if (!stored) throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
  return stored;
}

function boundaryArn(holder: { readonly boundary?: unknown }): string | undefined {
  const { boundary } = holder;
  if (typeof boundary !== "object" || boundary === null || !("arn" in boundary)) return undefined;
  return typeof boundary.arn === "string" ? boundary.arn : undefined;
}
