import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { decisionTree } from "../../src/render/decision.js";
import { renderFinding } from "../../src/render/findings.js";
import { play } from "./play.js";
import { FOLDER, readScenarios, type Scenario } from "./scenario.js";
import { decisionOf, factOf, screenOf } from "./screen.js";

/** `UPDATE=1 npx vitest run test/scenarios` writes the screens anew: look at them, they are what people will read. */
const UPDATE = process.env["UPDATE"] === "1";
const GOLDEN = join(FOLDER, "golden");
const FEWEST = 80;

const scenarios = readScenarios();
const played = new Set<string>();

if (UPDATE) rmSync(GOLDEN, { recursive: true, force: true });

describe.each([...new Set(scenarios.map(paragraphOf))])("%s", (paragraph) => {
  const those = scenarios.filter((scenario) => paragraphOf(scenario) === paragraph);
  test.each(those.map((scenario) => [factOf(scenario), scenario] as const))("%s", async (_fact, scenario) => {
    const result = await play(scenario);
    const { expect: expected } = scenario;
    const decision = decisionOf(result);
    const findings = result.check?.annotations ?? [];
    const reasons = [...(decision ? [decisionTree(decision)] : []), ...findings.map(renderFinding)].join("\n");
    const screen = screenOf(scenario, result);
    const file = join(GOLDEN, `${scenario.name}.md`);
    if (UPDATE) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, screen);
    }

    expect({
      check: result.check?.conclusion ?? "none",
      merged: result.checked.merged,
      findings: findings.map(({ code }) => code).toSorted(),
      asks: result.asks,
      unsaid: expected.because.filter((reason) => !reasons.includes(reason)),
      said: (expected.never ?? []).filter((text) => screen.includes(text)),
    }).toEqual({
      check: expected.check,
      merged: expected.merged ?? false,
      findings: expected.findings ?? [],
      asks: expected.asks ?? [],
      unsaid: [],
      said: [],
    });
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
