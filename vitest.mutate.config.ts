import { defineConfig } from "vitest/config";

/** The tests that must notice when what judges and what reads is changed: quick ones, without git, GitHub or a build. */
export default defineConfig({
  test: {
    environment: "node",
    include: [
      "test/core/decide/*.test.ts",
      "test/core/read/*.test.ts",
      "test/core/judge-merge.test.ts",
      "test/scenarios/*.test.ts",
    ],
    exclude: ["test/core/read/schemas.test.ts", "test/core/read/hostile.test.ts"],
    runner: "./test/mutation/mutating-runner.ts",
    isolate: false,
    fileParallelism: false,
    testTimeout: 600_000,
    env: { NO_COLOR: "1", TZ: "Pacific/Auckland" },
  },
});
