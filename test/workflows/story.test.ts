import { afterAll, beforeAll, expect, test } from "vitest";
import { comments, merged, onMain, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, NAME, OWNER, type World } from "../../src/demo/world.js";
import { approveAs, checkOn, headOf, openPullRequest, PATH, recordingLog, START } from "../story/stage.js";
import { runWorkflow } from "./runner.js";
import { holds, workflowOf } from "./workflow.js";

/** The whole story by the workflows alone: no server of ours runs at any time. */
const HOUR = 3_600_000;
let world: World;

beforeAll(async () => {
  world = await createWorld({ start: START, running: false, log: recordingLog() });
});
afterAll(() => world.close());

test("alice asks: the workflow check judges her pull request", async () => {
  await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const ran = await runWorkflow(world, "check.yml", "pull_request_target", { "github.event.pull_request.number": "1" });
  expect(ran).toEqual([
    { run: 'node dist/cli/main.js check --pull "$PULL"', exit: 0, stdout: "#1 waiting\n", stderr: "" },
  ]);
  expect((await checkOn(world, await headOf(world, 1)))?.conclusion).toBe("action_required");
  expect(await comments(world, 1)).toHaveLength(1);
});

test("dana approves: the workflow review signals, and check merges what is allowed", async () => {
  world.clock.moveTo(START + HOUR / 10);
  await approveAs(world, "dana", 1);
  expect(await runWorkflow(world, "review.yml", "pull_request_review")).toEqual([
    { run: "true", exit: 0, stdout: "", stderr: "" },
  ]);
  expect(workflowOf("check.yml").on["workflow_run"]).toEqual({
    workflows: [workflowOf("review.yml").name],
    types: ["completed"],
  });
  const ran = await runWorkflow(world, "check.yml", "workflow_run");
  expect(ran).toEqual([{ run: "node dist/cli/main.js check --open", exit: 0, stdout: "#1 merged\n", stderr: "" }]);
  expect(await merged(world, 1)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
});

test("the merge is a push to main: the workflow reconcile grants, with an hour and more to go", async () => {
  const [apply, ...others] = await runWorkflow(world, "reconcile.yml", "push");
  expect(others).toEqual([]);
  expect(apply).toMatchObject({ run: "node dist/cli/main.js apply", exit: 0, stderr: "" });
  const [role = ""] = await world.cloud.root.roles("/curfew/");
  const session = await world.cloud.alice.assume(role);
  expect(typeof session === "string" ? session : await session.use()).toBe("works");
  expect((await comments(world, 1))[1]).toContain("has `aws-prod/admin` until");
});

test("alice asks what would be done: the workflow answer answers, and nothing else that is said starts it", async () => {
  const { api } = world.people.alice;
  const said = { "github.event.comment.body": "/curfew plan" };
  await api.rest.issues.createComment({ owner: OWNER, repo: NAME, issue_number: 1, body: "/curfew plan" });
  const [answer, apply] = await runWorkflow(world, "answer.yml", "issue_comment", said);
  expect(answer).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^#1 comment \d+: \+1\n$/), stderr: "" });
  expect(apply).toMatchObject({ exit: 0, stdout: "Nothing to change.\n" });
  expect((await comments(world, 1)).at(-1)).toContain("Nothing to change.");
  const talk = { "github.event.comment.body": "Thanks!" };
  expect(await runWorkflow(world, "answer.yml", "issue_comment", talk)).toEqual([]);
});

test("before the curfew the schedule changes nothing", async () => {
  world.clock.moveTo(START + HOUR);
  const ran = await runWorkflow(world, "expire.yml", "schedule");
  expect(ran.map(({ stdout }) => stdout)).toEqual([
    "Nothing to change.\n",
    "Nothing has ended, and nothing is open.\n",
    "No command waits for an answer.\n",
  ]);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);
});

test("after it the workflow expire takes the role away, and opens and merges the auto-revert pull request", async () => {
  world.clock.moveTo(START + 3 * HOUR);
  const [apply, expire, answer, ...others] = await runWorkflow(world, "expire.yml", "schedule");
  expect(others).toEqual([]);
  expect(answer).toMatchObject({ exit: 0, stderr: "" });
  expect(apply).toMatchObject({ run: "node dist/cli/main.js apply", exit: 0, stderr: "" });
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
  expect(expire).toEqual({
    run: "node dist/cli/main.js expire",
    exit: 0,
    stdout: "#2 takes out what has ended.\n#2 merged\n",
    stderr: "",
  });
  expect(await onMain(world, PATH)).toBe(false);
  expect(world.curfew.running).toBe(false);
});

test("the push of that merge finds everything as it should be", async () => {
  const [apply] = await runWorkflow(world, "reconcile.yml", "push");
  expect(apply).toMatchObject({ exit: 0, stdout: "Nothing to change.\n" });
  expect((await comments(world, 1))[1]).toMatch(/ended/);
});

test("a provider that cannot be reached fails the run, and keeps nothing from being taken out of main", async () => {
  const broken = { ...world, curfewEnvironment: { ...world.curfewEnvironment, AWS_SECRET_ACCESS_KEY: "wrong" } };
  const [apply, expire] = await runWorkflow(broken, "expire.yml", "schedule");
  expect(apply).toMatchObject({ exit: 1, stdout: expect.stringContaining("system-unobserved") });
  expect(expire).toMatchObject({ exit: 0, stdout: "Nothing has ended, and nothing is open.\n" });
});

test("where the variable CURFEW is not on, nothing is run", () => {
  const job = workflowOf("expire.yml").jobs["expire"];
  expect(holds(job?.if, {})).toBe(false);
});
