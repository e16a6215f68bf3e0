import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { approveAs, grantTo, openPullRequest, openWorld, PATH } from "./stage.js";

const LATER = PATH.replace("alice-admin", "alice-later");

async function reviewersOf(world: World, pull: number): Promise<readonly string[]> {
  const { api } = world.people.dana;
  const { data } = await api.rest.pulls.listRequestedReviewers({ ...REPOSITORY, pull_number: pull });
  return data.users.map(({ login }) => login);
}

test("an approval that GitHub dismissed for a push is said to be void, and its giver is asked again", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await world.curfew.stop();
  await approveAs(world, "dana", pull);
  await world.people.alice.push("ask", PATH, REQUEST.replace("for: 2h", "for: 1h"), "Ask for less", true);
  await world.curfew.start();
  await rest(world);
  const [body = ""] = await comments(world, pull);
  expect(body.split("\n\n")[1]).toBe(
    "⚠️ `dana` had approved, but the request changed since: that approval is void. Look again.",
  );
  expect(await reviewersOf(world, pull)).toEqual(["dana"]);
});

test("whoever asks for more of what they have is shown with what they have; a draft asks nobody", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  const { alice } = world.people;
  await alice.push("more", LATER, REQUEST.replace("for: 2h", "for: 3h"), "Ask for more");
  const asked = { ...REPOSITORY, title: "More", head: "more", base: "main", draft: true };
  const { number } = (await alice.api.rest.pulls.create(asked)).data;
  await rest(world);
  const [body = ""] = await comments(world, number);
  expect(body).toContain("- **Has now**: `aws-prod/admin` until 2026-11-22 16:00 UTC: this is 1h more");
  expect(body).toContain("This is a draft");
  expect(await reviewersOf(world, number)).toEqual([]);
});
