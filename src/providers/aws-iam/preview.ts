import type { Binding } from "../../model/binding.js";
import { formatDuration } from "../../model/duration.js";
import { formatInstant, type Instant } from "../../model/instant.js";
import type { System } from "../../model/system.js";
import { systemOf } from "../../model/what.js";
import type { Preview } from "../../ports/provider.js";
import { groupHome, groupName } from "./group-place.js";
import { refusalOf } from "./refusal.js";
import { roleName, rolePath } from "./role-name.js";
import { accountOf, type RoleSettings, roleSettingsOf } from "./settings.js";

/** What a grant makes in the account, for whoever has to judge it. */
export function preview(system: System, binding: Binding, repository: string): readonly Preview[] {
  const settings = roleSettingsOf(system, binding.what);
  if (!settings) return [];
  const refusal = refusalOf(system, binding);
  return [
    ...(refusal === undefined ? [] : [warning(`Cannot be granted: ${refusal}.`)]),
    ...(settings.mode === "group" ? previewGroup : previewRole)(system, settings, binding, repository),
  ];
}

function previewGroup(
  system: System,
  settings: RoleSettings,
  binding: Binding,
  repository: string,
): readonly Preview[] {
  const group = groupName(repository, binding);
  const home = groupHome(repository, binding);
  return [
    plain(
      `Creates the IAM group \`${group}\` under \`${home}\` in account ${accountOf(system)}, with \`${binding.identity}\` as its only member.`,
    ),
    ...(settings.mfa ? [plain(`Each call takes a second factor (MFA)${within(settings)}.`)] : []),
    ...allowed(settings),
    plain(`AWS allows none of that from ${moment(binding.until)} on.`),
    settings.persists ? LASTING : plain("Allows no changes in IAM, and neither to pass a role nor to assume another."),
  ];
}

function previewRole(system: System, settings: RoleSettings, binding: Binding, repository: string): readonly Preview[] {
  const { identity } = binding;
  const role = `${rolePath(systemOf(binding.what))}${roleName(repository, binding)}`;
  return [
    plain(`Creates the IAM role \`${role}\` in account ${accountOf(system)}, which only \`${identity}\` can assume.`),
    ...asked(settings),
    ...settings.policies.map((arn) => plain(`Attaches \`${arn}\`.`)),
    ...allowed(settings),
    ...(settings.boundary === undefined
      ? []
      : [plain(`Allows nothing that the permissions boundary \`${settings.boundary}\` does not allow, too.`)]),
    plain(`AWS denies everything from ${moment(binding.until)} on, also to live sessions.`),
    settings.persists ? LASTING : plain("Cannot write IAM, pass a role or assume another."),
  ];
}

const LASTING = warning(
  "Can leave access behind: it may write IAM, pass roles and assume others, and that does not end with it.",
);

function allowed({ statements }: RoleSettings): readonly Preview[] {
  return statements.map(({ actions, resources }) => plain(`Allows ${listed(actions)} on ${listed(resources)}.`));
}

function within({ mfa }: RoleSettings): string {
  return mfa?.within === undefined ? "" : `, of less than ${formatDuration(mfa.within)} before`;
}

function asked(settings: RoleSettings): readonly Preview[] {
  const { mfa, sourceIdentity, sessionTags } = settings;
  return [
    ...(mfa ? [plain(`Each session takes a second factor (MFA)${within(settings)}.`)] : []),
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
