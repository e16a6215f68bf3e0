import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REQUEST } from "../../src/demo/story-asked.js";
import { type LocalClone, localClone } from "./clone.js";
import { curfew, type Ended } from "./curfew.js";

const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const ALICE = "alice@example.com";
const POLICY = "access/policies/production-admin.yaml";

let clone: LocalClone;

beforeAll(async () => {
  clone = await localClone();
  await clone.commit("ask", ALICE, { [PATH]: REQUEST });
});
afterAll(() => clone.remove());

function check(...words: readonly string[]): Promise<Ended> {
  return curfew(["check", ...words], { cwd: clone.directory });
}

async function json(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { stdout, stderr } = await check(...words, "--format", "json");
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe("a branch that asks", () => {
  test("waits for whom the base's policy names, and says what is not known here", async () => {
    expect(await check("main..ask")).toEqual({
      exit: 0,
      stdout: `… This pull request is waiting
  … alice asks in ${PATH}
    … aws-prod/admin
      … Policy production-admin
        ✓ alice may receive it, as team:sre may
        ✓ 2h is within the 4h it allows
        ✓ The ticket INC-4812 matches \`^INC-\\d+$\`
        ✓ It keeps the rule \`size(request.why) >= 20\`
        … Needs 1 approval from a code owner: dana
        ✓ No approval of team security is needed: \`request.minutes > 120\` is not so
Judged as asked by alice, by who wrote its commits; --author says otherwise.
Not known here: who has approved, and who pushed; so nobody has approved.
Not known here: what was held before, so that nothing counts as a renewal and every emergency as reviewed.
waiting
`,
      stderr: "",
    });
  });

  test("as JSON it is what the App says of a pull request, with what is unknown", async () => {
    expect(await json("main...ask")).toMatchObject({
      base: clone.git("rev-parse", "main").trim(),
      head: clone.git("rev-parse", "ask").trim(),
      kind: "requests",
      author: "alice",
      decision: { outcome: "waiting", reason: { kind: "pull-request" } },
      void: [],
      unknown: [{ kind: "reviews" }, { kind: "past" }],
      findings: [],
    });
  });

  test("asked by somebody else it is denied, on its line", async () => {
    const { exit, stdout } = await check("main..ask", "--author", "bob", "--format", "github");
    expect(exit).toBe(1);
    expect(stdout).toContain(`::error file=${PATH},line=2,col=1,title=Denied behalf (denied-behalf)::\`bob\` asks for`);
    expect(stdout).toMatch(/^denied$/m);
  });

  test("whoever wrote the policy of the branch does not judge by it", async () => {
    await clone.commit("loosened", ALICE, { [PATH]: REQUEST, [POLICY]: "what: ['*/*']\n" });
    const { kind, findings } = await json("main..loosened");
    expect([kind, findings]).toEqual([
      "mixed",
      [expect.objectContaining({ code: "mixed-pull-request", help: expect.stringMatching(/#mixed-pull-request$/) })],
    ]);
  });

  test("an address that nobody has is said, and --author is asked for", async () => {
    await clone.commit("stranger", "a%0A\u001b[31m@nowhere.example", { [PATH]: REQUEST });
    const nobody = await check("main..stranger");
    expect([nobody.exit, nobody.stdout]).toEqual([2, ""]);
    expect(nobody.stderr).toMatch(/nobody in access\/people\.yaml has the address.*--author <login>/);
    expect(nobody.stderr).not.toContain("\u001b");
    const { exit, stdout } = await check("main..stranger", "--author", "alice");
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/Not known here: whose .*nowhere\.example.* is/)]);
    expect(stdout).not.toContain("\u001b");
  });

  test("where the commits say nothing, git's own user is asked", async () => {
    clone.git("config", "user.email", "90000001+alice@users.noreply.github.com");
    try {
      expect((await json("main..stranger"))["author"]).toBe("alice");
    } finally {
      clone.git("config", "--unset", "user.email");
    }
  });
});

test("a branch that removes waits for its holder, whose merge is GitHub's to know", async () => {
  clone.git("branch", "-f", "granted", "ask");
  await clone.commit("granted", "carol@example.com", { [PATH]: undefined });
  const back = await json("ask..granted", "--author", "alice");
  expect(back).toMatchObject({ kind: "removals", unknown: [{ kind: "reviews" }, { kind: "merges" }] });
  const { exit, stdout } = await check("ask..granted");
  expect([exit, stdout]).toEqual([
    0,
    expect.stringMatching(/Only its holder removes[\s\S]*Not known here: whether what is/),
  ]);
});

test("a branch that changes access/ must be readable", async () => {
  await clone.commit("broken", "erin@example.com", { [POLICY]: "what: [aws-prod/admin]\nfro: 4h\n" });
  const { exit, stdout } = await check("main..broken");
  expect([exit, stdout]).toEqual([1, expect.stringMatching(new RegExp(`^${POLICY}:2:1: error unknown-key`, "m"))]);
  expect((await check("main..main")).stdout).toBe("changes nothing of ours\n");
});

test("it is the checkout's own HEAD where a side is left out, from any folder", async () => {
  clone.git("checkout", "--quiet", "ask");
  const { stdout } = await curfew(["check", "main.."], { cwd: `${clone.directory}/access/requests/aws-prod` });
  expect(stdout).toMatch(/^waiting$/m);
});

test("in a shallow clone it judges nothing that it cannot know, and says how to deepen it", async () => {
  await clone.commit("apart", ALICE, { [PATH]: REQUEST });
  await clone.commit("trunk", "erin@example.com", { "README.md": "x" });
  const directory = await mkdtemp(join(tmpdir(), "curfew-test-"));
  try {
    const words = ["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=trunk"];
    execFileSync("git", [...words, `file://${clone.directory}`, directory], { stdio: "pipe" });
    const shallow = await curfew(["check", "HEAD..origin/apart"], { cwd: directory });
    expect(shallow).toMatchObject({ exit: 1, stdout: "" });
    expect(shallow.stderr).toMatch(
      /the clone is shallow and has nothing before commit [0-9a-f]{40}: run git fetch --unshallow/,
    );
    const absent = await curfew(["check", "HEAD~1..origin/apart"], { cwd: directory });
    expect([absent.exit, absent.stderr]).toEqual([2, expect.stringContaining("git fetch --unshallow makes it whole")]);
    execFileSync("git", ["fetch", "--quiet", "--unshallow"], { cwd: directory });
    expect((await curfew(["check", "HEAD..origin/apart"], { cwd: directory })).stdout).toMatch(/^waiting$/m);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test.each([
  ["a revision", ["main"], /a range is base\.\.head/],
  ["a revision that is not there", ["main..nowhere"], /no commit nowhere/],
  ["an option in disguise", ["--output=x..main"], /unknown option/],
  ["an option behind dots", ["main..--output=x"], /no commit --output=x/],
  ["a range and a pull request", ["main..ask", "--pull", "1"], /one of them/],
  ["an author of nothing", ["--author", "alice"], /base\.\.head --author/],
  ["a format that is none", ["--format", "xml"], /Allowed choices are text, json, github, sarif/],
  ["two formats", ["--json", "--format", "sarif"], /contradict/],
])("%s is wrong usage", async (_, words, says) => {
  const { exit, stdout, stderr } = await check(...words);
  expect([exit, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(says);
});

test("nothing in the clone was changed by looking", async () => {
  const state = () => [clone.git("for-each-ref"), clone.git("status", "--porcelain"), clone.git("count-objects", "-v")];
  const before = state();
  await check("main..ask");
  expect(state()).toEqual(before);
  execFileSync("git", ["fsck"], { cwd: clone.directory, stdio: "pipe" });
});
