import { expect, test } from "vitest";
import { tellStory } from "../../src/demo/story.js";
import { tellPeople } from "../../src/demo/tell.js";
import { createWorld } from "../../src/demo/world.js";
import { createLog } from "../../src/wire.js";

test("demo", async () => {
  const t0 = Date.now();
  const world = await createWorld({
    start: Date.UTC(2026, 10, 22, 14),
    running: false,
    log: createLog({ level: "info", destination: process.stdout }),
    retryDelay: 0,
  });
  console.log("world", Date.now() - t0);
  const ok = await tellStory(
    world,
    tellPeople((l) => console.log(l)),
  );
  console.log("story", Date.now() - t0, world.faults.calls.length);
  await world.close();
  expect(ok).toBe(true);
}, 120000);
