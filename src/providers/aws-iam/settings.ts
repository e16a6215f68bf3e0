import type { Role, System } from "../../model/system.js";
import { roleOf, type What } from "../../model/what.js";

/** What a role of this kind allows. */
export interface RoleSettings {
  /** ARNs of managed policies. */
  readonly policies: readonly string[];
  readonly statements: readonly { readonly actions: readonly string[]; readonly resources: readonly string[] }[];
  /** The holder may write IAM, pass roles and assume others: what is made so outlives the role. */
  readonly persists: boolean;
}

/** Twelve digits. */
export function accountOf(system: System): string {
  return String(system.settings["account"]);
}

/** Undefined where the system has that role no more. */
export function roleSettingsOf(system: System, what: What): RoleSettings | undefined {
  const role = system.roles.get(roleOf(what));
  return role && settingsOf(role);
}

// The shape was checked by this kind's schema when the system was read.
function settingsOf({ settings }: Role): RoleSettings {
  return {
    policies: (settings["policies"] ?? []) as RoleSettings["policies"],
    statements: (settings["statements"] ?? []) as RoleSettings["statements"],
    persists: settings["persists"] === true,
  };
}
