import { simulateThose } from "../../src/cli/commands/simulate.js";
import type { Outcome } from "./outcome.js";
import { printed } from "./printed.js";
import type { SimulationScenario } from "./scenario.js";
import { filesOf, KINDS, NOW } from "./stage.js";

export async function playSimulation(scenario: SimulationScenario): Promise<Outcome> {
  const files = [...filesOf(scenario)].map(([path, { mode, text }]) => ({
    path,
    mode,
    bytes: new TextEncoder().encode(text),
  }));
  const { emergency, approvedBy, ...asks } = scenario.asks;
  const words = [
    ...Object.entries(asks).map(([option, value]) => `--${option} ${/\s/.test(value) ? JSON.stringify(value) : value}`),
    ...(approvedBy === undefined ? [] : [`--approved-by ${approvedBy}`]),
    ...(emergency ? ["--emergency"] : []),
  ];
  const now = scenario.now ?? NOW;
  const ending = simulateThose(files, KINDS, { ...scenario.asks, at: scenario.asks.at ?? now });
  return printed(scenario, `curfew simulate ${words.join(" ")}`, ending);
}
