import { expect, test } from "vitest";
import { settle } from "../../src/demo/settle.js";
import { tellStory } from "../../src/demo/story.js";
import { validateExchange, validateWebhook } from "../contracts/github-contract.js";
import { openWorld } from "./stage.js";

type Exchange = Parameters<typeof validateExchange>[0];

test("all that is said on the way is as GitHub describes itself", async () => {
  const exchanges: Exchange[] = [];
  const world = await openWorld({ observe: (exchange) => exchanges.push(exchange) });
  expect(await tellStory(world, { chapter() {}, screen() {}, step() {} })).toMatchObject({ ok: true });
  await settle(world, async () => true);

  expect(exchanges.length).toBeGreaterThan(80);
  expect(exchanges.filter(({ route }) => route === "")).toEqual([]);
  expect(exchanges.flatMap(validateExchange)).toEqual([]);
  expect(world.github.deliveries.length).toBeGreaterThan(5);
}, 120_000);

test("what is not as GitHub describes itself is seen", () => {
  expect(validateWebhook("push", { ref: "refs/heads/main" })).not.toEqual([]);
});
