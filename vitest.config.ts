import { defineConfig } from "vitest/config";

/** Tests of the package as it is published; it is built for them, and only for them. */
const PUBLISHED = ["test/cli/**/*.test.ts", "test/docs/readme.test.ts", "test/workflows/**/*.test.ts"];

/** The story told over and over, each time with another call failing: `npm run test:faults`, and a part of it in CI. */
const FAULTS = ["test/story/faults-*.test.ts"];

/** Processes that are killed: `npm run test:crashes` kills hundreds, CI a few. */
const CRASHES = ["test/crash/**/*.test.ts"];

/** Each takes its time for one thing proved to the end: `npm run test:long`, and in CI. */
const LONG = [
  "test/adapters/git/shallow-answers.test.ts",
  "test/adapters/github/at-once.test.ts",
  "test/adapters/github/faults.test.ts",
  "test/adapters/github/ledger-together.test.ts",
  "test/providers/aws-iam/least.test.ts",
  "test/run/quiet.test.ts",
  "test/story/drift.test.ts",
  "test/together/*.test.ts",
];

/** Thousands of simulated histories, and mistakes that they must notice: `npm run test:simulation`, and in CI. */
const SIMULATION = ["test/simulation/many-*.test.ts", "test/simulation/planted/*.test.ts"];

export default defineConfig({
  test: {
    environment: "node",
    // A bound for what hangs, not for a machine that is slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // More than two cores: a story waits for git, and for writes that are spaced, as much as it works.
    maxWorkers: 3,
    env: { NO_COLOR: "1", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", TZ: "Pacific/Auckland" },
    coverage: { provider: "v8", include: ["src/core/**"], thresholds: { branches: 95 } },
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          // Of the time that 180 files take, loading the same modules again for each would be a fifth.
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: [...PUBLISHED, ...FAULTS, ...CRASHES, ...LONG, ...SIMULATION],
        },
      },
      { extends: true, test: { name: "faults", include: FAULTS } },
      { extends: true, test: { name: "long", include: LONG } },
      { extends: true, test: { name: "crashes", include: CRASHES, globalSetup: ["test/cli/build.ts"] } },
      { extends: true, test: { name: "simulation", include: SIMULATION, disableConsoleIntercept: true } },
      {
        extends: true,
        test: { name: "package", include: PUBLISHED, globalSetup: ["test/cli/build.ts"] },
      },
    ],
  },
});
