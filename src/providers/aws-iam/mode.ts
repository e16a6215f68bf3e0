import type { Held } from "../../model/binding.js";
import type { System } from "../../model/system.js";
import type { Aws } from "./aws.js";
import { blueprintOf } from "./blueprint.js";
import { grantGroup } from "./grant-group.js";
import { grantRole } from "./grant-role.js";
import { groupBlueprintOf } from "./group-blueprint.js";
import { groupName } from "./group-place.js";
import { isGroupWhole } from "./group-state.js";
import { isRoleWhole } from "./is-role-whole.js";
import { revokeGroup } from "./revoke-group.js";
import { revokeRole } from "./revoke-role.js";
import { roleName } from "./role-name.js";
import { roleSettingsOf } from "./settings.js";

interface Scope {
  readonly system: string;
  readonly repository: string;
}

/** How one binding is held today: as a role that its holder assumes, or as a group that they are in. */
export interface Mode {
  /** Returns how many calls changed something. */
  grant(aws: Aws, scope: Scope): Promise<number>;
  /** Whether all of it is seen. */
  isWhole(aws: Aws, scope: Scope): Promise<boolean>;
}

/** Undefined where nothing can be made of it: `refusalOf` says why. */
export function modeOf(system: System, mark: Parameters<typeof blueprintOf>[1]): Mode | undefined {
  const role = blueprintOf(system, mark);
  if (role) {
    return {
      grant: (aws, scope) => grantRole(aws, role, scope),
      isWhole: (aws, scope) => isRoleWhole(aws, role, scope),
    };
  }
  const group = groupBlueprintOf(system, mark);
  if (!group) return undefined;
  return {
    grant: (aws, scope) => grantGroup(aws, group, scope),
    isWhole: (aws, scope) => isGroupWhole(aws, group, scope),
  };
}

/** Of what it is, whatever its role is held as by now. Returns whether there was something to take away. */
export function revokeHeld(aws: Aws, system: System, held: Held, scope: Scope): Promise<boolean> {
  return isGroup(system, held)
    ? revokeGroup(aws, { name: groupName(scope.repository, held), identity: held.identity }, scope)
    : revokeRole(aws, { name: roleName(scope.repository, held), identity: held.identity }, scope);
}

/** By its ARN; where that is not known, by what it would be today. */
function isGroup(system: System, { name, what }: Held): boolean {
  const kind = /^arn:[^:]+:iam::\d+:(group|role)\//.exec(name)?.[1] ?? roleSettingsOf(system, what)?.mode;
  return kind === "group";
}
