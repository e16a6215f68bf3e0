/** `npm run mutate`: does a test fail when a line of what judges, or of what reads, is changed? */
export default {
  testRunner: "in-one-go",
  plugins: ["./test/mutation/stryker-plugin.mjs"],
  mutate: ["src/core/decide/**/*.ts", "src/core/read/**/*.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  dryRunTimeoutMinutes: 60,
  ignorePatterns: ["/dist", "/coverage"],
  reporters: ["clear-text"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 90 },
  disableTypeChecks: false,
  warnings: { slow: false },
};
