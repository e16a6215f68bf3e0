import type { IAM } from "@aws-sdk/client-iam";
import type { Binding } from "../../../src/model/binding.js";
import type { System } from "../../../src/model/system.js";
import { groupName, groupPath } from "../../../src/providers/aws-iam/group-place.js";
import { aSystem, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, system } from "./account.js";

/** The system of the other tests, with roles that are held as groups. */
export const groupSystem: System = aSystem({
  ...system,
  roles: {
    operator: {
      mode: "group",
      statements: [
        { actions: ["rds:RebootDBInstance"], resources: ["*"] },
        { actions: ["iam:ListUsers", "iam:GetUser"], resources: ["*"] },
      ],
    },
    lasting: { mode: "group", persists: true, statements: [{ actions: ["*"], resources: ["*"] }] },
    admin: { policies: [ADMINISTRATOR] },
  },
});

export function nameOf(binding: Pick<Binding, "who" | "what">): string {
  return groupName(REPOSITORY, binding);
}

export function arnOf(binding: Binding): string {
  return `arn:aws:iam::${ACCOUNT}:group${groupPath({ ...binding, repository: REPOSITORY })}${nameOf(binding)}`;
}

/** Names of the users in a group. */
export async function membersOf(root: IAM, GroupName: string): Promise<readonly string[]> {
  const { Users = [] } = await root.getGroup({ GroupName });
  return Users.map(({ UserName = "" }) => UserName);
}
