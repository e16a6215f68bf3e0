import type { Binding } from "../../model/binding.js";
import type { System } from "../../model/system.js";
import { roleOf, systemOf } from "../../model/what.js";
import { SESSION } from "./blueprint.js";
import { type Demands, demandsOf, NO_DEMANDS } from "./demands.js";
import { type Identity, readIdentity } from "./identity.js";
import { roleName, rolePath } from "./role-name.js";
import { accountOf, roleSettingsOf } from "./settings.js";

/** Where people sign in, by partition; of any other it is not known. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
};

interface Way {
  readonly arn: string;
  readonly profile: string;
  /** The session's name. */
  readonly session: string;
  readonly identity: Identity | undefined;
  readonly demands: Demands;
}

/** What the holder pastes. */
export function howToUse(system: System, binding: Binding, repository: string): string {
  return roleSettingsOf(system, binding.what)?.mode === "group"
    ? howToAsMember(system, binding)
    : howToAssume(system, binding, roleName(repository, binding));
}

/** Nothing is to be taken on: what the person has already may do it. */
function howToAsMember(system: System, { identity, what }: Binding): string {
  const mfa = roleSettingsOf(system, what)?.mfa;
  return [
    `# Nothing to assume: ${identity} itself may do it, by its own credentials. That it is this one:`,
    "aws sts get-caller-identity",
    ...(mfa
      ? [
          "",
          "# A second factor is asked for; one session that has it:",
          `aws sts get-session-token --serial-number ${deviceOf(readIdentity(identity))} --token-code CODE`,
        ]
      : []),
  ].join("\n");
}

/** One session at the shell and, where that can bring what is asked, a profile and the console. */
function howToAssume(system: System, binding: Binding, name: string): string {
  const identity = readIdentity(binding.identity);
  const settings = roleSettingsOf(system, binding.what);
  const partition = identity?.partition ?? "aws";
  const path = rolePath(systemOf(binding.what));
  const account = accountOf(system);
  const way: Way = {
    arn: `arn:${partition}:iam::${account}:role${path}${name}`,
    profile: `${systemOf(binding.what)}-${roleOf(binding.what)}`,
    // At least two characters, and a login may have one.
    session: binding.who.replaceAll(/[^\w-]/g, "-").padEnd(2, "-"),
    identity,
    demands: identity && settings ? demandsOf(settings, identity, binding) : NO_DEMANDS,
  };
  const console = CONSOLES[partition];
  const link = console === undefined ? undefined : new URL(`https://${console}/switchrole`);
  link?.searchParams.set("account", account);
  link?.searchParams.set("roleName", `${path}${name}`.slice(1));
  link?.searchParams.set("displayName", binding.what);
  const profile = profileLines(way);
  return [
    ...(profile.length === 0 ? [] : [...profile, ""]),
    `# ${profile.length === 0 ? "One" : "Or one"} session, for at most ${SESSION / 60} minutes:`,
    sessionCommand(way),
    ...(link && switches(way) ? ["", "# Or in the console:", `# ${link.href}`] : []),
  ].join("\n");
}

/** "You cannot switch to a role in the AWS Management Console that requires a source identity"; nor pass tags there. */
function switches({ identity, demands }: Way): boolean {
  return byCredentials(identity) && demands.sourceIdentity === undefined && demands.tags.size === 0;
}

function byCredentials(identity: Identity | undefined): boolean {
  return identity === undefined || identity.kind === "arn" || identity.kind === "identity-center";
}

/** None where no profile can say what is asked: they know neither source identities nor session tags. */
function profileLines({ arn, profile, identity, demands }: Way): readonly string[] {
  if (demands.sourceIdentity !== undefined || demands.tags.size > 0 || identity?.kind === "saml") return [];
  const set = (key: string, value: string) => `aws configure set profile.${profile}.${key} ${value}`;
  const use = `aws --profile ${profile} sts get-caller-identity`;
  if (identity?.kind === "oidc") {
    return [
      "# A profile for the AWS CLI and every SDK, which starts from a token of yours in a file:",
      set("role_arn", arn),
      set("web_identity_token_file", "TOKEN_FILE"),
      use,
    ];
  }
  return [
    "# A profile for the AWS CLI and every SDK, which starts from your default one:",
    set("role_arn", arn),
    set("source_profile", "default"),
    ...(demands.mfa ? [set("mfa_serial", deviceOf(identity))] : []),
    use,
  ];
}

function sessionCommand({ arn, session, identity, demands }: Way): string {
  if (identity?.kind === "saml") {
    const assertion = `--principal-arn ${identity.provider} --saml-assertion file://ASSERTION_FILE`;
    return `aws sts assume-role-with-saml --role-arn ${arn} ${assertion}`;
  }
  const role = `--role-arn ${arn} --role-session-name ${session}`;
  if (identity?.kind === "oidc") {
    return `aws sts assume-role-with-web-identity ${role} --web-identity-token file://TOKEN_FILE`;
  }
  const tags = [...demands.tags].map(([key, value]) => `Key=${key},Value=${value}`);
  return [
    `aws sts assume-role ${role}`,
    ...(demands.mfa ? [`--serial-number ${deviceOf(identity)} --token-code CODE`] : []),
    ...(demands.sourceIdentity === undefined ? [] : [`--source-identity ${demands.sourceIdentity}`]),
    ...(tags.length === 0 ? [] : [`--tags ${tags.join(" ")}`]),
  ].join(" ");
}

/** What a device is called is its owner's choice, and so a place to fill in. */
function deviceOf(identity: Identity | undefined): string {
  return `arn:${identity?.partition ?? "aws"}:iam::${identity?.account ?? ""}:mfa/DEVICE`;
}
