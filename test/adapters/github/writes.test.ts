import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check } from "../../../src/ports/forge.js";
import { openPull, REPOSITORY, type Stage, setStage } from "../../sandbox/github/stage.js";
import { openPlace, type Place } from "./place.js";

let stage: Stage;
let place: Place;

beforeAll(async () => {
  stage = await setStage();
  place = await openPlace(stage, 0);
});
afterAll(() => stage.close());

/** Calls made by the work that change something. */
async function writesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = stage.faults.calls.length;
  await work();
  return stage.faults.calls.slice(before).flatMap(({ name }) => (name.startsWith("GET ") ? [] : [name]));
}

const bodies = async (pull: number) =>
  (await stage.app.octokit.issues.listComments({ ...REPOSITORY, issue_number: pull })).data.map(({ body }) => body);

describe("comments", () => {
  it("the same words are not written again, other words edit the comment", async () => {
    const { number } = await openPull(stage, "bob", { branch: "sticky" });
    const { forge } = place;
    expect(await writesOf(() => forge.comment(number, "status", "One.\n"))).toHaveLength(1);
    expect(await writesOf(() => forge.comment(number, "status", "One.\n"))).toEqual([]);
    expect(await writesOf(() => forge.comment(number, "status", "Two.\n"))).toEqual([expect.stringMatching(/^PATCH /)]);
    await forge.comment(number, "live", "Live.");
    expect(await bodies(number)).toEqual(["<!-- curfew:status -->\nTwo.\n", "<!-- curfew:live -->\nLive."]);
  });

  it("a stranger's comment with our marker is left alone, and our own duplicates are brought back to one", async () => {
    const { number } = await openPull(stage, "bob", { branch: "forged" });
    const forged = { ...REPOSITORY, issue_number: number, body: "<!-- curfew:status -->\nAllowed!" };
    await stage.as("bob").issues.createComment(forged);
    await stage.app.octokit.issues.createComment(forged);
    await stage.app.octokit.issues.createComment(forged);
    await place.forge.comment(number, "status", "Waiting.");
    expect(await bodies(number)).toEqual([forged.body, "<!-- curfew:status -->\nWaiting."]);
  });

  it("a body that is longer than GitHub takes is cut, and says so", async () => {
    const { number } = await openPull(stage, "bob", { branch: "long" });
    await place.forge.comment(number, "status", "😀".repeat(40_000));
    const [body = ""] = await bodies(number);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/😀\n\n… cut here: it was too long for GitHub\.$/u);
  });
});

describe("checks", () => {
  const check: Check = { conclusion: "success", title: "Allowed", summary: "All.", annotations: [], messages: [] };

  const runs = async (ref: string) =>
    (await stage.app.octokit.checks.listForRef({ ...REPOSITORY, ref, filter: "all" })).data.check_runs;

  it("the same check is not written again, and another conclusion changes the same run", async () => {
    const { head } = await openPull(stage, "bob", { branch: "checked" });
    const { forge } = place;
    expect(await writesOf(() => forge.publishCheck("curfew", head, check))).toHaveLength(1);
    expect(await writesOf(() => forge.publishCheck("curfew", head, check))).toEqual([]);
    await forge.publishCheck("curfew", head, { ...check, conclusion: "action_required", summary: "s".repeat(70_000) });
    const [run, ...others] = await runs(head);
    expect(others).toEqual([]);
    expect(run?.conclusion).toBe("action_required");
    expect(Buffer.byteLength(run?.output.summary ?? "")).toBe(65_535);
  });

  it("annotations that no longer hold go with a new run, and a finding about no file is none", async () => {
    const { head } = await openPull(stage, "bob", { branch: "annotated" });
    const { forge } = place;
    const place_ = { path: "access/one.yaml", line: 2, column: 3 };
    const wrong = { code: "missing-file", severity: "warning", args: { path: "x" } } as const;
    const failing: Check = {
      ...check,
      conclusion: "failure",
      annotations: [{ ...wrong, ...place_ }, wrong],
      messages: ["Write it so.", "In the summary only."],
    };
    await forge.publishCheck("curfew", head, failing);
    const [first] = await runs(head);
    const { data } = await stage.app.octokit.checks.listAnnotations({ ...REPOSITORY, check_run_id: first?.id ?? 0 });
    expect(data).toMatchObject([
      { path: place_.path, start_line: 2, start_column: 3, annotation_level: "warning", message: "Write it so." },
    ]);
    await forge.publishCheck("curfew", head, check);
    const latest = await stage.app.octokit.checks.listForRef({ ...REPOSITORY, ref: head, filter: "latest" });
    expect(latest.data.check_runs.map(({ conclusion }) => conclusion)).toEqual(["success"]);
  });
});

describe("removals", () => {
  const path = "access/one.yaml";
  const branch = "curfew/end/one";
  const removal = { branch, path, title: "End", body: "It has ended.", message: "End it" };

  it("a branch that does something else is made to do the one thing, and the pull request stays one", async () => {
    const base = (await place.history.branch("main")) ?? "";
    await stage.as("bob").git.createRef({ ...REPOSITORY, ref: `refs/heads/${branch}`, sha: base });
    await stage.as("bob").repos.createOrUpdateFileContents({
      ...{ ...REPOSITORY, branch, path: "access/people.yaml", message: "Sneak in" },
      content: Buffer.from("people: {}").toString("base64"),
    });
    const opened = await place.forge.openRemoval({ ...removal, base });
    expect(opened).toMatchObject({ author: { login: "curator[bot]", bot: true }, head: { branch }, open: true });
    const head = (await place.history.branch(branch)) ?? "";
    expect(await place.history.changes(base, head)).toMatchObject([{ status: "deleted", path }]);
    expect(await writesOf(() => place.forge.openRemoval({ ...removal, base }))).toEqual([]);
    expect((await place.forge.openRemoval({ ...removal, base }))?.number).toBe(opened?.number);
  });

  it("a file that is gone needs no pull request, and a branch that is gone no deletion", async () => {
    const base = (await place.history.branch("main")) ?? "";
    const pull = await place.forge.openRemoval({ ...removal, base });
    await place.forge.merge(pull?.number ?? 0, pull?.head.commit ?? "", { title: "End", body: "" });
    const ended = (await place.history.branch("main")) ?? "";
    expect(await place.history.tree(ended, [path])).toEqual([]);
    expect(await writesOf(() => place.forge.openRemoval({ ...removal, base: ended }))).toEqual([]);
    expect(await place.forge.openRemoval({ ...removal, base: ended })).toBeUndefined();
    await place.forge.deleteBranch(branch);
    await place.forge.deleteBranch(branch);
    expect(await place.history.branch(branch)).toBeUndefined();
  });
});

describe("proposals", () => {
  it("a branch that somebody else made is made anew, so that only we have pushed to it", async () => {
    const branch = "curfew/extend/7";
    const base = (await place.history.branch("main")) ?? "";
    await stage.as("bob").git.createRef({ ...REPOSITORY, ref: `refs/heads/${branch}`, sha: base });
    await stage.as("bob").repos.createOrUpdateFileContents({
      ...{ ...REPOSITORY, branch, path: "access/people.yaml", message: "Sneak in" },
      content: Buffer.from("people: {}").toString("base64"),
    });
    const path = "access/requests/s/2026/11/22/more.yaml";
    const { conversation, forge } = place;
    const texts = { title: "More", body: "More.", message: "Ask for more", files: [{ path, text: "who: alice\n" }] };
    const pull = await conversation.propose({ branch, base, ...texts });
    expect(await forge.pushes(pull, undefined)).toMatchObject([{ by: { login: "curator[bot]" } }]);
    expect(await place.history.changes(base, pull.head.commit)).toMatchObject([{ status: "added", path }]);
    expect(await writesOf(() => conversation.propose({ branch, base, ...texts }))).toEqual([]);
  });
});
