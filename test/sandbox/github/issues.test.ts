import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPull, REPOSITORY, refusal, type Stage, setStage } from "./stage.js";

/** Issues, comments and reactions: what an App and people may do with them, and who hears of it. */

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** The App with fewer permissions than it was given. */
async function appWith(permissions: Readonly<Record<string, "read" | "write">>): Promise<Octokit> {
  const { id: appId, privateKey, installation: installationId } = stage.app;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const request = new Octokit({ baseUrl: stage.sandbox.apiUrl, log }).request;
  const app = createAppAuth({ appId, privateKey, installationId, request });
  const { token } = await app({ type: "installation", permissions });
  return new Octokit({ baseUrl: stage.sandbox.apiUrl, auth: token, log });
}

test("with the permission on pull requests alone an App comments on them, and on no issue", async () => {
  const pull = await openPull(stage, "bob", { branch: "talk" });
  const { data: issue } = await stage.as("bob").issues.create({ ...REPOSITORY, title: "Talk" });
  const app = await appWith({ pull_requests: "write" });
  const { data } = await app.issues.createComment({ ...REPOSITORY, issue_number: pull.number, body: "Hello" });
  await app.reactions.createForIssueComment({ ...REPOSITORY, comment_id: data.id, content: "+1" });

  const on = { ...REPOSITORY, issue_number: issue.number };
  const forbidden = { status: 403, message: "Resource not accessible by integration" };
  expect(await refusal(app.issues.createComment({ ...on, body: "Hello" }))).toEqual(forbidden);
  expect(await refusal(app.issues.listComments(on))).toEqual(forbidden);
  expect(await refusal(app.issues.update({ ...on, state: "closed" }))).toEqual(forbidden);
  expect(await refusal(app.issues.addAssignees({ ...on, assignees: ["dana"] }))).toEqual(forbidden);
  expect(await refusal(app.issues.create({ ...REPOSITORY, title: "Mine" }))).toEqual(forbidden);
  const { data: comment } = await stage.as("bob").issues.createComment({ ...on, body: "Hello" });
  const reaction = { ...REPOSITORY, comment_id: comment.id, content: "+1" } as const;
  expect(await refusal(app.reactions.createForIssueComment(reaction))).toEqual(forbidden);
  const reader = await appWith({ issues: "read" });
  expect((await reader.issues.listComments(on)).data).toHaveLength(1);
  expect(await refusal(reader.issues.createComment({ ...on, body: "x" }))).toEqual(forbidden);
});

test("reacting twice the same way is reacting once, and each account reacts for itself", async () => {
  const { data: issue } = await stage.as("bob").issues.create({ ...REPOSITORY, title: "React" });
  const { data } = await stage.as("bob").issues.createComment({
    ...REPOSITORY,
    issue_number: issue.number,
    body: "/x",
  });
  const reaction = { ...REPOSITORY, comment_id: data.id, content: "eyes" } as const;
  const first = await stage.app.octokit.reactions.createForIssueComment(reaction);
  const again = await stage.app.octokit.reactions.createForIssueComment(reaction);
  expect([first.status, again.status, again.data.id]).toEqual([201, 200, first.data.id]);
  await stage.as("dana").reactions.createForIssueComment(reaction);
  const { data: all } = await stage.app.octokit.reactions.listForIssueComment({ ...REPOSITORY, comment_id: data.id });
  expect(all.map(({ user }) => [user?.login, user?.type])).toEqual([
    ["curator[bot]", "Bot"],
    ["dana", "User"],
  ]);
  const comment = await stage.app.octokit.issues.getComment({ ...REPOSITORY, comment_id: data.id });
  expect(comment.data.reactions).toMatchObject({ total_count: 2, eyes: 2 });
  // A reaction is no edit.
  expect(comment.data.updated_at).toBe(comment.data.created_at);
});

test("comments of the whole repository are listed from a moment on, and unchanged ones cost nothing", async () => {
  const { data: issue } = await stage.as("bob").issues.create({ ...REPOSITORY, title: "List" });
  stage.clock.moveTo(stage.clock.now() + 60_000);
  const since = new Date(stage.clock.now()).toISOString();
  const on = { ...REPOSITORY, issue_number: issue.number };
  const { data: one } = await stage.as("bob").issues.createComment({ ...on, body: "One" });
  const { data: two } = await stage.as("dana").issues.createComment({ ...on, body: "Two" });
  stage.clock.moveTo(stage.clock.now() + 60_000);
  await stage.as("bob").issues.updateComment({ ...REPOSITORY, comment_id: one.id, body: "One, edited" });
  const list = (more: object) => stage.app.octokit.issues.listCommentsForRepo({ ...REPOSITORY, since, ...more });
  const answer = await list({ sort: "created" });
  expect(answer.data.map(({ id }) => id)).toEqual([one.id, two.id]);
  expect((await list({ sort: "updated", direction: "desc" })).data.map(({ id }) => id)).toEqual([one.id, two.id]);
  expect((await list({ sort: "created", direction: "desc" })).data.map(({ id }) => id)).toEqual([two.id, one.id]);
  expect(answer.data[0]?.updated_at).not.toBe(answer.data[0]?.created_at);

  const spent = Number(answer.headers["x-ratelimit-used"]);
  const headers = { "if-none-match": answer.headers.etag ?? "" };
  expect((await refusal(list({ sort: "created", headers }))).status).toBe(304);
  const { data: rate } = await stage.app.octokit.rateLimit.get();
  expect(rate.resources.core.used - spent).toBeLessThanOrEqual(2);
});

test("whom GitHub does not let be assigned it leaves out, and tells of the others", async () => {
  const { data: issue } = await stage.app.octokit.issues.create({ ...REPOSITORY, title: "Answer it" });
  const assignees = ["dana", "eve", "nobody-at-all"];
  const on = { ...REPOSITORY, issue_number: issue.number };
  const { data, status } = await stage.app.octokit.issues.addAssignees({ ...on, assignees });
  expect([status, data.assignees?.map(({ login }) => login)]).toEqual([201, ["dana"]]);
  await stage.sandbox.delivered();
  const events = stage.sandbox.deliveries.filter(({ event }) => event === "issues").slice(-2);
  expect(events.map(({ action }) => action)).toEqual(["opened", "assigned"]);
});

test("its author and who may sort issues close one and open it again; others may not", async () => {
  const { data: issue } = await stage.app.octokit.issues.create({ ...REPOSITORY, title: "Stay open" });
  const on = { ...REPOSITORY, issue_number: issue.number };
  await stage.as("dana").issues.update({ ...on, state: "closed" });
  const { data } = await stage.app.octokit.issues.update({ ...on, state: "open" });
  expect(data).toMatchObject({ state: "open", state_reason: "reopened", user: { login: "curator[bot]", type: "Bot" } });
  expect((await refusal(stage.as("eve").issues.update({ ...on, state: "closed" }))).status).toBe(404);
  const mine = await stage.app.octokit.issues.listForRepo({ ...REPOSITORY, creator: "curator[bot]", state: "all" });
  expect(mine.data.every(({ user }) => user?.login === "curator[bot]")).toBe(true);
});
