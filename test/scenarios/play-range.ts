import { endingOf } from "../../src/cli/commands/check-range.js";
import { checkRange } from "../../src/run/check-range.js";
import { BASE, HEAD } from "./facts.js";
import type { Outcome } from "./outcome.js";
import { printed } from "./printed.js";
import type { RangeScenario } from "./scenario.js";
import { changed, KINDS, kindNamed, setStage } from "./stage.js";

export async function playRange(scenario: RangeScenario): Promise<Outcome> {
  const { files, modes, author, userAddress, format = "text" } = scenario;
  const { history, now } = await setStage(scenario, (main) => changed(main, files, modes));
  const commits = scenario.commits.map((commit, index) => ({
    commit: index === 0 ? HEAD : String(index).repeat(40).slice(0, 40),
    parents: [BASE],
    author: commit.author,
    committer: commit.committer ?? commit.author,
    message: commit.message ?? "Ask.",
  }));
  const range = {
    history,
    base: BASE,
    head: HEAD,
    commits,
    ...(author === undefined ? {} : { author }),
    ...(userAddress === undefined ? {} : { userAddress }),
  };
  const words = ["curfew check main..HEAD", ...(author === undefined ? [] : [`--author ${author}`])];
  const command = [...words, ...(format === "text" ? [] : [`--format ${format}`])].join(" ");
  return printed(
    scenario,
    command,
    endingOf(await checkRange(range, { schemas: KINDS, kind: kindNamed }, now), BASE, HEAD, format),
  );
}
