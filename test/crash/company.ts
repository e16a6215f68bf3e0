import { IAM } from "@aws-sdk/client-iam";
import { REPOSITORY } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { curfew } from "../cli/curfew.js";
import { recordingLog, START, unprotect } from "../story/stage.js";

/** One is an IAM role, the other an IAM group. */
export const ROLES = ["rds-operator", "rds-rebooter"] as const;
const HOUR = 3_600_000;

type Role = (typeof ROLES)[number];

/** Who has what until when, by `<who> <role>`; times are epoch milliseconds. */
export type Ends = Readonly<Record<string, number>>;

/** What somebody asked for and was merged, as the test itself knows it; times are epoch milliseconds. */
interface Asked {
  readonly path: string;
  readonly who: string;
  readonly roles: readonly Role[];
  readonly from: number;
  readonly until: number;
  readonly removed: boolean;
}

/** A company whose people ask, merge by hand and take away; what should be held is worked out apart from the product. */
export interface Company {
  readonly world: World;
  /** By what was merged. */
  expected(): Ends;
  /** At AWS: a role however whole it is; a group that lets nobody do anything has ended. */
  held(): Promise<Ends>;
  /** Roles and groups that are none of ours, and who is in these. */
  foreign(): Promise<readonly string[]>;
  ask(people: readonly string[], roles: readonly Role[], hours: number): Promise<void>;
  /** Takes the oldest request that holds out of the repository, approved; false where there is none. */
  takeAway(): Promise<boolean>;
  /** Every line of the ledger, in its order. */
  ledger(): Promise<readonly LedgerEntry[]>;
  close(): Promise<void>;
}

export interface LedgerEntry {
  readonly kind: string;
  readonly action?: "grant" | "extend" | "shorten" | "revoke";
  readonly who: string;
  readonly what: string;
  readonly until: string;
  readonly found?: true;
  readonly result?: { readonly outcome: string; readonly error?: string };
}

export async function foundCompany(): Promise<Company> {
  const world = await createWorld({ start: START, running: false, log: recordingLog() });
  await unprotect(world);
  const { alice, dana } = world.people;
  const folder = await addGroup(dana);
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = world.operatorEnvironment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const iam = new IAM({ endpoint: world.cloudUrl, region: "us-east-1", credentials });
  await fillAccount(iam);
  await allowCurfew(iam, folder);
  const asked: Asked[] = [];
  let count = 0;

  async function mergeBranch(branch: string, change: string): Promise<void> {
    await dana.pull();
    await dana.shell(
      `set -e; git checkout --quiet -B ${branch}; ${change}; git add -A; git commit --quiet -m '${branch}'; git push --quiet origin HEAD:${branch}`,
    );
    const { data } = await dana.api.rest.pulls.create({ ...REPOSITORY, title: branch, head: branch, base: "main" });
    const pull = { ...REPOSITORY, pull_number: data.number };
    await alice.api.rest.pulls.createReview({ ...pull, event: "APPROVE" });
    await dana.api.rest.pulls.merge(pull);
  }

  function active(): readonly Asked[] {
    const now = world.clock.now();
    return asked.filter(({ removed, from, until }) => !removed && from <= now && now < until);
  }

  return {
    world,
    expected() {
      const ends: Record<string, number> = {};
      for (const { who, roles, until } of active()) {
        for (const role of roles) ends[`${who} ${role}`] = Math.max(ends[`${who} ${role}`] ?? 0, until);
      }
      return ends;
    },
    async held() {
      const ends: Record<string, number> = {};
      for (const arn of await world.cloud.root.roles("/curfew/")) {
        const { who, until } = await world.cloud.root.tags(arn);
        if (who !== undefined && until !== undefined) ends[`${who} ${ROLES[0]}`] = Date.parse(until);
      }
      const { Groups = [] } = await iam.listGroups({ PathPrefix: "/curfew/aws-prod/acme/" });
      for (const { GroupName, Path = "" } of Groups) {
        const [, , , , , who = ""] = Path.split("/");
        ends[`${who} ${ROLES[1]}`] = await endOfGroup(iam, { name: GroupName ?? "", who });
      }
      return ends;
    },
    async foreign() {
      const roles = await world.cloud.root.roles("/");
      const { Groups = [] } = await iam.listGroups({});
      const groups = await Promise.all(
        Groups.map(async ({ GroupName, Arn = "" }) => {
          const { Users = [] } = await iam.getGroup({ GroupName });
          return [Arn, ...Users.map(({ UserName = "" }) => UserName)].join(" ");
        }),
      );
      return [...roles, ...groups].filter((one) => /made-by-hand|elsewhere/.test(one)).sort();
    },
    async ask(people, roles, hours) {
      count += 1;
      const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
      const folder = `access/requests/aws-prod/${day}`;
      const files = people.map((who) => ({ who, path: `${folder}/${who}-${count}.yaml` }));
      const what = `[${roles.map((role) => `aws-prod/${role}`).join(", ")}]`;
      const writes = files.map(
        ({ who, path }) =>
          `printf 'who: ${who}\\nwhat: ${what}\\nfor: ${hours}h\\nwhy: Restart the orders-db replica.\\n' > ${path}`,
      );
      await mergeBranch(`ask-${count}`, `mkdir -p ${folder}; ${writes.join("; ")}`);
      const from = world.clock.now();
      asked.push(...files.map((file) => ({ ...file, roles, from, until: from + hours * HOUR, removed: false })));
    },
    async takeAway() {
      const [oldest] = active();
      if (oldest === undefined) return false;
      count += 1;
      await mergeBranch(`take-${count}`, `git rm --quiet ${oldest.path}`);
      asked.splice(asked.indexOf(oldest), 1, { ...oldest, removed: true });
      return true;
    },
    async ledger() {
      await dana.pull();
      const text = await dana.shell(
        "git ls-tree -r --name-only origin/curfew-ledger 2>/dev/null | grep '[.]jsonl$' | while read -r file; do git show \"origin/curfew-ledger:$file\"; done",
      );
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as LedgerEntry);
    },
    close: () => world.close(),
  };
}

const GROUP = `  rds-rebooter:
    about: Restart databases, as oneself.
    mode: group
    statements:
      - actions: [rds:RebootDBInstance]
        resources: ["*"]
`;

/** The worked example, with one role more; returns the folder of a clone that has it. */
async function addGroup(somebody: World["people"]["dana"]): Promise<string> {
  const folder = await somebody.pull();
  await somebody.shell(
    `set -e; printf '%s' '${GROUP}' >> access/systems/aws-prod.yaml; sed -i 's,^what: .*,what: [aws-prod/rds-*],' access/policies/production-databases.yaml; git add -A; git commit --quiet -m 'Add a role'; git push --quiet origin HEAD:main`,
  );
  return folder;
}

/** From when on it lets nobody do anything, as its policy and its members have it; 0 where it never did. */
async function endOfGroup(iam: IAM, { name: GroupName, who }: { readonly name: string; readonly who: string }) {
  const { Users = [] } = await iam.getGroup({ GroupName });
  const { PolicyNames = [] } = await iam.listGroupPolicies({ GroupName });
  if (Users.map(({ UserName }) => UserName).join() !== who || PolicyNames.length !== 1) return 0;
  const { PolicyDocument = "" } = await iam.getGroupPolicy({ GroupName, PolicyName: PolicyNames[0] });
  const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    readonly Statement: readonly {
      readonly Effect: string;
      readonly Action?: string | readonly string[];
      readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
  };
  const allowing = Statement.filter(({ Effect, Action }) => Effect === "Allow" && String(Action).startsWith("rds:"));
  return Math.max(...allowing.map(({ Condition }) => Date.parse(Condition["DateLessThan"]?.["aws:CurrentTime"] ?? "")));
}

/** The people's own users; and what others made: one role and one group elsewhere, one of each where ours are. */
async function fillAccount(iam: IAM): Promise<void> {
  for (const UserName of ["bob", "carol"]) await iam.createUser({ UserName });
  const principal = { AWS: "arn:aws:iam::123456789012:root" };
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  for (const [Path, name] of [
    ["/", "elsewhere"],
    ["/curfew/aws-prod/", "made-by-hand"],
  ] as const) {
    await iam.createRole({ Path, RoleName: name, AssumeRolePolicyDocument });
    await iam.createGroup({ Path, GroupName: name });
    await iam.addUserToGroup({ GroupName: name, UserName: "bob" });
  }
}

/** What Curfew says that it needs for the system as it is now: the worked example's own policy knows of no groups. */
async function allowCurfew(iam: IAM, folder: string): Promise<void> {
  const { stdout } = await curfew(["doctor", "--print-iam-policy", "--system", "aws-prod"], { cwd: folder });
  await iam.putUserPolicy({ UserName: "curfew", PolicyName: "inline-1", PolicyDocument: stdout });
}
