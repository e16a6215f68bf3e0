import type { AwsIamRole, AwsIamSystem } from "../../generated/systems/aws-iam.js";
import type { Role, System } from "../../model/system.js";
import { roleOf, type What } from "../../model/what.js";

/** What a role of this kind allows. */
export type RoleSettings = Readonly<Required<Omit<AwsIamRole, "about">>>;

/** Twelve digits. */
export function accountOf(system: System): string {
  return (system.settings as unknown as Pick<AwsIamSystem, "account">).account;
}

/** Of every role of the system. */
export function settingsIn(system: System): readonly RoleSettings[] {
  return [...system.roles.values()].map(settingsOf);
}

/** Undefined where the system has that role no more. */
export function roleSettingsOf(system: System, what: What): RoleSettings | undefined {
  const role = system.roles.get(roleOf(what));
  return role && settingsOf(role);
}

function settingsOf({ settings }: Role): RoleSettings {
  // This kind's schema checked the shape when the system was read.
  const { policies = [], statements = [], persists = false } = settings as Partial<AwsIamRole>;
  return { policies, statements, persists };
}
