import { CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { REPOSITORY } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { recordingLog, START, unprotect } from "../story/stage.js";

const ROLE = "aws-prod/rds-operator";
const HOUR = 3_600_000;

/** What somebody asked for and was merged, as the test itself knows it; times are epoch milliseconds. */
interface Asked {
  readonly path: string;
  readonly who: string;
  readonly from: number;
  readonly until: number;
  readonly removed: boolean;
}

/** A company whose people ask, merge by hand and take away; what should be held is worked out apart from the product. */
export interface Company {
  readonly world: World;
  /** Who holds the role until when, by what was merged. */
  expected(): Readonly<Record<string, number>>;
  /** Who holds the role until when at AWS, however whole it is. */
  held(): Promise<Readonly<Record<string, number>>>;
  /** Roles that are none of ours. */
  foreign(): Promise<readonly string[]>;
  ask(people: readonly string[], hours: number): Promise<void>;
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
  readonly until: string;
  readonly found?: true;
  readonly result?: { readonly outcome: string; readonly error?: string };
}

export async function foundCompany(): Promise<Company> {
  const world = await createWorld({ start: START, running: false, log: recordingLog() });
  await unprotect(world);
  await fillAccount(world);
  const { alice, dana } = world.people;
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
      for (const { who, until } of active()) ends[who] = Math.max(ends[who] ?? 0, until);
      return ends;
    },
    async held() {
      const ends: Record<string, number> = {};
      for (const arn of await world.cloud.root.roles("/curfew/")) {
        const { who, until } = await world.cloud.root.tags(arn);
        if (who !== undefined && until !== undefined) ends[who] = Date.parse(until);
      }
      return ends;
    },
    async foreign() {
      const all = await world.cloud.root.roles("/");
      return all.filter((arn) => /made-by-hand|elsewhere/.test(arn)).sort();
    },
    async ask(people, hours) {
      count += 1;
      const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
      const folder = `access/requests/aws-prod/${day}`;
      const files = people.map((who) => ({ who, path: `${folder}/${who}-${count}.yaml` }));
      const writes = files.map(
        ({ who, path }) =>
          `printf 'who: ${who}\\nwhat: ${ROLE}\\nfor: ${hours}h\\nwhy: Restart the orders-db replica.\\n' > ${path}`,
      );
      await mergeBranch(`ask-${count}`, `mkdir -p ${folder}; ${writes.join("; ")}`);
      const from = world.clock.now();
      asked.push(...files.map((file) => ({ ...file, from, until: from + hours * HOUR, removed: false })));
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

/** The people's own users; and roles of others: one elsewhere, one where ours are. */
async function fillAccount(world: World): Promise<void> {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = world.operatorEnvironment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const iam = new IAMClient({ endpoint: world.cloudUrl, region: "us-east-1", credentials });
  for (const UserName of ["bob", "carol"]) await iam.send(new CreateUserCommand({ UserName }));
  const principal = { AWS: "arn:aws:iam::123456789012:root" };
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  for (const [Path, RoleName] of [
    ["/", "elsewhere"],
    ["/curfew/aws-prod/", "made-by-hand"],
  ] as const) {
    await iam.send(new CreateRoleCommand({ Path, RoleName, AssumeRolePolicyDocument }));
  }
}
