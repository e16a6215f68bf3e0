import { formatInstant } from "../../model/instant.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";
import { type RoleMark, type Tags, tagsOf } from "./role-tags.js";
import type { RoleSettings } from "./settings.js";
import { secondFactor } from "./trust-policy.js";

/** The name of the one inline policy of a group: written as a whole, so it is never half of what it should be. */
export const GROUP_POLICY = "curfew";

const MARK = "Mark";
const TAG = "aws:ResourceTag/";
const USER = "user";

/**
 * All that a group allows: each statement that one person, until the end, so that AWS itself ends it, and nobody gains by
 * being made a member. What the person may do by other means is not ours to deny: denied is nothing but changing what is
 * Curfew's; to them alone, for whoever made Curfew a member could otherwise keep it from ending anything.
 */
export function groupPolicy(
  mark: RoleMark,
  group: {
    readonly home: string;
    readonly partition: string;
    readonly settings: RoleSettings;
    /** `AIDA…` */
    readonly userId: string | undefined;
  },
): PolicyDocument {
  const { home, partition, settings, userId } = group;
  const person = { StringEquals: { "aws:PrincipalArn": mark.identity } };
  const Condition = {
    ...person,
    DateLessThan: { "aws:CurrentTime": formatInstant(mark.until) },
    ...secondFactor(settings),
  };
  return policyDocument([
    markStatement(mark, home, userId),
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

/** AWS's id of the user that the group was made for: a name may be given again, that may not. */
export function userIdIn(mark: Tags): string | undefined {
  return mark.get(USER);
}

/** The tags that a group cannot have. Since it has none, the statement never applies. */
function markStatement(mark: RoleMark, home: string, userId: string | undefined): Statement {
  const said = [...tagsOf(mark), ...(userId === undefined ? [] : [[USER, userId] as const])];
  return {
    Sid: MARK,
    Effect: "Allow",
    Action: "iam:GetGroup",
    Resource: `${home}*`,
    Condition: {
      StringEquals: Object.fromEntries(said.map(([key, value]) => [`${TAG}${key}`, value])),
    },
  };
}
