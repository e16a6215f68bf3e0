import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, REQUEST } from "../../src/demo/story-asked.js";
import { checkOn, headOf, openPullRequest, openWorld, PATH, roles } from "./stage.js";

const EMERGENCY = `${REQUEST.replace("for: 2h", "for: 1h")}emergency: true\n`;

test("an emergency is merged and granted at once, and stands in the way of the next until it is reviewed", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const long = EMERGENCY.replace("for: 1h", "for: 2h");
  const refused = await openPullRequest(world, "alice", { branch: "long", path: PATH, text: long });
  await rest(world);
  expect(await merged(world, refused)).toBe(false);
  expect((await checkOn(world, await headOf(world, refused)))?.conclusion).toBe("failure");

  const path = PATH.replace("alice-admin", "alice-now");
  const pull = await openPullRequest(world, "alice", { branch: "now", path, text: EMERGENCY });
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
  const { dana } = world.people;
  await dana.pull();
  expect(await dana.git("log", "-1", "--format=%(trailers:key=Access-Emergency,valueonly)", "origin/main")).toMatch(
    /^yes\s*$/,
  );

  const again = PATH.replace("alice-admin", "alice-again");
  const second = await openPullRequest(world, "alice", { branch: "again", path: again, text: EMERGENCY });
  await rest(world);
  expect(await merged(world, second)).toBe(false);
  const said = (await comments(world, second)).join("\n");
  expect(said).toContain("nobody has reviewed yet");
  expect(said).toContain(path);
}, 300_000);
