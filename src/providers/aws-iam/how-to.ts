import type { Binding } from "../../model/binding.js";
import { roleOf, systemOf } from "../../model/what.js";
import { SESSION } from "./blueprint.js";
import { rolePath } from "./role-name.js";
import { partitionOf } from "./trust-policy.js";

/** Where people sign in, by partition. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
};

/** What the holder pastes: one session at the shell, a profile for every tool, a link for the console. */
export function howToAssume(binding: Binding, account: string, name: string): string {
  const partition = partitionOf(binding.identity) ?? "aws";
  const path = rolePath(systemOf(binding.what));
  const arn = `arn:${partition}:iam::${account}:role${path}${name}`;
  const profile = `${systemOf(binding.what)}-${roleOf(binding.what)}`;
  const session = binding.who.replaceAll(/[^\w-]/g, "-");
  const link = new URL(`https://${CONSOLES[partition] ?? CONSOLES["aws"]}/switchrole`);
  link.searchParams.set("account", account);
  link.searchParams.set("roleName", `${path}${name}`.slice(1));
  link.searchParams.set("displayName", binding.what);
  return [
    "# A profile for the AWS CLI and every SDK, which starts from your default one:",
    `aws configure set profile.${profile}.role_arn ${arn}`,
    `aws configure set profile.${profile}.source_profile default`,
    `aws --profile ${profile} sts get-caller-identity`,
    "",
    `# Or one session, for at most ${SESSION / 60} minutes:`,
    `aws sts assume-role --role-arn ${arn} --role-session-name ${session}`,
    "",
    "# Or in the console:",
    `# ${link.href}`,
  ].join("\n");
}
