import type { System } from "../../model/system.js";
import { roleOf, type What } from "../../model/what.js";
import { type Demands, demandsOf } from "./demands.js";
import { type Identity, readIdentity } from "./identity.js";
import { accountOf, type RoleSettings, roleSettingsOf, throughOf } from "./settings.js";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SOURCE_IDENTITY = /^(?!aws:)[\w+=,.@-]{2,64}$/;

/** Why nobody could use what the system asks to be made for that person; undefined where they can. */
export function refusalOf(
  system: System,
  mark: {
    readonly who: string;
    readonly what: What;
    readonly identity: string;
    readonly request: string;
    readonly commit: string;
  },
): string | undefined {
  const settings = roleSettingsOf(system, mark.what);
  if (!settings) return `\`${system.name}\` has no role \`${roleOf(mark.what)}\``;
  const wrong = wayInRefusal(system);
  if (wrong !== undefined) return wrong;
  const identity = readIdentity(mark.identity);
  if (!identity) {
    return `\`${mark.identity}\` is not the ARN of one user, role or session, nor of who vouches for one person, \`#\` and their name there`;
  }
  return (
    policyRefusal(identity, settings, accountOf(system)) ??
    groupRefusal(identity, settings, accountOf(system)) ??
    vouchedRefusal(identity, settings, accountOf(system)) ??
    audienceRefusal(identity, demandsOf(settings, identity, mark)) ??
    mfaRefusal(identity, settings) ??
    sourceRefusal(demandsOf(settings, identity, mark).sourceIdentity)
  );
}

/** Why Curfew itself would come to the wrong place; undefined where it does not. */
export function wayInRefusal(system: System): string | undefined {
  const through = throughOf(system);
  if (through === undefined || through.split(":")[4] === accountOf(system)) return undefined;
  return `\`through\` names the role \`${through}\`, and the system is account ${accountOf(system)}`;
}

function policyRefusal(
  { partition }: Identity,
  { policies, boundary }: RoleSettings,
  account: string,
): string | undefined {
  const takes = ["aws", account].map((owner) => `arn:${partition}:iam::${owner}:policy/`);
  const other = [...policies, ...(boundary === undefined ? [] : [boundary])].find(
    (arn) => !takes.some((beginning) => arn.startsWith(beginning)),
  );
  return other === undefined
    ? undefined
    : `\`${other}\` is none of the account's own policies, ${account}, nor of AWS's there`;
}

function vouchedRefusal(identity: Identity, settings: RoleSettings, account: string): string | undefined {
  if (identity.kind !== "saml" && identity.kind !== "oidc") return undefined;
  if (identity.account !== account) {
    return `\`${identity.provider}\` is in another account: a role trusts identity providers of its own, ${account}`;
  }
  if (settings.sessionTags.length > 0) {
    return "the system asks for `sessionTags`, and only who assumes a role by credentials of AWS can pass them";
  }
  return undefined;
}

/** Nobody is let in by a role that asks for no audience at all. */
function audienceRefusal({ kind, partition }: Identity, { audience }: Demands): string | undefined {
  if ((kind !== "saml" && kind !== "oidc") || audience !== undefined) return undefined;
  return kind === "oidc"
    ? "the system says no `audience`, so tokens that were meant for others would do, too"
    : `the system says no \`audience\`, and it is not known where \`${partition}\` has assertions sent`;
}

function groupRefusal(identity: Identity, { mode }: RoleSettings, account: string): string | undefined {
  if (mode !== "group" || (identity.kind === "arn" && identity.user && identity.account === account)) return undefined;
  return `the role is held as a group, whose members are IAM users of the account, ${account}`;
}

function mfaRefusal(identity: Identity, { mfa }: RoleSettings): string | undefined {
  if (!mfa || (identity.kind === "arn" && identity.user)) return undefined;
  return "the role asks for `mfa`, and AWS knows of a second factor of IAM users only";
}

function sourceRefusal(sourceIdentity: string | undefined): string | undefined {
  if (sourceIdentity === undefined || SOURCE_IDENTITY.test(sourceIdentity)) return undefined;
  return `\`${sourceIdentity}\` cannot be a source identity: that has 2 to 64 letters, digits and \`+=,.@_-\``;
}
