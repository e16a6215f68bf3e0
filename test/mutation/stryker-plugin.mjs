/**
 * A test runner for Stryker that starts the tests once. Its own for vitest starts them anew for each mutant, which takes
 * seconds for what a test of the core notices in microseconds. Here they are run by `mutating-runner.ts`, which tries
 * every mutant in one go while Stryker believes it to be the first, plain run; what came of each is then only looked up.
 */
import { readFile } from "node:fs/promises";
import { commonTokens, declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { startVitest } from "vitest/node";

const RESULTS = "noticed.json";

createRunner.inject = [commonTokens.logger];
function createRunner(log) {
  let noticed = {};

  async function dryRun() {
    const vitest = await startVitest("test", [], { config: "vitest.mutate.config.ts", watch: false, reporters: [] });
    const errors = vitest.state.getUnhandledErrors();
    await vitest.close();
    if (errors.length > 0) return { status: "error", errorMessage: errors.map(({ message }) => message).join("\n") };
    const results = JSON.parse(await readFile(RESULTS, "utf8"));
    noticed = results.noticed;
    log.info(`Of ${results.tests.length} tests ${results.repeatable} were repeated for mutants.`);
    return { status: "complete", tests: results.tests.map(resultOf), mutantCoverage: results.counts };
  }

  async function mutantRun({ activeMutant }) {
    const by = noticed[activeMutant.id];
    return by === undefined
      ? { status: "survived", nrOfTests: 1 }
      : { status: "killed", killedBy: [by], failureMessage: "", nrOfTests: 1 };
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    dryRun,
    mutantRun,
  };
}

function resultOf(test) {
  return { ...test, status: test.failureMessage === undefined ? 0 : 1 };
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "in-one-go", createRunner)];
