import type { Outcome } from "./outcome.js";
import { playConversation } from "./play-conversation.js";
import { playFolder } from "./play-folder.js";
import { playPullRequest } from "./play-pull-request.js";
import { playRange } from "./play-range.js";
import { playSimulation } from "./play-simulation.js";
import type { Scenario } from "./scenario.js";

/** Puts the scenario's question to the code that answers it for everybody, in memory. */
export function play(scenario: Scenario): Promise<Outcome> {
  switch (scenario.kind) {
    case "pull-request":
      return playPullRequest(scenario);
    case "conversation":
      return playConversation(scenario);
    case "folder":
      return playFolder(scenario);
    case "range":
      return playRange(scenario);
    case "simulation":
      return playSimulation(scenario);
    default:
      return scenario satisfies never;
  }
}
