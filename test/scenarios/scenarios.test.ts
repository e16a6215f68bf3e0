import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { play } from "./play.js";
import { FOLDER, readScenarios, type Scenario } from "./scenario.js";
import { factOf } from "./screen.js";

/** `UPDATE=1 npx vitest run test/scenarios` writes the screens anew: look at them, they are what people will read. */
const UPDATE = process.env["UPDATE"] === "1";
const GOLDEN = join(FOLDER, "golden");
const FEWEST = 160;

const scenarios = readScenarios();
const played = new Set<string>();

if (UPDATE) rmSync(GOLDEN, { recursive: true, force: true });

describe.each([...new Set(scenarios.map(paragraphOf))])("%s", (paragraph) => {
  const those = scenarios.filter((scenario) => paragraphOf(scenario) === paragraph);
  test.each(those.map((scenario) => [factOf(scenario), scenario] as const))("%s", async (_fact, scenario) => {
    const { screen, reasons, came, expected, because, never } = await play(scenario);
    const file = join(GOLDEN, `${scenario.name}.md`);
    if (UPDATE) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, screen);
    }

    const unsaid = because.filter((reason) => !reasons.includes(reason));
    const said = never.filter((text) => screen.includes(text));
    expect({ ...came, unsaid, said }).toEqual({ ...expected, unsaid: [], said: [] });
    expect(screen).toBe(readFileSync(file, "utf8"));
    played.add(scenario.name);
  });
});

test("enough of them were played", () => {
  expect(played.size).toBeGreaterThanOrEqual(FEWEST);
});

test("each fact is told once", () => {
  const facts = scenarios.map(factOf);
  expect(facts.filter((fact, index) => facts.indexOf(fact) !== index)).toEqual([]);
});

test("every screen belongs to a scenario", () => {
  const screens = readdirSync(GOLDEN, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
  expect(screens.toSorted()).toEqual(scenarios.map(({ name }) => `${name}.md`).toSorted());
});

function paragraphOf({ name }: Scenario): string {
  return name.slice(0, name.indexOf("/"));
}
