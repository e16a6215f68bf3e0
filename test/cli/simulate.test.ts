import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalClone, localClone } from "./clone.js";
import { curfew, type Ended } from "./curfew.js";

let clone: LocalClone;
beforeAll(async () => {
  clone = await localClone();
});
afterAll(() => clone.remove());

function simulate(...words: readonly string[]): Promise<Ended> {
  return curfew(["simulate", ...words], { cwd: clone.directory });
}

test("could alice have it now: yes, and who would have to approve", async () => {
  const { exit, stdout } = await simulate(
    ...["--who", "alice", "--what", "aws-prod/admin", "--for", "2h", "--ticket", "INC-1"],
    ...["--why", "Promote the orders-db replica."],
  );
  expect([exit, stdout.split("\n")[0]]).toEqual([
    0,
    "alice could have aws-prod/admin for 2h, after 1 approval from a code owner: dana.",
  ]);
  expect(stdout).toContain("… Policy production-admin");
});

test("with those who approve it is allowed; without the ticket it would have to say more, and exits 1", async () => {
  const asked = ["--who", "alice", "--what", "aws-prod/admin"];
  const why = "Promote the orders-db replica.";
  const allowed = await simulate(...asked, "--ticket", "INC-1", "--why", why, "--approved-by", "bob,dana");
  expect([allowed.exit, allowed.stdout]).toEqual([
    0,
    expect.stringContaining("for 4h, and nobody need approve any more."),
  ]);
  const { exit, stdout } = await simulate(...asked);
  expect([exit, stdout]).toEqual([
    1,
    expect.stringContaining("if the request said more: It requires a ticket that matches"),
  ]);
});

test("what could alice have at all, and who could have a role: a line each", async () => {
  expect((await simulate("--who", "alice")).stdout).toBe(`\
WHAT                   CAN  AT MOST  APPROVED BY                                                                       WHY NOT, OR WHAT IT MUST SAY
aws-prod/admin         if   4h       1 approval from a code owner: dana and 1 approval from team security: dana or e…  It requires a ticket that matches \`^INC-\\d+$\`; It breaks the rule \`size(request…
aws-prod/rds-operator  yes  8h       1 approval from team sre or team databases: bob or carol
`);
  const { exit, stdout } = await simulate("--what", "aws-prod/admin");
  expect([exit, stdout]).toEqual([
    0,
    expect.stringMatching(/^WHO +CAN[\s\S]*^alice +if +4h[\s\S]*^carol +no +carol may not/m),
  ]);
});

test("as JSON it has the whole tree, and instants as they are written elsewhere", async () => {
  const at = ["--at", "2026-11-22T14:00:00+01:00"];
  const { exit, stdout } = await simulate("--json", "--who", "carol", "--what", "aws-prod/rds-operator", ...at);
  expect([exit, JSON.parse(stdout)]).toEqual([
    0,
    {
      possibilities: [
        expect.objectContaining({
          who: "carol",
          what: "aws-prod/rds-operator",
          at: "2026-11-22T13:00:00Z",
          can: "yes",
          seconds: 28_800,
          decision: expect.objectContaining({ outcome: "waiting" }),
        }),
      ],
      unknown: [],
      findings: [],
    },
  ]);
});

test("a team of GitHub's is unknown here, and is said to be", async () => {
  const owners = join(clone.directory, ".github/CODEOWNERS");
  await writeFile(owners, "/access/requests/ @acme/security @dana\n");
  const { stdout } = await simulate("--who", "alice");
  expect(stdout).toMatch(/^Not known here: who is in `acme\/security` on GitHub, so nobody of it counts\.$/m);
});

test("a folder that cannot be read answers nothing but what is wrong with it", async () => {
  await rm(join(clone.directory, "access/people.yaml"));
  const { exit, stdout } = await simulate("--who", "alice");
  expect([exit, stdout]).toEqual([1, expect.stringMatching(/^access\/people\.yaml: error missing-file/)]);
});

test.each([
  ["no question", [], /say --who alice, or --what/],
  ["a role without a system", ["--what", "admin"], /<system>\/<role>/],
  ["a glob", ["--what", "aws-prod/*"], /<system>\/<role>/],
  ["a length that is none", ["--who", "alice", "--for", "2 hours"], /--for takes.*2 hours/],
  ["a moment that is none", ["--who", "alice", "--at", "now\u001b[31m"], /--at takes an instant.*now\\u\{001B\}/],
])("%s is wrong usage", async (_, words, says) => {
  const { exit, stdout, stderr } = await simulate(...words);
  expect([exit, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(says);
});

test("outside of a checkout it says where to run it", async () => {
  const nowhere = join(clone.directory, "empty");
  await mkdir(join(nowhere, ".git"), { recursive: true });
  const { exit, stderr } = await curfew(["simulate", "--who", "alice"], { cwd: nowhere });
  expect([exit, stderr]).toEqual([2, expect.stringContaining("there is no folder access/")]);
});
