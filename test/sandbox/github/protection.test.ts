import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPull, REPOSITORY, refusal, type Stage, setStage } from "./stage.js";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

function protect(more: Record<string, unknown> = {}) {
  return stage.as("alice").request("PUT /repos/{owner}/{repo}/branches/{branch}/protection", {
    ...REPOSITORY,
    branch: "main",
    required_status_checks: { strict: false, contexts: [], checks: [{ context: "curfew", app_id: stage.app.id }] },
    enforce_admins: true,
    required_pull_request_reviews: {
      required_approving_review_count: 1,
      require_code_owner_reviews: true,
      dismiss_stale_reviews: true,
    },
    restrictions: null,
    ...more,
  });
}

function check(head: string, conclusion: "success" | "failure") {
  return stage.app.octokit.checks.create({ ...REPOSITORY, name: "curfew", head_sha: head, conclusion });
}

describe("classic branch protection", () => {
  test("refuses a direct push, and says so in the terminal", async () => {
    await protect();
    const clone = await stage.clone("alice");
    await clone.commit("Directly", { "direct.md": "x\n" });
    const output = await clone.refused("push", "origin", "main");
    expect(output).toContain("remote: error: GH006: Protected branch update failed for refs/heads/main.");
    expect(output).toContain("remote: error: Changes must be made through a pull request.");
    const { data } = await stage.as("alice").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    expect(data.object.sha).toBe(await clone.git("rev-parse", "origin/main"));
  });

  test("refuses the API's own ways to write, too", async () => {
    await protect();
    const file = { ...REPOSITORY, path: "x.md", message: "x", content: "" };
    expect((await refusal(stage.as("alice").repos.createOrUpdateFileContents(file))).status).toBe(409);
    const { data: main } = await stage.as("alice").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    const { data: commit } = await stage.as("alice").git.createCommit({
      ...REPOSITORY,
      message: "x",
      tree: (await stage.as("alice").git.getCommit({ ...REPOSITORY, commit_sha: main.object.sha })).data.tree.sha,
      parents: [main.object.sha],
    });
    const update = stage.as("alice").git.updateRef({ ...REPOSITORY, ref: "heads/main", sha: commit.sha });
    expect((await refusal(update)).status).toBe(422);
  });

  test("lets an admin by when admins are not included", async () => {
    await protect({ enforce_admins: false });
    const clone = await stage.clone("alice");
    const sha = await clone.commit("Directly", { "direct.md": "x\n" });
    await clone.git("push", "-q", "origin", "main");
    const { data } = await stage.as("alice").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    expect(data.object.sha).toBe(sha);
  });

  test("holds a merge back until the pinned check passes and the code owner approves", async () => {
    await protect();
    const { number, head } = await openPull(stage, "bob", { branch: "held", path: "access/two.yaml" });
    const pull = { ...REPOSITORY, pull_number: number };
    const merge = () => stage.app.octokit.pulls.merge({ ...pull, sha: head });
    expect(await refusal(merge())).toMatchObject({
      status: 405,
      message: expect.stringContaining('Required status check "curfew" is expected.'),
    });
    await check(head, "success");
    await stage.as("alice").pulls.createReview({ ...pull, event: "APPROVE" });
    expect(await refusal(merge())).toEqual({ status: 405, message: "Waiting on code owner review from dana." });
    expect((await stage.as("bob").pulls.get(pull)).data.mergeable_state).toBe("blocked");
    await stage.as("dana").pulls.createReview({ ...pull, event: "APPROVE" });
    expect((await stage.as("bob").pulls.get(pull)).data.mergeable_state).toBe("clean");
    expect((await merge()).data.merged).toBe(true);
  });

  test("counts a check of the App that it names only", async () => {
    await protect({ required_pull_request_reviews: null });
    const other = stage.sandbox.createApp({
      slug: "forger",
      owner: "acme",
      permissions: { checks: "write" },
      events: [],
    });
    const installationId = stage.sandbox.install("forger", "acme", ["infra"]);
    const auth = { appId: other.id, privateKey: other.privateKey, installationId };
    const forger = new Octokit({ baseUrl: stage.sandbox.apiUrl, authStrategy: createAppAuth, auth });
    const { number, head } = await openPull(stage, "bob", { branch: "pinned" });
    await forger.checks.create({ ...REPOSITORY, name: "curfew", head_sha: head, conclusion: "success" });
    const merge = () => stage.as("bob").pulls.merge({ ...REPOSITORY, pull_number: number });
    expect(await refusal(merge())).toEqual({ status: 405, message: 'Required status check "curfew" is expected.' });
    await check(head, "failure");
    expect(await refusal(merge())).toEqual({ status: 405, message: 'Required status check "curfew" is failing.' });
    await check(head, "success");
    expect((await merge()).data.merged).toBe(true);
  });

  test("dismisses an approval when something new is pushed, but not when the base is merged in", async () => {
    await protect({ required_status_checks: null });
    const { number } = await openPull(stage, "bob", { branch: "stale", path: "access/two.yaml" });
    const pull = { ...REPOSITORY, pull_number: number };
    await stage.as("dana").pulls.createReview({ ...pull, event: "APPROVE" });
    const other = await openPull(stage, "bob", { branch: "other" });
    await stage.as("dana").pulls.createReview({ ...REPOSITORY, pull_number: other.number, event: "APPROVE" });
    await stage.as("bob").pulls.merge({ ...REPOSITORY, pull_number: other.number });
    await stage.as("bob").pulls.updateBranch(pull);
    expect((await stage.as("bob").pulls.listReviews(pull)).data.map((review) => review.state)).toEqual(["APPROVED"]);
    const clone = await stage.clone("bob");
    await clone.git("checkout", "-q", "stale");
    await clone.commit("More", { "access/three.yaml": "who: bob\n" });
    await clone.git("push", "-q", "origin", "stale");
    expect((await stage.as("bob").pulls.listReviews(pull)).data.map((review) => review.state)).toEqual(["DISMISSED"]);
    const { data: events } = await stage.as("bob").issues.listEvents({ ...REPOSITORY, issue_number: number });
    expect(events.map((event) => event.event)).toContain("review_dismissed");
  });

  test("is shown to admins as it was set", async () => {
    await protect();
    const { data } = await stage.as("alice").repos.getBranchProtection({ ...REPOSITORY, branch: "main" });
    expect(data).toMatchObject({
      enforce_admins: { enabled: true },
      required_status_checks: { strict: false, checks: [{ context: "curfew", app_id: stage.app.id }] },
      required_pull_request_reviews: { require_code_owner_reviews: true, dismiss_stale_reviews: true },
    });
    expect((await refusal(stage.as("bob").repos.getBranchProtection({ ...REPOSITORY, branch: "main" }))).status).toBe(
      404,
    );
  });
});

describe("a ruleset", () => {
  function ledger(bypass_mode: "always" | "pull_request") {
    return stage.as("alice").repos.createRepoRuleset({
      ...REPOSITORY,
      name: "The App alone writes the ledger",
      enforcement: "active",
      target: "branch",
      bypass_actors: [{ actor_id: stage.app.id, actor_type: "Integration", bypass_mode }],
      conditions: { ref_name: { include: ["refs/heads/ledger"], exclude: [] } },
      rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }, { type: "non_fast_forward" }],
    });
  }

  test("lets the App that may pass it by write, and nobody else", async () => {
    await ledger("always");
    const { data: main } = await stage.as("alice").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    const branch = { ...REPOSITORY, ref: "refs/heads/ledger", sha: main.object.sha };
    expect((await refusal(stage.as("alice").git.createRef(branch))).status).toBe(422);
    await stage.app.octokit.git.createRef(branch);
    const clone = await stage.clone("alice");
    await clone.git("checkout", "-q", "ledger");
    await clone.commit("Forge", { "forged.md": "x\n" });
    const output = await clone.refused("push", "origin", "ledger");
    expect(output).toContain("remote: error: GH013: Repository rule violations found for refs/heads/ledger.");
    const file = { ...REPOSITORY, branch: "ledger", path: "a.jsonl", message: "Note", content: "" };
    const { data } = await stage.app.octokit.repos.createOrUpdateFileContents(file);
    expect(data.commit.verification?.verified).toBe(true);
  });

  test("that is passed by through pull requests only refuses a direct write", async () => {
    await ledger("pull_request");
    const { data: main } = await stage.as("alice").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    const branch = { ...REPOSITORY, ref: "refs/heads/ledger", sha: main.object.sha };
    expect((await refusal(stage.app.octokit.git.createRef(branch))).status).toBe(422);
  });

  test("for the default branch holds back a merge, except by who may pass through a pull request", async () => {
    await stage.as("alice").repos.createRepoRuleset({
      ...REPOSITORY,
      name: "Review",
      enforcement: "active",
      bypass_actors: [{ actor_id: stage.app.id, actor_type: "Integration", bypass_mode: "pull_request" }],
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      rules: [
        {
          type: "pull_request",
          parameters: {
            required_approving_review_count: 1,
            require_code_owner_review: true,
            dismiss_stale_reviews_on_push: true,
            require_last_push_approval: true,
            required_review_thread_resolution: false,
          },
        },
      ],
    });
    const { data: rules } = await stage.as("bob").repos.getBranchRules({ ...REPOSITORY, branch: "main" });
    expect(rules.map((rule) => rule.type)).toEqual(["pull_request"]);
    const { number } = await openPull(stage, "bob", { branch: "ruled" });
    const pull = { ...REPOSITORY, pull_number: number };
    expect(await refusal(stage.as("bob").pulls.merge(pull))).toMatchObject({
      status: 405,
      message: expect.stringContaining("At least 1 approving review is required by reviewers with write access."),
    });
    expect((await stage.app.octokit.pulls.merge(pull)).data.merged).toBe(true);
  });
});
