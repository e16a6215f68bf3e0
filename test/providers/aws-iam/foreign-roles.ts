import type { IAM } from "@aws-sdk/client-iam";
import type { Binding } from "../../../src/model/binding.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { tagsOf } from "../../../src/providers/aws-iam/role-tags.js";
import type { Place } from "../../../src/testing/index.js";
import { REPOSITORY } from "../a-system.js";

const UNDER_OURS = "/curfew/aws-prod/";

interface ForeignRole {
  readonly about: string;
  readonly namesake: boolean;
  readonly path: string;
  readonly name: (binding: Binding) => string;
  /** Whose mark it bears, if any. */
  readonly repository?: string;
  /** Keys of the mark that it lacks. */
  readonly without?: readonly string[];
}

const roles: readonly ForeignRole[] = [
  { about: "a role under our path", namesake: false, path: UNDER_OURS, name: () => "made-by-hand" },
  {
    about: "a role further down our path",
    namesake: false,
    path: `${UNDER_OURS}aws-prod/`,
    name: () => "made-by-hand",
  },
  {
    about: "a copy of our role with its tags, by another name",
    namesake: false,
    path: UNDER_OURS,
    name: (binding) => `${ours(binding)}-copy`,
    repository: REPOSITORY,
  },
  {
    about: "a role of another repository",
    namesake: false,
    path: UNDER_OURS,
    name: (binding) => roleName("acme/other", binding),
    repository: "acme/other",
  },
  {
    about: "a role of our name, with half of our tags",
    namesake: true,
    path: UNDER_OURS,
    name: ours,
    repository: REPOSITORY,
    without: ["who"],
  },
  {
    about: "a role of our name, with all of our tags but the repository",
    namesake: true,
    path: UNDER_OURS,
    name: ours,
    repository: REPOSITORY,
    without: ["repository"],
  },
  { about: "a role of our name without tags", namesake: true, path: UNDER_OURS, name: ours },
  {
    about: "a role of our name, marked by another repository",
    namesake: true,
    path: UNDER_OURS,
    name: ours,
    repository: "acme/other",
  },
  { about: "a role of our name and tags elsewhere", namesake: true, path: "/", name: ours, repository: REPOSITORY },
];

export function foreignRolesOf(root: IAM): Place["foreign"] {
  return roles.map(({ about, namesake, path, name, repository, without = [] }) => ({
    about,
    namesake,
    async place(binding) {
      const RoleName = name(binding);
      const tags = repository === undefined ? new Map<string, string>() : tagsOf({ ...binding, repository });
      await root.createRole({
        Path: path,
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: binding.identity }, Action: "sts:AssumeRole" }],
        }),
        Tags: [...tags].filter(([key]) => !without.includes(key)).map(([Key, Value]) => ({ Key, Value })),
      });
      return async () => void (await root.deleteRole({ RoleName }));
    },
  }));
}

function ours(binding: Binding): string {
  return roleName(REPOSITORY, binding);
}
