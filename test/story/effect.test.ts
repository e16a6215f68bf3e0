import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import { checkOn, grantTo, headOf, openPullRequest, openWorld, PATH } from "./stage.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const POLICY = "access/policies/production-admin.yaml";
const SHORT = `what: [aws-prod/admin]
who: [team:sre, user:carol]
for: 1h
ticket: ^INC-\\d+$
approve:
  - by: [codeowners]
`;

const LATER = PATH.replace("alice-admin", "alice-later");

test("a change of policy shows which open requests it would decide differently, and who could ask", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const asked = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  const short = { branch: "short", path: LATER, text: REQUEST.replace("for: 2h", "for: 30m") };
  const kept = await openPullRequest(world, "alice", short);
  const pull = await openPullRequest(world, "erin", { branch: "policy", path: POLICY, text: SHORT });

  const bodies = await comments(world, pull);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toContain("What merging this would change");
  expect(bodies[0]).toMatch(new RegExp(`#${asked}: .aws-prod/admin. for .alice.: ⏳ waiting → ⛔ denied\\. .*1h`));
  expect(bodies[0]).not.toContain(`#${kept}`);
  expect(bodies[0]).toContain("at most 4h → at most 1h");
  const check = await checkOn(world, await headOf(world, pull));
  expect(check).toMatchObject({
    // The policy's own tests say what it was to be; what it would do is shown all the same.
    conclusion: "failure",
    title: "Policy tests fail: 5 findings. Decides 1 request differentl…",
  });

  // It no longer changes anything of ours: the comment must not go on to say that it does.
  await world.people.erin.push("policy", "README.md", "Hello.\n", "Say something else", true);
  await rest(world);
  expect(await comments(world, pull)).toEqual([expect.stringContaining("changes nothing in `access/`")]);
});

test("a change that ends somebody's access says whose, though its branch is behind", async () => {
  const world = await openWorld();
  const text = readFileSync(SYSTEM, "utf8");
  const without = text.replace(/^ {2}admin:\n(?: {4}.*\n)+/m, "");
  expect(without).not.toBe(text);
  await world.people.erin.push("roles", SYSTEM, `${without}\n`, "No more admin");
  await world.curfew.start();
  await grantTo(world);
  const pull = await openPullRequest(world, "erin", { branch: "other", path: "README.md", text: "Hello.\n" });
  const title = { ...REPOSITORY, title: "No more admin", head: "roles", base: "main" };
  const { data } = await world.people.erin.api.rest.pulls.create(title);
  await rest(world);

  const [body = ""] = await comments(world, data.number);
  expect(body).toMatch(
    /`alice` would lose `aws-prod\/admin`, which lasts until 2026-11-22 16:00 UTC: the role `admin`/,
  );
  expect(body).toContain("nobody could ask for it any more; `alice` and `bob` could");
  expect((await checkOn(world, await headOf(world, data.number)))?.title).toContain("Ends 1 access");
  expect(await comments(world, pull)).toEqual([]);
});

test("of what cannot be read no effect is claimed", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const broken = SHORT.replace("for: 1h", "for: soon");
  const pull = await openPullRequest(world, "erin", { branch: "policy", path: POLICY, text: broken });
  const [body = ""] = await comments(world, pull);
  expect(body).toContain("Unreadable: 1 finding");
  expect(body).not.toContain("would");
  expect((await checkOn(world, await headOf(world, pull)))?.conclusion).toBe("failure");
});
