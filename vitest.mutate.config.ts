import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The nearest tests come first: they notice soonest, and without trying one mutant in all that is told in scenarios. */
const NEAREST = ["test/core/read/", "test/core/decide/", "test/core/", ""];

class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => distance(one) - distance(other) || (one.moduleId < other.moduleId ? -1 : 1));
  }
}

function distance({ moduleId }: TestSpecification): number {
  const path = relative(import.meta.dirname, moduleId);
  return NEAREST.findIndex((folder) => path.startsWith(folder));
}

/** The tests that must notice when what judges and what reads is changed: quick ones, without git, GitHub or a build. */
export default defineConfig({
  test: {
    environment: "node",
    include: [
      "test/core/decide/*.test.ts",
      "test/core/read/*.test.ts",
      "test/core/judge-merge.test.ts",
      "test/core/test-policies.test.ts",
      "test/scenarios/*.test.ts",
    ],
    exclude: ["test/core/read/schemas.test.ts", "test/core/read/hostile.test.ts"],
    runner: "./test/mutation/mutating-runner.ts",
    sequence: { sequencer: NearestFirst },
    isolate: false,
    fileParallelism: false,
    testTimeout: 600_000,
    env: { NO_COLOR: "1", TZ: "Pacific/Auckland" },
  },
});
