import { test, expect } from "vitest";
import { tellWith } from "../story/faults.js";
import { tellStory } from "../../src/demo/story.js";
import { createWorld } from "../../src/demo/world.js";
import { recordingLog, START } from "../story/stage.js";
import { isCurfews } from "../story/faults.js";
test("every", async () => {
  const log = recordingLog();
  const world = await createWorld({ start: START, running: false, log, retryDelay: 0 });
  world.faults.inject({ match: isCurfews, every: Number(process.env.N), mode: process.env.M as never });
  try { await tellStory(world, { chapter() {}, screen() {}, step: (s) => console.log(s.ok, s.actor, s.what, s.observed) }); } catch (e) { console.log(String(e)); }
  console.log(log.lines.filter(l => l.level !== "info").slice(0, 12).map(l => JSON.stringify(l.fields) + String((l.fields as any)?.error)).join("\n"));
  console.log(world.faults.calls.filter(isCurfews).slice(0, 60).map((c, i) => `${i + 1} ${c.name}`).join("\n"));
  await world.close();
}, 120000);
