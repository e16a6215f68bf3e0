import { accountOf } from "./accounts.js";
import { HARD_SYSTEM, SCHEDULED_SYSTEM } from "./systems.js";

/** The files of `access/` as the actors write them: JSON, which is YAML. */
export interface PeopleFile {
  readonly people: Readonly<
    Record<string, { readonly name: string; readonly id: number; readonly ids?: Record<string, string> }>
  >;
  readonly teams: Readonly<Record<string, readonly string[]>>;
}

export interface SystemFile {
  readonly kind: string;
  readonly about: string;
  readonly identity: string;
  readonly roles: Readonly<Record<string, { readonly about: string; readonly gives?: number }>>;
}

export interface PolicyFile {
  readonly what: readonly string[];
  readonly who: readonly string[];
  readonly for: string;
  readonly approve: readonly { readonly by: readonly string[]; readonly count?: number }[];
  readonly behalf?: boolean;
  readonly renewals?: number;
  readonly emergency?: { readonly who: readonly string[]; readonly for: string; readonly review: string };
}

export interface RequestFile {
  readonly who: string;
  readonly what: string | readonly string[];
  readonly for?: string;
  readonly until?: string;
  readonly from?: string;
  readonly why: string;
  readonly emergency?: boolean;
  readonly renews?: string;
}

export const PEOPLE = "access/people.yaml";
export const SETTINGS = "access/curfew.yaml";
export const OWNERS = ".github/CODEOWNERS";

export function systemPath(name: string): string {
  return `access/systems/${name}.yaml`;
}

export function policyPath(name: string): string {
  return `access/policies/${name}.yaml`;
}

const EVERYBODY = ["alice", "bob", "carol", "dana", "erin", "frank", "heidi"];

const FIRST_PEOPLE: PeopleFile = {
  people: Object.fromEntries(EVERYBODY.map((login) => [login, { name: login, id: accountOf(login).id }])),
  teams: {
    sre: ["alice", "bob"],
    databases: ["bob", "carol", "frank"],
    security: ["dana", "erin"],
    oncall: ["alice", "bob"],
  },
};

const FIRST_SYSTEMS: Readonly<Record<string, SystemFile>> = {
  [HARD_SYSTEM]: {
    kind: "vault",
    about: "It ends access by itself.",
    identity: "arn:{login}",
    roles: { admin: { about: "Everything." }, operator: { about: "Some of it." } },
  },
  [SCHEDULED_SYSTEM]: {
    kind: "memory",
    about: "Curfew ends access here.",
    identity: "{login}",
    roles: { reader: { about: "Reads." }, writer: { about: "Writes." } },
  },
};

const FIRST_POLICIES: Readonly<Record<string, PolicyFile>> = {
  "prod-admin": {
    what: [`${HARD_SYSTEM}/admin`],
    who: ["team:sre"],
    for: "40m",
    approve: [{ by: ["codeowners"] }],
    emergency: { who: ["team:oncall"], for: "10m", review: "2h" },
  },
  "prod-operator": {
    what: [`${HARD_SYSTEM}/operator`],
    who: ["team:sre", "team:databases"],
    for: "1h20m",
    approve: [{ by: ["team:sre", "team:databases"] }],
    behalf: true,
  },
  "db-writer": {
    what: [`${SCHEDULED_SYSTEM}/writer`],
    who: ["team:databases"],
    for: "40m",
    approve: [{ by: ["codeowners"] }, { by: ["team:databases", "team:security"], count: 2 }],
    renewals: 1,
  },
  "db-all": {
    what: [`${SCHEDULED_SYSTEM}/*`],
    who: ["team:sre", "team:databases"],
    for: "20m",
    approve: [],
    behalf: true,
  },
};

const FIRST_OWNERS = [
  "/access/ @erin",
  "/.github/ @erin",
  "/access/requests/",
  `/access/requests/${HARD_SYSTEM}/ @dana @heidi`,
  `/access/requests/${SCHEDULED_SYSTEM}/ @dana @frank`,
  "",
].join("\n");

export function firstFiles(): Readonly<Record<string, string>> {
  return {
    [PEOPLE]: JSON.stringify(FIRST_PEOPLE),
    [OWNERS]: FIRST_OWNERS,
    "README.md": "Access.\n",
    ...Object.fromEntries(
      Object.entries(FIRST_SYSTEMS).map(([name, file]) => [systemPath(name), JSON.stringify(file)]),
    ),
    ...Object.fromEntries(
      Object.entries(FIRST_POLICIES).map(([name, file]) => [policyPath(name), JSON.stringify(file)]),
    ),
  };
}
