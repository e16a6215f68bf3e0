import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createApp } from "../../src/app/app.js";
import { openWorld } from "../story/stage.js";

test.each(["github", "git"])(
  "an App that is closed while %s is asked neither asks nor writes afterwards",
  async (service) => {
    const world = await openWorld();
    const app = await createApp(world.app.settings, world.app.own);
    const from = world.faults.calls.length;
    app.start();
    while (!world.faults.calls.slice(from).some((call) => call.service === service)) await setImmediate();
    await app.close();
    const calls = world.faults.calls.length;
    // Whatever were still under way would arrive while somebody else is answered.
    for (let asked = 0; asked < 10; asked += 1) await world.people.erin.api.users.getAuthenticated();
    const own = world.faults.calls.slice(calls).filter(({ caller }) => caller !== "erin");
    const mirrors = await readdir(join(world.directory, "mirrors", "acme")).catch(() => []);
    expect([own, mirrors.filter((name) => name.endsWith(".part"))]).toEqual([[], []]);
  },
);
