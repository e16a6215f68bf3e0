import type { ContextEntries } from "../judge/context.js";

/** The keys of its own that each permission-only action has, in lower case, by how they begin. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  "sts:TagSession": ["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys", "saml:aud"],
  "sts:SetSourceIdentity": ["sts:sourceidentity"],
};
/** Keys that every request has. */
const GLOBAL = ["aws:multifactorauth", "aws:federatedprovider"];

/**
 * What of a request to assume a role is known when it is judged for one of its actions: a condition on another action's
 * key is not met. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function contextOfAction(action: string, context: ContextEntries): ContextEntries {
  const own = OWN[action];
  if (own === undefined) return context;
  return Object.fromEntries(
    Object.entries(context).filter(([key]) =>
      [...own, ...GLOBAL].some((beginning) => key.toLowerCase().startsWith(beginning)),
    ),
  );
}
