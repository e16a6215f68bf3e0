import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPull, REPOSITORY, refusal, type Stage, setStage } from "./stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe("a pull request", () => {
  test("tells its size, and that it can be merged", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "size" });
    const { data } = await stage.as("bob").pulls.get({ ...REPOSITORY, pull_number: number });
    expect(data).toMatchObject({
      state: "open",
      mergeable: true,
      mergeable_state: "clean",
      commits: 1,
      additions: 1,
      deletions: 0,
      changed_files: 1,
      created_at: "2026-11-22T10:00:00Z",
      author_association: "MEMBER",
      head: { sha: head, ref: "size", label: "acme:size" },
    });
    const { data: files } = await stage.as("bob").pulls.listFiles({ ...REPOSITORY, pull_number: number });
    expect(files).toMatchObject([{ filename: "notes/size.md", status: "added", patch: "@@ -0,0 +1 @@\n+text" }]);
  });

  test("cannot be opened twice, nor without commits", async () => {
    await openPull(stage, "bob", { branch: "twice" });
    const again = { ...REPOSITORY, title: "x", head: "twice", base: "main" };
    const first = await refusal(stage.as("bob").pulls.create(again));
    expect(first).toMatchObject({ status: 422 });
    expect(await refusal(stage.as("bob").pulls.create({ ...again, head: "main" }))).toMatchObject({ status: 422 });
  });

  test("asks code owners for review by itself", async () => {
    const { number } = await openPull(stage, "bob", { branch: "owned", path: "access/two.yaml" });
    const { data } = await stage.as("bob").pulls.listRequestedReviewers({ ...REPOSITORY, pull_number: number });
    expect(data.users.map((user) => user.login)).toEqual(["dana"]);
    const team = await openPull(stage, "bob", { branch: "team-owned", path: "teams/a.yaml" });
    const { data: asked } = await stage.as("bob").pulls.listRequestedReviewers({
      ...REPOSITORY,
      pull_number: team.number,
    });
    expect(asked.teams.map((each) => each.slug)).toEqual(["security"]);
  });

  test("its author can neither approve it nor request changes", async () => {
    const { number } = await openPull(stage, "bob", { branch: "own" });
    const review = { ...REPOSITORY, pull_number: number, body: "x" };
    for (const event of ["APPROVE", "REQUEST_CHANGES"] as const) {
      expect(await refusal(stage.as("bob").pulls.createReview({ ...review, event }))).toMatchObject({ status: 422 });
    }
    const { data } = await stage.as("bob").pulls.createReview({ ...review, event: "COMMENT" });
    expect(data.state).toBe("COMMENTED");
  });

  test("a dismissed review says so, and the timeline says what it was", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "dismissed" });
    const pull = { ...REPOSITORY, pull_number: number };
    const { data: review } = await stage.as("dana").pulls.createReview({ ...pull, event: "APPROVE" });
    expect(review).toMatchObject({ state: "APPROVED", commit_id: head });
    await stage.as("alice").pulls.dismissReview({ ...pull, review_id: review.id, message: "Too early." });
    const { data: after } = await stage.as("bob").pulls.getReview({ ...pull, review_id: review.id });
    expect(after.state).toBe("DISMISSED");
    const { data: events } = await stage
      .as("bob")
      .issues.listEventsForTimeline({ ...REPOSITORY, issue_number: number });
    expect(events).toContainEqual(
      expect.objectContaining({
        event: "review_dismissed",
        dismissed_review: { state: "approved", review_id: review.id, dismissal_message: "Too early." },
      }),
    );
  });

  test("is merged by a commit that GitHub signs for who merged it, and may still be reviewed", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "merged" });
    const pull = { ...REPOSITORY, pull_number: number };
    const { data: before } = await stage.as("bob").git.getRef({ ...REPOSITORY, ref: "heads/main" });
    const { data: merged } = await stage.app.octokit.pulls.merge({ ...pull, sha: head, commit_title: "Take it" });
    const { data: commit } = await stage.as("bob").repos.getCommit({ ...REPOSITORY, ref: merged.sha });
    expect(commit.parents.map((parent) => parent.sha)).toEqual([before.object.sha, head]);
    expect(commit.author).toMatchObject({ login: "curator[bot]", type: "Bot" });
    expect(commit.commit).toMatchObject({
      message: "Take it",
      committer: { name: "GitHub", email: "noreply@github.com" },
      verification: { verified: true },
    });
    const { data } = await stage.as("bob").pulls.get(pull);
    expect(data).toMatchObject({ merged: true, state: "closed", merge_commit_sha: merged.sha, head: { sha: head } });
    const { data: late } = await stage.as("dana").pulls.createReview({ ...pull, event: "APPROVE" });
    expect(late.state).toBe("APPROVED");
    expect(await refusal(stage.as("bob").pulls.merge(pull))).toMatchObject({ status: 405 });
    await stage.as("bob").repos.createOrUpdateFileContents({
      ...REPOSITORY,
      branch: "merged",
      path: "late.md",
      message: "Too late",
      content: "",
    });
    expect((await stage.as("bob").pulls.get(pull)).data.head.sha).toBe(head);
  });

  test("is not merged when its head is not the one expected, nor by rebasing", async () => {
    const { number } = await openPull(stage, "bob", { branch: "unexpected" });
    const pull = { ...REPOSITORY, pull_number: number };
    expect(await refusal(stage.as("bob").pulls.merge({ ...pull, sha: "0".repeat(40) }))).toEqual({
      status: 409,
      message: "Head branch was modified. Review and try the merge again.",
    });
    const rebase = await refusal(stage.as("bob").pulls.merge({ ...pull, merge_method: "rebase" }));
    expect(rebase.status).toBe(405);
    const { data } = await stage.as("bob").pulls.merge({ ...pull, merge_method: "squash" });
    const { data: commit } = await stage.as("bob").repos.getCommit({ ...REPOSITORY, ref: data.sha });
    expect(commit.parents).toHaveLength(1);
  });

  test("that conflicts is dirty and cannot be merged", async () => {
    const one = await openPull(stage, "bob", { branch: "conflict-1", path: "same.md", content: "one\n" });
    const two = await openPull(stage, "bob", { branch: "conflict-2", path: "same.md", content: "two\n" });
    await stage.as("bob").pulls.merge({ ...REPOSITORY, pull_number: one.number });
    const { data } = await stage.as("bob").pulls.get({ ...REPOSITORY, pull_number: two.number });
    expect(data).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    const merge = stage.as("bob").pulls.merge({ ...REPOSITORY, pull_number: two.number });
    expect(await refusal(merge)).toEqual({ status: 405, message: "Pull Request is not mergeable" });
  });

  test("whose commits are pushed to its base is marked merged", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "by-push" });
    const clone = await stage.clone("bob");
    await clone.git("merge", "-q", "--no-ff", "-m", "By hand", "origin/by-push");
    const hand = await clone.git("rev-parse", "HEAD");
    await clone.commit("On top", { "top.md": "top\n" });
    await clone.git("push", "-q", "origin", "HEAD:main");
    const { data } = await stage.as("bob").pulls.get({ ...REPOSITORY, pull_number: number });
    expect(data).toMatchObject({
      merged: true,
      merge_commit_sha: hand,
      head: { sha: head },
      merged_by: { login: "bob" },
    });
  });

  test("follows its branch, forced or not, and closes with it", async () => {
    const { number } = await openPull(stage, "bob", { branch: "follows" });
    const clone = await stage.clone("bob");
    await clone.git("checkout", "-q", "-b", "follows", "origin/main");
    const rewritten = await clone.commit("Start again", { "again.md": "x\n" });
    await clone.git("push", "-q", "--force", "origin", "follows");
    const pull = { ...REPOSITORY, pull_number: number };
    expect((await stage.as("bob").pulls.get(pull)).data.head.sha).toBe(rewritten);
    const { data: ref } = await stage.as("bob").git.getRef({ ...REPOSITORY, ref: `pull/${number}/head` });
    expect(ref.object.sha).toBe(rewritten);
    const { data: activity } = await stage.as("bob").request("GET /repos/{owner}/{repo}/activity", {
      ...REPOSITORY,
      ref: "follows",
    });
    expect(activity.map((each) => [each.activity_type, each.actor?.login])).toEqual([
      ["force_push", "bob"],
      ["push", "bob"],
      ["branch_creation", "bob"],
    ]);
    await clone.git("push", "-q", "origin", ":follows");
    expect((await stage.as("bob").pulls.get(pull)).data).toMatchObject({ state: "closed", merged: false });
  });

  test("is brought up to date by a commit that GitHub signs", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "behind" });
    await stage.as("bob").repos.createOrUpdateFileContents({
      ...REPOSITORY,
      path: "ahead.md",
      message: "Go ahead",
      content: "",
    });
    const { status } = await stage.app.octokit.pulls.updateBranch({ ...REPOSITORY, pull_number: number });
    expect(status).toBe(202);
    const { data } = await stage.as("bob").pulls.get({ ...REPOSITORY, pull_number: number });
    expect(data.changed_files).toBe(1);
    const { data: commit } = await stage.as("bob").repos.getCommit({ ...REPOSITORY, ref: data.head.sha });
    expect(commit.parents[0]?.sha).toBe(head);
    expect(commit.committer?.login).toBe("web-flow");
  });

  test("lists are paged, and the next page is linked", async () => {
    const all = await stage
      .as("bob")
      .paginate("GET /repos/{owner}/{repo}/pulls", { ...REPOSITORY, state: "all", per_page: 2 });
    expect(all.length).toBeGreaterThan(5);
    expect(new Set(all.map((pull) => pull.number)).size).toBe(all.length);
    const { data } = await stage.as("bob").pulls.list({ ...REPOSITORY, head: "acme:size", state: "all" });
    expect(data.map((pull) => pull.head.ref)).toEqual(["size"]);
  });
});
