import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTeams } from "../../../src/adapters/github/teams.js";
import { instantOf, later } from "../../../src/model/instant.js";
import type { People } from "../../../src/model/person.js";
import { openPull, REPOSITORY, START, type Stage, setStage } from "../../sandbox/github/stage.js";
import { openPlace, type Place } from "./place.js";

let stage: Stage;
let place: Place;
const start = instantOf(START);

beforeAll(async () => {
  stage = await setStage();
  place = await openPlace(stage, 0);
});
afterAll(() => stage.close());

/** A review by that person, at so many seconds after the start. */
async function review(login: "bob" | "dana", pull: number, event: "APPROVE" | "REQUEST_CHANGES", seconds: number) {
  stage.clock.moveTo(START + seconds * 1000);
  const parameters = { ...REPOSITORY, pull_number: pull, event, body: "Seen." };
  return (await stage.as(login).pulls.createReview(parameters)).data.id;
}

const NOBODY: People = { people: new Map(), teams: new Map(), liveTeams: new Map(), delegations: [] };

describe("the forge", () => {
  it("knows the repository, its default branch, itself and how the clocks differ", () => {
    const { forge } = place;
    expect([forge.repository, forge.defaultBranch, forge.self]).toEqual(["acme/infra", "main", "curator[bot]"]);
    expect(Math.abs(forge.skew() ?? Number.NaN)).toBeLessThan(1);
  });

  it("is asked for the time alone, by a call that costs nothing", async () => {
    const before = stage.faults.calls.length;
    const said = await place.forge.askTime();
    // To the second, as HTTP writes it.
    expect(Math.abs((said ?? 0) - stage.clock.now())).toBeLessThan(2000);
    expect(stage.faults.calls.slice(before).map(({ name }) => name)).toEqual(["GET /rate_limit"]);
  });

  it("reads a pull request, open and merged, and finds it by its merge", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "read-me" });
    const open = await place.forge.pullRequest(number);
    expect(open).toMatchObject({
      number,
      author: { login: "bob", bot: false },
      open: true,
      draft: false,
      head: { commit: head, branch: "read-me", repository: "acme/infra" },
      base: { branch: "main" },
    });
    expect(open.merged).toBeUndefined();
    expect((await place.forge.openPullRequests()).map((pull) => pull.number)).toContain(number);
    const result = await place.forge.merge(number, head, { title: "Grant it (#1)", body: "Why.\n\nAccess-Who: bob" });
    if (!result.merged) throw new Error(result.message);
    expect(await place.history.branch("main")).toBe(result.commit);
    const found = await place.forge.pullRequestOfMerge(result.commit);
    expect(found).toMatchObject({ number, open: false, merged: { commit: result.commit, at: stage.clock.now() } });
    expect(await place.forge.pullRequestOfMerge(head)).toBeUndefined();
    expect(await place.forge.pullRequestOfMerge("5".repeat(40))).toBeUndefined();
    for await (const { message } of place.history.messages(result.commit)) {
      expect(message.trim()).toBe("Grant it (#1)\n\nWhy.\n\nAccess-Who: bob");
      break;
    }
  });

  it("reviews are read as they stood: later ones left out, a later dismissal undone", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "reviewed" });
    const first = await review("dana", number, "APPROVE", 60);
    stage.clock.moveTo(START + 120_000);
    await stage.as("alice").pulls.dismissReview({
      ...REPOSITORY,
      pull_number: number,
      review_id: first,
      message: "No more.",
    });
    await review("dana", number, "REQUEST_CHANGES", 180);
    const states = async (seconds: number) =>
      (await place.forge.reviews(number, later(start, seconds))).map(({ by, state, commit, at }) => [
        by.login,
        state,
        commit === head,
        (at - start) / 1000,
      ]);
    expect(await states(59)).toEqual([]);
    expect(await states(60)).toEqual([["dana", "approved", true, 60]]);
    expect(await states(119)).toEqual([["dana", "approved", true, 60]]);
    expect(await states(120)).toEqual([["dana", "dismissed", true, 60]]);
    expect(await states(180)).toEqual([
      ["dana", "dismissed", true, 60],
      ["dana", "changes-requested", true, 180],
    ]);
  });

  it("the events are asked for only where somebody has approved", async () => {
    const { number } = await openPull(stage, "bob", { branch: "plain" });
    const before = stage.faults.calls.length;
    await place.forge.reviews(number, instantOf(stage.clock.now()));
    expect(stage.faults.calls.slice(before).map(({ name }) => name)).toEqual([
      expect.stringContaining(`/pulls/${number}/reviews`),
    ]);
  });

  it("a review that was given before the pull request was pointed at another branch is of no commit", async () => {
    const clone = await stage.clone("bob");
    await clone.git("push", "-q", "origin", "origin/main:refs/heads/elsewhere");
    const { number, head } = await openPull(stage, "bob", { branch: "retargeted" });
    const retarget = async (base: string, seconds: number) => {
      stage.clock.moveTo(START + seconds * 1000);
      await stage.as("bob").pulls.update({ ...REPOSITORY, pull_number: number, base });
    };
    const commits = async (seconds?: number) =>
      (await place.forge.reviews(number, seconds === undefined ? undefined : later(start, seconds))).map(
        ({ commit }) => commit,
      );
    await retarget("elsewhere", 300);
    await review("dana", number, "APPROVE", 360);
    await retarget("main", 420);
    expect(await commits(419)).toEqual([head]);
    expect(await commits(420)).toEqual([""]);
    await review("dana", number, "APPROVE", 480);
    expect(await commits()).toEqual(["", head]);
  });

  it("everyone who wrote a commit is a writer, co-authors too, and an address of nobody is unknown", async () => {
    const clone = await stage.clone("bob");
    await clone.git("checkout", "-q", "-b", "written");
    const message = (last: string) => `Ask\n\nCo-authored-by: Dana <${last}>`;
    await clone.commit(message("7+dana@users.noreply.github.com"), { "notes/w.md": "1\n" });
    await clone.commit(message("alice@users.noreply.github.com"), { "notes/w.md": "2\n" });
    await clone.git("config", "user.email", "nobody@elsewhere.example");
    await clone.commit(message("bob@example.com"), { "notes/w.md": "3\n" });
    await clone.git("push", "-q", "origin", "written");
    const { data } = await stage.as("bob").pulls.create({ ...REPOSITORY, title: "x", head: "written", base: "main" });
    const writings = await place.forge.commits(data.number, NOBODY);
    expect(writings.map(({ writers }) => writers.map(({ login }) => login).sort())).toEqual([
      ["bob", "dana"],
      ["alice", "bob"],
      [],
    ]);
    expect(writings.map(({ unknown }) => unknown)).toEqual([[], [], ["nobody@elsewhere.example", "bob@example.com"]]);
  });

  it("whoever pushed to the branch is known, up to the instant", async () => {
    stage.clock.moveTo(START + 1_000_000);
    const { number, head } = await openPull(stage, "bob", { branch: "pushed" });
    stage.clock.moveTo(START + 1_060_000);
    const clone = await stage.clone("dana");
    await clone.git("checkout", "-q", "pushed");
    await clone.git("config", "user.email", "bob@example.com");
    await clone.commit("As if bob had written it", { "notes/pushed.md": "more\n" });
    await clone.git("push", "-q", "origin", "pushed");
    const pull = await place.forge.pullRequest(number);
    const pushers = async (of: typeof pull, seconds: number) =>
      (await place.forge.pushes(of, later(start, seconds))).map(({ by }) => by.login).sort();
    expect(await pushers(pull, 1_060)).toEqual(["bob", "bob", "dana"]);
    const before = { ...pull, head: { ...pull.head, commit: head } };
    expect(await pushers(before, 1_000)).toEqual(["bob", "bob"]);
    expect(await pushers(before, 1_060)).toEqual(["bob", "bob"]);
  });

  it("a push that GitHub has not noted yet is waited for, and a branch that nobody made is nobody's", async () => {
    const { number } = await openPull(stage, "bob", { branch: "unnoted" });
    const pull = await place.forge.pullRequest(number);
    const unnoted = { ...pull, head: { ...pull.head, commit: "f".repeat(40) } };
    await expect(place.forge.pushes(unnoted, undefined)).rejects.toMatchObject({ transient: true });
    // As one is that was renamed: its first life was under another name.
    const renamed = { ...pull, opened: later(pull.opened, -1) };
    await expect(place.forge.pushes(renamed, undefined)).rejects.toMatchObject({ transient: false });
  });

  it("whoever pushed before the branch was deleted and restored is still one who pushed", async () => {
    const { number } = await openPull(stage, "bob", { branch: "restored" });
    stage.clock.moveTo(stage.clock.now() + 60_000);
    const clone = await stage.clone("dana");
    await clone.git("checkout", "-q", "restored");
    const head = await clone.commit("As if nothing had been", { "notes/restored.md": "more\n" });
    await clone.git("push", "-q", "origin", "restored");
    await stage.as("bob").git.deleteRef({ ...REPOSITORY, ref: "heads/restored" });
    await stage.as("bob").git.createRef({ ...REPOSITORY, ref: "refs/heads/restored", sha: head });
    await stage.as("bob").pulls.update({ ...REPOSITORY, pull_number: number, state: "open" });
    const pushes = await place.forge.pushes(await place.forge.pullRequest(number), undefined);
    expect(new Set(pushes.map(({ by }) => by.login))).toEqual(new Set(["bob", "dana"]));
  });

  it("write access is what an account has now, and a login that another account took has none", async () => {
    const { data: bob } = await stage.as("bob").users.getAuthenticated();
    const account = { login: "bob", id: bob.id, bot: false };
    expect(await place.forge.mayWrite(account)).toBe(true);
    expect(await place.forge.mayWrite({ ...account, id: 7 })).toBe(false);
    expect(await place.forge.mayWrite({ login: "nobody", id: 7, bot: false })).toBe(false);
    const { data: eve } = await stage.as("eve").users.getAuthenticated();
    expect(await place.forge.mayWrite({ login: "eve", id: eve.id, bot: false })).toBe(false);
  });

  it("owners whom GitHub takes for none are told: strangers, readers, secret teams and teams without access", async () => {
    stage.sandbox.createTeam({ org: "acme", slug: "hidden", members: ["dana"], secret: true });
    const clone = await stage.clone("alice");
    const owners = "* @dana @eve\n/a @nobody ghost@example.com @acme/hidden @acme/security\n/b @acme/none\n/c[] @eve\n";
    const commit = await clone.commit("Owners", { ".github/CODEOWNERS": owners });
    await clone.git("push", "-q", "origin", "HEAD:refs/heads/owners");
    expect(await place.forge.rejectedOwners(commit)).toEqual([
      "@eve",
      "@nobody",
      "ghost@example.com",
      "@acme/hidden",
      "@acme/none",
    ]);
    const none = await clone.commit("No owners", { ".github/CODEOWNERS": undefined });
    await clone.git("push", "-q", "origin", "HEAD:refs/heads/unowned");
    expect(await place.forge.rejectedOwners(none)).toEqual([]);
  });

  it("members of a team are read live and once, nested teams among them; of no team, nothing", async () => {
    stage.sandbox.createTeam({ org: "acme", slug: "red", members: ["bob"], parent: "security" });
    const teams = createTeams(place.repository.calls);
    const before = stage.faults.calls.length;
    expect([...((await teams.membersOf("acme", "security")) ?? [])].sort()).toEqual(["bob", "dana"]);
    await teams.membersOf("ACME", "Security");
    expect(stage.faults.calls).toHaveLength(before + 1);
    expect(await teams.membersOf("acme", "nothing")).toBeUndefined();
    expect(await teams.membersOf("elsewhere", "team")).toBeUndefined();
  });

  it("a head that moved is not merged, and a conflict is refused", async () => {
    const { number, head } = await openPull(stage, "bob", { branch: "moves", path: "notes/same.md", content: "a\n" });
    const { forge } = place;
    const message = { title: "t", body: "" };
    expect(await forge.merge(number, "6".repeat(40), message)).toMatchObject({ merged: false, because: "moved" });
    const other = await openPull(stage, "bob", { branch: "other", path: "notes/same.md", content: "b\n" });
    expect(await forge.merge(number, head, message)).toMatchObject({ merged: true });
    expect(await forge.merge(other.number, other.head, message)).toMatchObject({ merged: false, because: "refused" });
  });

  it("reviewers are asked once, without the author and without strangers", async () => {
    const { number } = await openPull(stage, "bob", { branch: "asked" });
    const pull = await place.forge.pullRequest(number);
    await place.forge.requestReviews(pull, ["bob", "dana", "eve"]);
    const requested = async () =>
      (await stage.as("alice").pulls.listRequestedReviewers({ ...REPOSITORY, pull_number: number })).data.users.map(
        ({ login }) => login,
      );
    expect(await requested()).toEqual(["dana"]);
    await review("dana", number, "APPROVE", 2_000);
    expect(await requested()).toEqual([]);
    await place.forge.requestReviews(pull, ["dana"]);
    expect(await requested()).toEqual([]);
  });

  it("one whose request was taken back is not asked again, until somebody asks them", async () => {
    const { number } = await openPull(stage, "bob", { branch: "taken-back" });
    const pull = await place.forge.pullRequest(number);
    const requests = async () => {
      const parameters = { ...REPOSITORY, issue_number: number };
      const { data } = await stage.as("alice").issues.listEvents(parameters);
      return data.filter(({ event }) => event === "review_requested").length;
    };
    await place.forge.requestReviews(pull, ["dana"]);
    const dana = { ...REPOSITORY, pull_number: number, reviewers: ["dana"] };
    await stage.as("alice").pulls.removeRequestedReviewers(dana);
    await place.forge.requestReviews(pull, ["dana"]);
    expect(await requests()).toBe(1);
    await stage.as("bob").pulls.requestReviewers(dana);
    await place.forge.requestReviews(pull, ["dana"]);
    expect(await requests()).toBe(2);
  });

  it("a dismissed review says what it was, where it was dismissed before the instant", async () => {
    const { number } = await openPull(stage, "bob", { branch: "dismissed" });
    const id = await review("dana", number, "APPROVE", 3_000);
    const parameters = { ...REPOSITORY, pull_number: number, review_id: id, message: "No more." };
    await stage.as("alice").pulls.dismissReview(parameters);
    expect(await place.forge.reviews(number, undefined)).toMatchObject([{ state: "dismissed", was: "approved" }]);
  });

  it("a pull request waits since it was opened, reopened or last pushed to", async () => {
    stage.clock.moveTo(START + 4_000_000);
    const { number } = await openPull(stage, "bob", { branch: "waiting" });
    const since = async () =>
      (((await place.forge.waitingSince(await place.forge.pullRequest(number))) - START) / 1000) | 0;
    const opened = await since();
    expect(opened).toBe(4_000);
    stage.clock.moveTo(START + 5_000_000);
    await place.forge.close(number);
    await place.forge.close(number);
    expect((await place.forge.pullRequest(number)).open).toBe(false);
    expect(await since()).toBe(opened);
    await stage.as("bob").pulls.update({ ...REPOSITORY, pull_number: number, state: "open" });
    expect(await since()).toBe(5_000);
  });

  it("a comment that we never made is not made to be revised", async () => {
    const { number } = await openPull(stage, "bob", { branch: "revised" });
    const bodies = async () => {
      const { data } = await stage.as("alice").issues.listComments({ ...REPOSITORY, issue_number: number });
      return data.map(({ body }) => body?.split("\n")[1]);
    };
    await place.forge.reviseComment(number, "request", "Nothing.");
    expect(await bodies()).toEqual([]);
    await place.forge.comment(number, "request", "Something.");
    await place.forge.reviseComment(number, "request", "Nothing.");
    expect(await bodies()).toEqual(["Nothing."]);
  });

  it("what is not there is a permanent failure that says which call it was", async () => {
    const failure = await place.forge.pullRequest(9999).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: "Failure",
      transient: false,
      message: "GET /repos/acme/infra/pulls/9999: GitHub answered 404: Not Found",
    });
  });
});
