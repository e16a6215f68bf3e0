import type { ActionRequest } from "../action.js";
import { accessDenied } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import { issueSession } from "./issue.js";
import { provesSecondFactor } from "./multi-factor.js";

/**
 * Temporary credentials of the user who asks, for 15 minutes to 36 hours (12 when not said); the root user's last an
 * hour. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function getSessionToken(request: ActionRequest): XmlFields {
  const { world, caller, params } = request;
  if (caller.session) throw accessDenied("Cannot call GetSessionToken with session credentials");
  const asked = params.integer("DurationSeconds", { min: 900, max: 129_600, fallback: 43_200 });
  const seconds = caller.holder ? asked : Math.min(asked, 3_600);
  const credentials = issueSession(
    world,
    {
      account: caller.account.id,
      holder: caller.holder,
      mfa: provesSecondFactor(request),
      name: "",
      policies: undefined,
      tags: new Map(),
      sourceIdentity: undefined,
    },
    seconds,
  );
  return { Credentials: credentials };
}
