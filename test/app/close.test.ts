import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app/app.js";
import { listen } from "../../src/app/listen.js";
import { openWorld, START } from "../story/stage.js";

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

/** The same GitHub, which says where an App is installed when it is let. */
async function slowListing(apiUrl: string) {
  let wait: Promise<void> | undefined;
  let asked = 0;
  const server = await listen(
    async ({ method = "GET", url = "", headers }, response, body) => {
      if (url.startsWith("/app/installations?")) {
        asked += 1;
        await wait;
      }
      const { host: _, connection: __, ...rest } = headers;
      const sent = method === "GET" ? {} : { body };
      const answer = await fetch(`${apiUrl}${url}`, { method, headers: rest as Record<string, string>, ...sent });
      const { "content-encoding": ___, "transfer-encoding": ____, ...given } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, given).end(Buffer.from(await answer.arrayBuffer()));
    },
    { host: "127.0.0.1", port: 0 },
  );
  onTestFinished(server.close);
  return {
    url: server.url,
    asked: () => asked,
    hang(): () => void {
      let answer = (): void => undefined;
      wait = new Promise((resolve) => {
        answer = resolve;
      });
      return answer;
    },
  };
}

test("an App that is closed while it asks where it is installed begins nothing for what it serves", async () => {
  const world = await openWorld();
  const { settings, own } = world.app;
  const listing = await slowListing(settings.apiUrl);
  const app = await createApp({ ...settings, apiUrl: listing.url }, own);
  app.start();
  await app.idle();
  const answer = listing.hang();
  world.clock.moveTo(START + 600_000);
  while (listing.asked() < 2) await setImmediate();
  const closed = app.close();
  /** Its calls until there are no more. */
  const untilQuiet = async () => {
    const from = world.faults.calls.length;
    for (let quiet = 0, seen = from; quiet < 10; quiet += 1) {
      await world.people.erin.api.users.getAuthenticated();
      const own = world.faults.calls.slice(seen).filter(({ caller }) => caller !== "erin");
      seen = world.faults.calls.length;
      if (own.length > 0) quiet = 0;
    }
    return world.faults.calls.slice(from).filter(({ caller }) => caller !== "erin");
  };
  await untilQuiet();
  world.clock.moveTo(START + 1200_000);
  const calls = await untilQuiet();
  answer();
  await closed;
  expect(calls).toEqual([]);
});
