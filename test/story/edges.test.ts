import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { approveAs, checkOn, headOf, openPullRequest, openWorld, PATH, roles, unprotect } from "./stage.js";

const MINUTE = 60_000;

/** The conclusion of the check on the pull request's head, and what it says in annotations. */
async function judged(world: World, pull: number): Promise<readonly [conclusion: unknown, says: string]> {
  const check = await checkOn(world, await headOf(world, pull));
  return [check?.conclusion, check?.annotations.map(({ message }) => message).join("\n") ?? ""];
}

async function mergeByHand(world: World, who: "alice" | "dana" | "erin", pull: number): Promise<void> {
  await world.people[who].api.rest.pulls.merge({ ...REPOSITORY, pull_number: pull });
  await rest(world);
}

test("from a fork nothing is granted, for nobody can say who pushed to it", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const { alice } = world.people;
  await alice.api.rest.repos.createFork(REPOSITORY);
  await alice.pull();
  const fork = `${world.github.url.replace("//", `//alice:${alice.token}@`)}/alice/${REPOSITORY.repo}.git`;
  await alice.shell(
    `git checkout --quiet -B ask && mkdir -p "$(dirname ${PATH})" && cat > ${PATH} <<'END'\n${REQUEST}END\n` +
      `git add ${PATH} && git commit --quiet -m Ask && git push --quiet ${fork} HEAD:refs/heads/ask`,
  );
  const { data } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: "Ask", head: "alice:ask", base: "main" });
  expect(data.head.repo?.full_name).toBe(`alice/${REPOSITORY.repo}`);
  await rest(world);
  await approveAs(world, "dana", data.number);
  await rest(world);
  expect(await merged(world, data.number)).toBe(false);
  expect(await judged(world, data.number)).toEqual(["failure", expect.stringContaining("the fork")]);

  await mergeByHand(world, "dana", data.number);
  expect(await onMain(world, PATH)).toBe(true);
  expect(await roles(world)).toEqual([]);
});

test("a draft is judged and not merged, until it is ready", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const { alice } = world.people;
  await alice.push("ask", PATH, REQUEST, "Ask");
  const asked = { ...REPOSITORY, title: "Ask", head: "ask", base: "main", draft: true };
  const { number } = (await alice.api.rest.pulls.create(asked)).data;
  await rest(world);
  expect((await judged(world, number))[0]).toBe("action_required");
  await approveAs(world, "dana", number);
  await rest(world);
  expect([await judged(world, number), await merged(world, number)]).toEqual([["success", ""], false]);

  await world.github.markReady({ ...REPOSITORY, number, login: "alice" });
  await rest(world);
  expect(await merged(world, number)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
});

test("a pull request into another branch is not judged, and what it merges grants nothing", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const { alice } = world.people;
  await alice.pull();
  await alice.shell("git push --quiet origin HEAD:refs/heads/staging");
  await alice.push("ask", PATH, REQUEST, "Ask");
  const { data } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: "Ask", head: "ask", base: "staging" });
  await rest(world);
  await approveAs(world, "dana", data.number);
  await rest(world);
  expect(await checkOn(world, data.head.sha)).toBeUndefined();
  expect([await merged(world, data.number), await comments(world, data.number)]).toEqual([false, []]);

  await mergeByHand(world, "alice", data.number);
  // Nor when that branch reaches main: it was no request's pull request that was merged there.
  const { data: all } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: "x", head: "staging", base: "main" });
  await mergeByHand(world, "alice", all.number);
  expect(await onMain(world, PATH)).toBe(true);
  expect(await roles(world)).toEqual([]);
});

test("what waits is judged again when its base moved", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  expect((await judged(world, pull))[0]).toBe("action_required");
  const { erin } = world.people;
  await erin.pull();
  await erin.shell(
    "git checkout --quiet -B tighten && sed -i 's/for: 4h/for: 1h/' access/policies/production-admin.yaml && " +
      "git commit --quiet -am 'Tighten' && git push --quiet origin HEAD:refs/heads/tighten",
  );
  const tighten = { ...REPOSITORY, title: "Tighten", head: "tighten", base: "main" };
  const { data } = await erin.api.rest.pulls.create(tighten);
  await mergeByHand(world, "erin", data.number);
  expect(await judged(world, pull)).toEqual(["failure", expect.stringContaining("1h")]);
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(false);
});

test("what was closed is left alone, and judged when it is opened again", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const set = (state: "open" | "closed") =>
    world.people.alice.api.rest.pulls.update({ ...REPOSITORY, pull_number: pull, state });
  await set("closed");
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(false);
  // The same commit: what dana approved is what is merged.
  await set("open");
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
});

test('whoever clicks "Update branch" may approve', async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const { dana, erin } = world.people;
  const note = await openPullRequest(world, "erin", { branch: "note", path: "NOTES.md", text: "Something else\n" });
  await erin.api.rest.pulls.merge({ ...REPOSITORY, pull_number: note });
  await dana.api.rest.pulls.updateBranch({ ...REPOSITORY, pull_number: pull });
  await rest(world);
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
});

test("whoever resolves conflicts in GitHub's editor wrote what is there, and does not count", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  // Somebody else put a file of the same name on main; dana merges both by hand.
  await world.people.erin.push("main", PATH, REQUEST.replace("for: 2h", "for: 1h"), "The same name");
  const other = PATH.replace("alice-admin", "alice-longer");
  const place = { owner: REPOSITORY.owner, repo: REPOSITORY.repo, number: pull, login: "dana" };
  await world.github.resolveConflicts(place, { [other]: REQUEST.replace("for: 2h", "for: 4h") });
  await rest(world);
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(false);
  expect((await comments(world, pull))[0]).toContain("wrote a commit");
});

test("an approval in the second of the merge counts, and what was dismissed in it does not", async () => {
  const world = await openWorld();
  await unprotect(world);
  const asked = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const other = PATH.replace("alice-admin", "alice-again");
  const again = await openPullRequest(world, "alice", { branch: "again", path: other, text: REQUEST });
  await approveAs(world, "dana", asked);
  await approveAs(world, "dana", again);
  await mergeByHand(world, "alice", asked);
  await mergeByHand(world, "alice", again);
  const { dana } = world.people;
  const { data } = await dana.api.rest.pulls.listReviews({ ...REPOSITORY, pull_number: again });
  const dismissal = { ...REPOSITORY, pull_number: again, review_id: data[0]?.id ?? 0, message: "No" };
  await dana.api.rest.pulls.dismissReview(dismissal);
  world.clock.moveTo(world.clock.now() + MINUTE);
  await world.curfew.start();
  await rest(world);
  expect((await comments(world, asked)).join("\n")).not.toContain("Nothing is granted");
  expect((await comments(world, again)).join("\n")).toContain("Nothing is granted");
  expect(await roles(world)).toHaveLength(1);
});
