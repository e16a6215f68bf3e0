import { afterAll, beforeAll, expect, test } from "vitest";
import { merged, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { approveAs, openPullRequest, PATH, recordingLog, START, unprotect } from "../story/stage.js";
import { curfew, curfewIn } from "./curfew.js";

/** A world in which alice's request was merged and nobody has applied it yet. */
let world: World;

beforeAll(async () => {
  world = await createWorld({ start: START, running: false, log: recordingLog() });
  await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", 1);
  await curfewIn(world, ["check", "--pull", "1"]);
  expect(await merged(world, 1)).toBe(true);
});
afterAll(() => world.close());

/** A failure of the world's is one line on standard error, without a stack. */
const ONE_LINE = /^curfew: [^\n]+\n$/;

test("a repository that is not there exits 1 with one line", async () => {
  const { exit, stdout, stderr } = await curfewIn(world, ["plan", "--repository", "acme/nothing"]);
  expect([exit, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(ONE_LINE);
  expect(stderr).toContain("GitHub answered 404");
});

test("a key that is none exits 1 with one line, and is not in it", async () => {
  const env = { CURFEW_PRIVATE_KEY: "-----BEGIN RSA PRIVATE KEY-----\\nMIIsecret\\n-----END RSA PRIVATE KEY-----" };
  const { exit, stderr } = await curfewIn(world, ["plan"], { env });
  expect(exit).toBe(1);
  expect(stderr).toMatch(ONE_LINE);
  expect(stderr).not.toContain("MIIsecret");
});

test("a token that GitHub does not know exits 1 with one line, and is not in it", async () => {
  const env = { CURFEW_APP_ID: undefined, GITHUB_TOKEN: "ghp_unknown" };
  const { exit, stderr } = await curfewIn(world, ["status"], { env });
  expect(exit).toBe(1);
  expect(stderr).toMatch(ONE_LINE);
  expect(stderr).toContain("GitHub answered 401");
  expect(stderr).not.toContain("ghp_unknown");
});

test("a pull request that is not there exits 1 with one line", async () => {
  const { exit, stderr } = await curfewIn(world, ["check", "--pull", "99"]);
  expect(exit).toBe(1);
  expect(stderr).toMatch(ONE_LINE);
});

test("when the clocks differ by more than 30 s, apply grants nothing, says so, and exits 1", async () => {
  world.clock.moveTo(START + 1000);
  const { exit, stdout } = await curfew(["apply", "--json"], { env: world.curfewEnvironment });
  expect(exit).toBe(1);
  const { receipts, findings } = JSON.parse(stdout) as Record<string, unknown>;
  expect(receipts).toEqual([]);
  expect(findings).toContainEqual(
    expect.objectContaining({ code: "clock-skew", args: { seconds: expect.any(Number), limit: 30 } }),
  );
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
});

test("a system that cannot be read is a finding of plan, status and apply, and exit 1", async () => {
  const env = { AWS_SECRET_ACCESS_KEY: "wrong" };
  for (const command of ["plan", "status", "apply"]) {
    const { exit, stdout } = await curfewIn(world, [command], { env });
    expect([command, exit]).toEqual([command, 1]);
    expect(stdout).toMatch(/error system-unobserved .*aws-prod/);
  }
});

test("a request that is denied exits 1, with its findings", async () => {
  const other = { branch: "long", path: PATH.replace("admin", "long"), text: REQUEST.replace("2h", "9h") };
  const pull = await openPullRequest(world, "alice", other);
  const { exit, stdout } = await curfewIn(world, ["check", "--pull", `${pull}`]);
  expect(exit).toBe(1);
  expect(stdout).toMatch(new RegExp(`^#${pull} denied\n${other.path}:4:\\d+: error denied-length`));
});

test("a pull request of somebody else's that is denied is no failure of expire", async () => {
  const { exit, stdout } = await curfewIn(world, ["expire"]);
  expect([exit, stdout]).toEqual([0, expect.stringContaining("#2 denied")]);
});

test("what is allowed and GitHub will not merge exits 1, and says why", async () => {
  await unprotect(world);
  const { api } = world.people.erin;
  await api.rest.repos.createRepoRuleset({
    owner: "acme",
    repo: "access",
    name: "nobody",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "required_status_checks", parameters: required("audit") }],
  });
  const other = { branch: "again", path: PATH.replace("admin", "again"), text: REQUEST };
  const pull = await openPullRequest(world, "alice", other);
  await approveAs(world, "dana", pull);
  const { exit, stdout } = await curfewIn(world, ["check", "--pull", `${pull}`]);
  expect(stdout).toMatch(new RegExp(`^#${pull} allowed, but GitHub refused to merge it: .*audit`));
  expect(exit).toBe(1);
});

function required(context: string) {
  return { strict_required_status_checks_policy: false, required_status_checks: [{ context }] };
}
