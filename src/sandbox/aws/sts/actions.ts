import type { ActionTable, UnsignedAction } from "../action.js";
import { assumeRole } from "./assume-role.js";
import { assumeRoleWithSaml } from "./saml.js";
import { getSessionToken } from "./session-token.js";
import { assumeRoleWithWebIdentity } from "./web-identity.js";

export const stsActions: ActionTable = {
  // "No permissions are required": not even an explicit deny has a say.
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  GetCallerIdentity: {
    open: true,
    run: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.account.id }),
  },
  AssumeRole: { open: true, run: assumeRole },
  GetSessionToken: { open: true, run: getSessionToken },
};

export const unsignedStsActions: Readonly<Record<string, UnsignedAction>> = {
  AssumeRoleWithSAML: assumeRoleWithSaml,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
};
