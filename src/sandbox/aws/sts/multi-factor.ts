import type { ActionRequest } from "../action.js";
import { accessDenied, validationError } from "../protocol/aws-error.js";
import { arnOf } from "../state/world.js";

/**
 * Whether the request proves a second factor by `SerialNumber` and `TokenCode`. Every user has a device named after
 * them, which always shows the sandbox's one code. Throws AccessDenied for a wrong device or code.
 */
export function provesSecondFactor({ world, caller, params }: ActionRequest): boolean {
  const serial = params.optional("SerialNumber");
  const code = params.optional("TokenCode");
  if (serial === undefined && code === undefined) return false;
  if (serial === undefined || code === undefined) {
    throw validationError("MFA requires both a serial number and a token code.");
  }
  const name = caller.holder?.kind === "User" ? caller.holder.name : "root-account-mfa-device";
  const device = arnOf("mfa", caller.account.id, "/", name);
  if (caller.holder?.kind === "Role" || serial !== device) {
    throw accessDenied(
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    );
  }
  if (code !== world.mfaCode) {
    throw accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  }
  return true;
}
