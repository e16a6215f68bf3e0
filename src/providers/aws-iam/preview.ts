import type { Binding } from "../../model/binding.js";
import { formatDuration } from "../../model/duration.js";
import { formatInstant, type Instant } from "../../model/instant.js";
import type { System } from "../../model/system.js";
import { systemOf } from "../../model/what.js";
import type { Preview } from "../../ports/provider.js";
import { refusalOf } from "./refusal.js";
import { roleName, rolePath } from "./role-name.js";
import { accountOf, type RoleSettings, roleSettingsOf } from "./settings.js";

/** What a grant makes in the account, for whoever has to judge it. */
export function previewRole(system: System, binding: Binding, repository: string): readonly Preview[] {
  const settings = roleSettingsOf(system, binding.what);
  if (!settings) return [];
  const { identity } = binding;
  const until = moment(binding.until);
  const role = `${rolePath(systemOf(binding.what))}${roleName(repository, binding)}`;
  const refusal = refusalOf(system, binding);
  return [
    ...(refusal === undefined ? [] : [warning(`Cannot be granted: ${refusal}.`)]),
    plain(`Creates the IAM role \`${role}\` in account ${accountOf(system)}, which only \`${identity}\` can assume.`),
    ...asked(settings),
    ...settings.policies.map((arn) => plain(`Attaches \`${arn}\`.`)),
    ...settings.statements.map(({ actions, resources }) => plain(`Allows ${listed(actions)} on ${listed(resources)}.`)),
    ...(settings.boundary === undefined
      ? []
      : [plain(`Allows nothing that the permissions boundary \`${settings.boundary}\` does not allow, too.`)]),
    plain(`AWS denies everything from ${until} on, also to live sessions.`),
    settings.persists
      ? warning(
          "Can leave access behind: it may write IAM, pass roles and assume others, and that does not end with it.",
        )
      : plain("Cannot write IAM, pass a role or assume another."),
  ];
}

function asked({ mfa, sourceIdentity, sessionTags }: RoleSettings): readonly Preview[] {
  const within = mfa?.within === undefined ? "" : `, of less than ${formatDuration(mfa.within)} before`;
  return [
    ...(mfa ? [plain(`Each session takes a second factor (MFA)${within}.`)] : []),
    ...(sourceIdentity === undefined
      ? []
      : [
          plain(
            `CloudTrail names the person's ${sourceIdentity === "login" ? "login" : "name in AWS"} at every call, as its source identity.`,
          ),
        ]),
    ...(sessionTags.length === 0 ? [] : [plain(`Each session is tagged with its ${sessionTags.join(", ")}.`)]),
  ];
}

/** `2026-11-22 18:00 UTC`, with seconds where there are any. */
function moment(instant: Instant): string {
  return formatInstant(instant)
    .replace("T", " ")
    .replace(/(?::00)?Z$/, " UTC");
}

function listed(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(", ");
}

function plain(text: string): Preview {
  return { text, warning: false };
}

function warning(text: string): Preview {
  return { text, warning: true };
}
