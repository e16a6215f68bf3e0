import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { approveAs, checkOn, headOf, openPullRequest, openWorld, PATH, roles, unprotect } from "./stage.js";

/** erin changes who is who, before Curfew looks. */
async function changePeople(world: World, script: string): Promise<void> {
  const { erin } = world.people;
  await unprotect(world);
  await erin.pull();
  await erin.shell(
    `git checkout --quiet -B people && ${script} && git commit --quiet -am People && git push --quiet origin HEAD:refs/heads/main`,
  );
}

test("erin approves for dana while dana is on leave, and the record says so", async () => {
  const world = await openWorld();
  const lent = "{ from: dana, to: erin, what: [aws-prod/*], until: 2026-12-01T00:00:00Z, why: On leave. }";
  await changePeople(world, `printf 'delegations:\\n  - ${lent}\\n' >> access/people.yaml`);
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  expect((await comments(world, pull))[0]).toContain("erin");
  await approveAs(world, "erin", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
  const { dana } = world.people;
  await dana.pull();
  const message = await dana.git("log", "-1", "--format=%(trailers:key=Access-Approved-By,valueonly)", "origin/main");
  expect(message).toBe(`erin ${await headOf(world, pull)} (codeowners, for dana)`);
});

test("who is in a team on GitHub, or in a team below it, is asked of GitHub when it matters", async () => {
  const world = await openWorld();
  await changePeople(world, `sed -i 's/^  sre: .*/  sre: github:${REPOSITORY.owner}\\/sre/' access/people.yaml`);
  world.github.createTeam({ org: REPOSITORY.owner, slug: "sre", members: ["bob"] });
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  expect((await checkOn(world, await headOf(world, pull)))?.conclusion).toBe("failure");

  world.github.createTeam({ org: REPOSITORY.owner, slug: "sre-oncall", members: ["alice"], parent: "sre" });
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
});

test("a team that is not there gives nobody anything, and that is said", async () => {
  const world = await openWorld();
  await changePeople(world, "sed -i 's/^  sre: .*/  sre: github:elsewhere\\/sre/' access/people.yaml");
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const check = await checkOn(world, await headOf(world, pull));
  expect(check?.conclusion).toBe("failure");
  expect(check?.annotations.map(({ message }) => message).join("\n")).toContain("elsewhere/sre");
});
