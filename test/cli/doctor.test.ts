import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environmentOf, leastPolicy, openAccount, system, type TestAccount } from "../providers/aws-iam/account.js";
import { type LocalClone, localClone } from "./clone.js";
import { curfew, type Ended } from "./curfew.js";

let clone: LocalClone;
beforeEach(async () => {
  clone = await localClone();
});
afterEach(() => clone.remove());

function doctor(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return curfew(["doctor", ...words], { cwd: clone.directory, env });
}

/** Adds a system, as the worked example's with changes. */
async function addSystem(name: string, change: (text: string) => string): Promise<void> {
  const folder = join(clone.directory, "access/systems");
  const text = await readFile(join(folder, "aws-prod.yaml"), "utf8");
  expect(change(text)).not.toBe(text);
  await writeFile(join(folder, `${name}.yaml`), change(text));
}

const THROUGH = (text: string) =>
  text.replace(/^account:.*$/m, 'account: "210987654321"\nthrough: arn:aws:iam::210987654321:role/curfew');

describe("the policy that Curfew itself needs", () => {
  test("of one system is printed to be piped, and is what the provider's README shows", async () => {
    const { exit, stdout, stderr } = await doctor(["--print-iam-policy"]);
    expect([exit, stderr]).toEqual([0, ""]);
    const readme = await readFile(new URL("../../src/providers/aws-iam/README.md", import.meta.url), "utf8");
    expect(readme).toContain(`\`\`\`json\n${stdout}\`\`\``);
  });

  test("of several has a line before each that says whose it is", async () => {
    await addSystem("aws-test", THROUGH);
    const { exit, stdout } = await doctor(["--print-iam-policy"]);
    expect(exit).toBe(0);
    const [, ...parts] = stdout.split(/^# /m);
    expect(parts.map((part) => part.slice(0, part.indexOf("\n")))).toEqual([
      "aws-prod: the credentials that Curfew runs with",
      "aws-test: arn:aws:iam::210987654321:role/curfew",
      "aws-test: the credentials that Curfew runs with",
    ]);
    const policies = parts.map((part) => JSON.parse(part.slice(part.indexOf("\n"))) as object);
    expect(policies[2]).toMatchObject({
      Statement: [{ Action: "sts:AssumeRole", Resource: "arn:aws:iam::210987654321:role/curfew" }],
    });
  });

  test("as JSON it is a value", async () => {
    await addSystem("aws-test", THROUGH);
    const { exit, stdout } = await doctor(["--json", "--print-iam-policy", "--system", "aws-test"]);
    const through = "arn:aws:iam::210987654321:role/curfew";
    expect([exit, JSON.parse(stdout)]).toEqual([
      0,
      {
        policies: [
          { system: "aws-test", holder: through, policy: expect.objectContaining({ Version: "2012-10-17" }) },
          expect.objectContaining({ system: "aws-test", holder: "the credentials that Curfew runs with" }),
        ],
        findings: [],
      },
    ]);
  });
});

test("a system that is not there is wrong usage, and those that are there are named", async () => {
  const { exit, stdout, stderr } = await doctor(["--print-iam-policy", "--system", "aws-prd"]);
  expect([exit, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/no aws-prd: it has aws-prod/);
});

test("a folder that cannot be read is its findings, and nothing is asked of anybody", async () => {
  await rm(join(clone.directory, "access/people.yaml"));
  for (const words of [[], ["--print-iam-policy"]]) {
    const { exit, stdout } = await doctor(words);
    expect([exit, stdout]).toEqual([1, expect.stringMatching(/^access\/people\.yaml: error missing-file/)]);
  }
});

describe("of what Curfew is connected to", () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await openAccount({ quotas: { rolesPerAccount: 10 } });
  });
  afterEach(() => account.close());

  const asked = () => environmentOf(account.sandbox.url, account.curfew);

  async function addRoles(count: number): Promise<void> {
    const statement = { Effect: "Allow", Principal: { AWS: account.alice.arn }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    for (let number = 1; number <= count; number += 1) {
      await account.root.createRole({ RoleName: `role-${number}`, AssumeRolePolicyDocument });
    }
  }

  test("a system that is reached, with room for more, is fine", async () => {
    await addRoles(8);
    expect(await doctor([], asked())).toEqual({ exit: 0, stdout: "1 system, 0 findings.\n", stderr: "" });
    expect(account.calls()).toEqual([
      "sts:GetCallerIdentity",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetAccountSummary",
    ]);
  });

  test("a system that is nearly full is a warning, and none that fails", async () => {
    await addRoles(9);
    const { exit, stdout } = await doctor([], asked());
    expect([exit, stdout.split("\n")]).toEqual([
      0,
      [expect.stringMatching(/warning quota-near .*aws-prod.* 9 .*10/), "1 system, 1 finding.", ""],
    ]);
  });

  test("a system whose file says more than its account takes is a finding that says what to write", async () => {
    const saying = (roles: number) => (text: string) => `${text}quotas: { roles: ${roles}, groups: 300 }\n`;
    await addSystem("aws-full", saying(10));
    await addSystem("aws-more", saying(11));
    const { exit, stdout } = await doctor([], asked());
    expect([exit, stdout.split("\n")]).toEqual([
      1,
      [
        expect.stringMatching(/error quota-overstated .*aws-more.* 10 roles.* 11: .*quotas: \{ roles: 10 \}/),
        "3 systems, 1 finding.",
        "",
      ],
    ]);
  });

  test("a system that refuses exits 1 and says what is missing, with no secret", async () => {
    const { Statement, ...rest } = leastPolicy(system);
    const without = [Statement].flat().filter(({ Sid }) => Sid !== "ListAll");
    await account.allow({ ...rest, Statement: without });
    const { exit, stdout } = await doctor(["--json"], asked());
    const { systems, findings } = JSON.parse(stdout) as Record<string, unknown>;
    expect([exit, systems]).toEqual([1, ["aws-prod"]]);
    const error = expect.stringContaining("iam:GetAccountAuthorizationDetails");
    expect(findings).toEqual([
      expect.objectContaining({ code: "system-unobserved", args: { system: "aws-prod", error } }),
    ]);
    expect(stdout).not.toContain(account.curfew.secretAccessKey);
  });

  test("one that is out of reach hides no other", async () => {
    await addSystem("aws-test", THROUGH);
    const { exit, stdout } = await doctor([], asked());
    expect([exit, stdout.split("\n")]).toEqual([
      1,
      [expect.stringMatching(/error system-unobserved .*aws-test/), "2 systems, 1 finding.", ""],
    ]);
    expect((await doctor(["--system", "aws-prod"], asked())).exit).toBe(0);
  });
});
