import type { IAM } from "@aws-sdk/client-iam";
import { later } from "../../../src/model/instant.js";
import { groupHome, groupName } from "../../../src/providers/aws-iam/group-place.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import type { Harness, Place } from "../../../src/testing/index.js";
import { aBinding, REPOSITORY } from "../a-system.js";
import { openAccount } from "./account.js";
import { groupSystem, nameOf } from "./groups.js";
import { handsIn } from "./harness.js";
import { groupsSnapshotOf, snapshotOf } from "./snapshot.js";

/** The same laws for roles that are held as groups. */
export const groupHarness: Harness = {
  kind,
  async open() {
    const account = await openAccount();
    const { root, bindings, alice } = account;
    // What others let her do is not ours, wherever she is a member.
    await root.createGroup({ GroupName: "engineers" });
    await root.addUserToGroup({ GroupName: "engineers", UserName: "alice" });
    return {
      ...handsIn(account),
      bindings: [
        aBinding("alice", "aws-prod/operator", alice.arn),
        aBinding("bob", "aws-prod/lasting", bindings[1].identity),
      ],
      connect: () => account.connect({ system: groupSystem }),
      snapshot: async () => [await snapshotOf(root), await groupsSnapshotOf(root)],
      foreign: foreignGroupsOf(root),
      drifts: groupDriftsOf(root),
    };
  },
};

function foreignGroupsOf(root: IAM): Place["foreign"] {
  const other = "acme/other";
  const groups: readonly {
    readonly about: string;
    readonly namesake: boolean;
    readonly place: (binding: Parameters<typeof nameOf>[0]) => readonly [path: string, name: string];
  }[] = [
    { about: "a group under our path", namesake: false, place: () => ["/curfew/aws-prod/", "made-by-hand"] },
    {
      about: "a group whose path says more than there is",
      namesake: false,
      place: () => ["/curfew/aws-prod/acme/access/alice/op_er=zzator/", "by-hand"],
    },
    {
      about: "a copy of our group by another name",
      namesake: false,
      place: (binding) => [groupHome(REPOSITORY, binding), `${nameOf(binding)}-copy`],
    },
    {
      about: "a group of another repository",
      namesake: false,
      place: (binding) => [groupHome(other, binding), groupName(other, binding)],
    },
    { about: "a group of our name elsewhere", namesake: true, place: (binding) => ["/", nameOf(binding)] },
    {
      about: "a group of our name at another repository's path",
      namesake: true,
      place: (binding) => [groupHome(other, binding), nameOf(binding)],
    },
  ];
  return groups.map(({ about, namesake, place }) => ({
    about,
    namesake,
    async place(binding) {
      const [Path, GroupName] = place(binding);
      const member = { GroupName, UserName: binding.identity.slice(binding.identity.lastIndexOf("/") + 1) };
      await root.createGroup({ Path, GroupName });
      await root.addUserToGroup(member);
      return async () => {
        await root.removeUserFromGroup(member);
        await root.deleteGroup({ GroupName });
      };
    },
  }));
}

/** What an administrator of the account might do to a group of ours, by the part that it changes. */
export function groupDriftsOf(root: IAM): Place["drifts"] {
  const PolicyName = "curfew";

  function drift(
    about: string,
    damage: (GroupName: string, binding: Parameters<Place["drifts"][number]["damage"]>[0]) => Promise<unknown>,
  ): Place["drifts"][number] {
    return { about, damage: async (binding) => void (await damage(nameOf(binding), binding)) };
  }

  /** As it is, with each text in place of another. */
  async function rewrite(GroupName: string, rewritten: (text: string) => string): Promise<void> {
    const { PolicyDocument = "" } = await root.getGroupPolicy({ GroupName, PolicyName });
    const before = decodeURIComponent(PolicyDocument);
    const after = rewritten(before);
    if (after === before) throw new Error("nothing was changed");
    await root.putGroupPolicy({ GroupName, PolicyName, PolicyDocument: after });
  }

  const instant = (moment: number) => new Date(moment).toISOString().replace(".000", "");

  return [
    drift("the policy was deleted", (GroupName) => root.deleteGroupPolicy({ GroupName, PolicyName })),
    drift("its statements last longer", (GroupName, { until }) =>
      rewrite(GroupName, (text) =>
        text.replaceAll(`"aws:CurrentTime":"${instant(until)}"`, `"aws:CurrentTime":"${instant(later(until, 3600))}"`),
      ),
    ),
    drift("all of it lasts longer, and says so", (GroupName, { until }) =>
      rewrite(GroupName, (text) => text.replaceAll(instant(until), instant(later(until, 3600)))),
    ),
    drift("its statements do not end", (GroupName) =>
      rewrite(GroupName, (text) => text.replaceAll(/,"DateLessThan":\{[^}]*\}/g, "")),
    ),
    drift("it allows more", (GroupName) => rewrite(GroupName, (text) => text.replace("rds:RebootDBInstance", "rds:*"))),
    drift("the mark is gone", (GroupName) =>
      rewrite(GroupName, (text) => text.replace('"Sid":"Mark"', '"Sid":"Unmarked"')),
    ),
    drift("the mark names somebody else", (GroupName) =>
      rewrite(GroupName, (text) => text.replace(/user\/\w+"/, 'user/curfew"')),
    ),
    ...["until", "request", "commit", "identity"].map((key) =>
      drift(`the mark does not say ${key}`, (GroupName) =>
        rewrite(GroupName, (text) => text.replace(`aws:ResourceTag/${key}"`, 'aws:ResourceTag/other"')),
      ),
    ),
    drift("the mark is of another repository", (GroupName) =>
      rewrite(GroupName, (text) => text.replace('"acme/access"', '"acme/other"')),
    ),
    drift("an inline policy was added", (GroupName) =>
      root.putGroupPolicy({
        GroupName,
        PolicyName: "more",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "*", Resource: "*" },
        }),
      }),
    ),
    drift("a managed policy was attached", (GroupName) =>
      root.attachGroupPolicy({ GroupName, PolicyArn: "arn:aws:iam::aws:policy/IAMFullAccess" }),
    ),
    drift("somebody else was made a member", (GroupName) => root.addUserToGroup({ GroupName, UserName: "curfew" })),
    drift("its member was taken out", (GroupName, { identity }) =>
      root.removeUserFromGroup({ GroupName, UserName: identity.slice(identity.lastIndexOf("/") + 1) }),
    ),
    drift("somebody else is in it in place of its member", async (GroupName, { identity }) => {
      await root.removeUserFromGroup({ GroupName, UserName: identity.slice(identity.lastIndexOf("/") + 1) });
      await root.addUserToGroup({ GroupName, UserName: "curfew" });
    }),
  ];
}
