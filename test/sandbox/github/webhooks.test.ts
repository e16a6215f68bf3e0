import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Listening, listen, readBody } from "../../../src/sandbox/listen.js";
import { openPull, REPOSITORY, type Stage, setStage } from "./stage.js";

interface Received {
  readonly event: string;
  readonly action: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

let stage: Stage;
let receiver: Listening;
let received: Received[] = [];
beforeAll(async () => {
  stage = await setStage();
  receiver = await listen(async (request, response) => {
    const body = (await readBody(request, 10_000_000)).toString();
    const { action } = JSON.parse(body) as { action?: unknown };
    received.push({ event: String(request.headers["x-github-event"]), action, headers: request.headers, body });
    response.writeHead(202).end();
  });
  stage.sandbox.setWebhook("curator", { url: receiver.url, secret: "hush" });
});
beforeEach(async () => {
  await stage.sandbox.delivered();
  received = [];
});
afterAll(async () => {
  await receiver.close();
  await stage.close();
});

function told(): string[] {
  return received.map(({ event, action }) => (action === undefined ? event : `${event}.${String(action)}`));
}

describe("webhooks", () => {
  test("come in order, signed, with the installation that they are for", async () => {
    await openPull(stage, "bob", { branch: "told", path: "access/told.yaml" });
    await stage.sandbox.delivered();
    expect(told()).toEqual([
      "create",
      "push",
      "check_suite.requested",
      "push",
      "check_suite.requested",
      "pull_request.opened",
      "pull_request.review_requested",
    ]);
    for (const { headers, body } of received) {
      const signature = createHmac("sha256", "hush").update(body).digest("hex");
      expect(headers).toMatchObject({
        "x-hub-signature-256": `sha256=${signature}`,
        "x-github-hook-installation-target-type": "integration",
        "x-github-hook-installation-target-id": String(stage.app.id),
        "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
      });
      expect(JSON.parse(body)).toMatchObject({
        installation: { id: stage.app.installation },
        repository: { full_name: "acme/infra" },
        organization: { login: "acme" },
        sender: { login: "bob" },
      });
    }
  });

  test("tell of reviews, comments and merges", async () => {
    const { number } = await openPull(stage, "bob", { branch: "reviewed" });
    const pull = { ...REPOSITORY, pull_number: number };
    await stage.sandbox.delivered();
    received = [];
    const { data: review } = await stage.as("dana").pulls.createReview({ ...pull, event: "APPROVE" });
    await stage.as("alice").pulls.dismissReview({ ...pull, review_id: review.id, message: "No." });
    const { data: comment } = await stage.as("bob").issues.createComment({
      ...REPOSITORY,
      issue_number: number,
      body: "Hm",
    });
    await stage.as("bob").issues.updateComment({ ...REPOSITORY, comment_id: comment.id, body: "Hmm" });
    await stage.as("bob").pulls.merge(pull);
    await stage.sandbox.delivered();
    expect(told()).toEqual([
      "pull_request_review.submitted",
      "pull_request_review.dismissed",
      "issue_comment.created",
      "issue_comment.edited",
      "push",
      "check_suite.requested",
      "pull_request.closed",
    ]);
    expect(JSON.parse(received.at(-1)?.body ?? "")).toMatchObject({ pull_request: { merged: true } });
  });

  test("of a push over git name the pusher and the commits", async () => {
    const clone = await stage.clone("dana");
    await clone.git("checkout", "-q", "-b", "by-git");
    const sha = await clone.commit("By git", { "by-git.md": "x\n" });
    await clone.git("push", "-q", "origin", "by-git");
    await stage.sandbox.delivered();
    const push = received.find(({ event }) => event === "push");
    expect(JSON.parse(push?.body ?? "{}")).toMatchObject({
      ref: "refs/heads/by-git",
      created: true,
      after: sha,
      pusher: { name: "dana" },
      commits: [{ id: sha, added: ["by-git.md"] }],
    });
  });

  test("that nobody takes are recorded as failed", async () => {
    stage.sandbox.setWebhook("curator", { url: "http://127.0.0.1:1/", secret: "hush" });
    await stage.as("bob").issues.create({ ...REPOSITORY, title: "Unheard" });
    await stage.sandbox.delivered();
    expect(stage.sandbox.deliveries.at(-1)).toMatchObject({ event: "issues", action: "opened", status: "failed" });
    stage.sandbox.setWebhook("curator", { url: receiver.url, secret: "hush" });
  });
});
