import { settle } from "./settle.js";
import type { Narrator } from "./step.js";
import type { Asked } from "./story.js";
import { ACCOUNT, NAME, OWNER, type World } from "./world.js";

export const REPOSITORY = { owner: OWNER, repo: NAME } as const;

const MINUTE = 60_000;

export const REQUEST = `# yaml-language-server: $schema=../../../../../../schemas/request.schema.json
who: alice
what: aws-prod/admin
for: 2h
why: Promote the orders-db replica; the primary is not taking writes.
ticket: INC-4812
`;

/** alice asks; Curfew checks and says what would happen; nothing is granted yet. */
export async function ask(world: World, story: Narrator): Promise<Asked> {
  const { alice } = world.people;
  const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  const path = `access/requests/aws-prod/${day}/alice-admin.yaml`;
  let pull = 0;

  story.chapter("alice asks");
  story.screen(path, REQUEST.split("\n").slice(1).join("\n").trimEnd());
  await story.step("alice", "pushes the request and opens a pull request", "pull request #1 is open", async () => {
    await alice.push("alice-admin", path, REQUEST, "Ask for aws-prod/admin");
    const { data } = await alice.api.rest.pulls.create({
      ...REPOSITORY,
      title: "alice needs aws-prod/admin for 2h",
      head: "alice-admin",
      base: "main",
      body: "The orders-db primary is not taking writes.",
    });
    pull = data.number;
    return `pull request #${data.number} is ${data.state}`;
  });
  await story.step("curfew", "checks it, and waits for a code owner", "check curfew: action_required", async () => {
    await settle(
      world,
      async () => (await conclusion(world, pull)) !== "none" && (await comments(world, pull)).length > 0,
    );
    return `check curfew: ${await conclusion(world, pull)}`;
  });
  const [comment = ""] = await comments(world, pull);
  story.screen("what the reviewer sees", comment, "markdown");

  const name = /\/curfew\/aws-prod\/[\w+=,.@-]+/.exec(comment)?.[0] ?? "/curfew/aws-prod/unknown";
  const asked = { path, pull, role: `arn:aws:iam::${ACCOUNT}:role${name}` };
  await story.step("alice", "tries to assume the role already", "AccessDenied", () => attempt(world, asked.role));
  return asked;
}

/** alice cannot approve or merge; dana, the code owner, approves; Curfew merges. */
export async function approve(world: World, story: Narrator, { pull, path }: Asked): Promise<void> {
  const { alice, dana } = world.people;

  story.chapter("dana approves");
  // Time for a person to read.
  world.clock.moveTo(world.clock.now() + 4 * MINUTE);
  await story.step("alice", "tries to approve her own request", "GitHub refuses: 422", () =>
    refusal(alice.api.rest.pulls.createReview({ ...REPOSITORY, pull_number: pull, event: "APPROVE" })),
  );
  await story.step("alice", "tries to merge it by hand", "GitHub refuses: 405", () =>
    refusal(alice.api.rest.pulls.merge({ ...REPOSITORY, pull_number: pull })),
  );
  await story.step("dana", "reads the comment and approves", "APPROVED", async () => {
    const { data } = await dana.api.rest.pulls.createReview({ ...REPOSITORY, pull_number: pull, event: "APPROVE" });
    return data.state;
  });
  await story.step("curfew", "merges it", "merged by curfew[bot], the request is on main", async () => {
    await settle(world, () => merged(world, pull));
    const { data } = await dana.api.rest.pulls.get({ ...REPOSITORY, pull_number: pull });
    const there = await onMain(world, path);
    return `${data.merged ? `merged by ${data.merged_by?.login}` : "not merged"}, the request is ${there ? "" : "not "}on main`;
  });
}

/** The error's code, or that it worked. */
export async function attempt(world: World, role: string): Promise<string> {
  const session = await world.cloud.alice.assume(role);
  return typeof session === "string" ? session : session.use();
}

export async function merged(world: World, pull: number): Promise<boolean> {
  const { data } = await world.people.dana.api.rest.pulls.get({ ...REPOSITORY, pull_number: pull });
  return data.merged;
}

export async function onMain(world: World, path: string): Promise<boolean> {
  const tree = await world.people.dana.api.rest.git.getTree({ ...REPOSITORY, tree_sha: "main", recursive: "1" });
  return tree.data.tree.some((entry) => entry.path === path);
}

/** Bodies of the comments on a pull request, oldest first. */
export async function comments(world: World, pull: number): Promise<readonly string[]> {
  const { data } = await world.people.dana.api.rest.issues.listComments({ ...REPOSITORY, issue_number: pull });
  return data.map((comment) => comment.body ?? "");
}

async function conclusion(world: World, pull: number): Promise<string> {
  const { data } = await world.people.dana.api.rest.pulls.get({ ...REPOSITORY, pull_number: pull });
  const checks = await world.people.dana.api.rest.checks.listForRef({ ...REPOSITORY, ref: data.head.sha });
  return checks.data.check_runs.find((run) => run.name === "curfew")?.conclusion ?? "none";
}

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "GitHub agrees";
  } catch (error) {
    const status = (error as { readonly status?: number }).status;
    if (status === undefined) throw error;
    return `GitHub refuses: ${status}`;
  }
}
