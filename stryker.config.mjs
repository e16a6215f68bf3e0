/** `npm run mutate`: does a test fail when a line of what judges, or of what reads, is changed? */
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutate.config.ts", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  mutate: ["src/core/decide/**/*.ts", "src/core/read/**/*.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  incremental: true,
  incrementalFile: "node_modules/.cache/stryker/incremental.json",
  ignorePatterns: ["/dist", "/coverage", "/.github/decisions"],
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 90 },
  timeoutMS: 20000,
  allowEmpty: false,
  disableTypeChecks: false,
};
