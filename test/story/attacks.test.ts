import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { merged, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import { approveAs, checkOn, grantTo, headOf, openPullRequest, openWorld, PATH, roles, unprotect } from "./stage.js";

const MINUTE = 60_000;

test("the branch of whoever gives access back stays, for only our own are ours to delete", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  const back = await openPullRequest(world, "alice", { branch: "release", path: PATH, text: undefined });
  expect(await merged(world, back)).toBe(true);
  const { data } = await world.people.dana.api.rest.repos.listBranches(REPOSITORY);
  expect(data.map(({ name }) => name)).toContain("release");
});

test("an approval of another difference does not count after the pull request is pointed at main", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const { alice } = world.people;
  // Against the branch that has the request already, dana sees a note and nothing else.
  await alice.push("decoy", PATH, REQUEST, "Ask");
  await alice.git("checkout", "--quiet", "-B", "note");
  await alice.shell(
    "git commit --quiet --allow-empty -m 'Mend a typo' && git push --quiet origin HEAD:refs/heads/note",
  );
  const { data } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: "A typo", head: "note", base: "decoy" });
  await approveAs(world, "dana", data.number);
  world.clock.moveTo(world.clock.now() + MINUTE);
  await alice.api.rest.pulls.update({ ...REPOSITORY, pull_number: data.number, base: "main" });
  await rest(world);
  expect(await merged(world, data.number)).toBe(false);

  await alice.api.rest.pulls.merge({ ...REPOSITORY, pull_number: data.number });
  await rest(world);
  expect(await onMain(world, PATH)).toBe(true);
  expect(await roles(world)).toEqual([]);
});

test("what a second merge base hides is part of the pull request", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  const { alice, erin } = world.people;
  // erin tightens the policy on a branch that begins before the request was merged.
  await erin.pull();
  await erin.shell(
    "git checkout --quiet -B tighten main^1 2>/dev/null || git checkout --quiet -B tighten origin/main^1;" +
      "sed -i 's/for: 4h/for: 1h/' access/policies/production-admin.yaml && git commit --quiet -am 'Tighten' && git push --quiet origin HEAD:refs/heads/tighten",
  );
  const { data: tighten } = await erin.api.rest.pulls.create({
    ...REPOSITORY,
    title: "Tighten",
    head: "tighten",
    base: "main",
  });
  await rest(world);
  await erin.api.rest.pulls.merge({ ...REPOSITORY, pull_number: tighten.number });
  await rest(world);
  world.clock.moveTo(world.clock.now() + MINUTE);
  // alice merges both sides by herself, keeps the old policy, and gives her access back.
  await alice.pull();
  await alice.shell(
    "git checkout --quiet -B back origin/main^1 && git merge --quiet -s ours -m Both origin/main^2 && " +
      `git rm --quiet ${PATH} && git commit --quiet --amend -m Both && git push --quiet origin HEAD:refs/heads/back`,
  );
  expect((await alice.git("merge-base", "--all", "origin/main", "HEAD")).split("\n")).toHaveLength(2);
  const { data } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: "Back", head: "back", base: "main" });
  await rest(world);
  expect(await merged(world, data.number)).toBe(false);
  const check = await checkOn(world, await headOf(world, data.number));
  expect(check?.conclusion).toBe("failure");
});

test("the second of two pull requests that add the same file is denied once the first is merged", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const second = await openPullRequest(world, "alice", {
    branch: "second",
    path: PATH,
    text: REQUEST.replace("for: 2h", "for: 1h"),
  });
  await grantTo(world);
  await approveAs(world, "dana", second);
  await rest(world);
  expect(await merged(world, second)).toBe(false);
  const check = await checkOn(world, await headOf(world, second));
  expect([check?.conclusion, check?.annotations]).toEqual([
    "failure",
    [expect.objectContaining({ path: PATH, message: expect.stringContaining("merged already") })],
  ]);
});
