import { checkThose } from "../../src/cli/commands/check.js";
import type { Outcome } from "./outcome.js";
import { printed } from "./printed.js";
import type { FolderScenario } from "./scenario.js";
import { filesOf, instant, KINDS, kindNamed, NOW } from "./stage.js";

export async function playFolder(scenario: FolderScenario): Promise<Outcome> {
  const { format = "text", modes = {} } = scenario;
  const files = [...filesOf(scenario)].map(([path, { mode, text }]) => ({
    path,
    mode: modes[path] ?? mode,
    bytes: new TextEncoder().encode(text),
  }));
  const command = format === "text" ? "curfew check" : `curfew check --format ${format}`;
  return printed(scenario, command, await checkThose(files, KINDS, { kind: kindNamed, now: instant(NOW) }, format));
}
