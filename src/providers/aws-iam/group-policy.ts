import { formatInstant } from "../../model/instant.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";
import { type RoleMark, type Tags, tagsOf } from "./role-tags.js";
import type { RoleSettings } from "./settings.js";
import { secondFactor } from "./trust-policy.js";

/** The name of the one inline policy of a group: written as a whole, so it is never half of what it should be. */
export const GROUP_POLICY = "curfew";

const MARK = "Mark";
const TAG = "aws:ResourceTag/";

/**
 * All that a group allows: each statement that one person, until the end, so that AWS itself ends it, and nobody gains by
 * being made a member. What the person may do by other means is not ours to deny: denied is nothing but changing what is
 * Curfew's; to them alone, for whoever made Curfew a member could otherwise keep it from ending anything.
 */
export function groupPolicy(
  mark: RoleMark,
  group: { readonly home: string; readonly partition: string; readonly settings: RoleSettings },
): PolicyDocument {
  const { home, partition, settings } = group;
  const person = { StringEquals: { "aws:PrincipalArn": mark.identity } };
  const Condition = {
    ...person,
    DateLessThan: { "aws:CurrentTime": formatInstant(mark.until) },
    ...secondFactor(settings),
  };
  return policyDocument([
    markStatement(mark, home),
    {
      Sid: "HandsOff",
      Effect: "Deny",
      // To assume a role of ours is none of it: that ends by itself.
      NotAction: ["iam:Get*", "iam:List*", "iam:Simulate*", "iam:Generate*", "sts:*"],
      Resource: ["role", "group"].map((kind) => `arn:${partition}:iam::*:${kind}/curfew/*`),
      Condition: person,
    },
    ...settings.statements.map(
      ({ actions, resources }): Statement => ({ Effect: "Allow", Action: actions, Resource: resources, Condition }),
    ),
  ]);
}

/** What the policy says of whom the group was made for, and until when, in the words of a role's tags. */
export function markIn(document: unknown): Tags {
  const { Statement: statements } = (document ?? {}) as { readonly Statement?: unknown };
  const found = [statements].flat().find((one) => (one as { readonly Sid?: unknown } | undefined)?.Sid === MARK);
  const { Condition } = (found ?? {}) as { readonly Condition?: { readonly StringEquals?: object } };
  return new Map(
    Object.entries(Condition?.StringEquals ?? {}).flatMap(([key, value]) =>
      key.startsWith(TAG) && typeof value === "string" ? [[key.slice(TAG.length), value] as const] : [],
    ),
  );
}

/** The tags that a group cannot have. Since it has none, the statement never applies. */
function markStatement(mark: RoleMark, home: string): Statement {
  return {
    Sid: MARK,
    Effect: "Allow",
    Action: "iam:GetGroup",
    Resource: `${home}*`,
    Condition: {
      StringEquals: Object.fromEntries([...tagsOf(mark)].map(([key, value]) => [`${TAG}${key}`, value])),
    },
  };
}
