import type { Binding } from "../../model/binding.js";
import { formatInstant, type Instant } from "../../model/instant.js";
import type { System } from "../../model/system.js";
import { systemOf } from "../../model/what.js";
import type { Preview } from "../../ports/provider.js";
import { roleName, rolePath } from "./role-name.js";
import { accountOf, roleSettingsOf } from "./settings.js";
import { partitionOf } from "./trust-policy.js";

/** What a grant makes in the account, for whoever has to judge it. */
export function previewRole(system: System, binding: Binding, repository: string): readonly Preview[] {
  const settings = roleSettingsOf(system, binding.what);
  if (!settings) return [];
  const { identity } = binding;
  const until = moment(binding.until);
  const role = `${rolePath(systemOf(binding.what))}${roleName(repository, binding)}`;
  const previews = [
    plain(`Creates the IAM role \`${role}\` in account ${accountOf(system)}, which only \`${identity}\` can assume.`),
    ...settings.policies.map((arn) => plain(`Attaches \`${arn}\`.`)),
    ...settings.statements.map(({ actions, resources }) => plain(`Allows ${listed(actions)} on ${listed(resources)}.`)),
    plain(`AWS denies everything from ${until} on, also to live sessions.`),
    settings.persists
      ? warning(
          "Can leave access behind: it may write IAM, pass roles and assume others, and that does not end with it.",
        )
      : plain("Cannot write IAM, pass a role or assume another."),
  ];
  if (partitionOf(identity) !== undefined) return previews;
  return [warning(`Cannot be granted: \`${identity}\` is not the ARN of one user, role or session.`), ...previews];
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
