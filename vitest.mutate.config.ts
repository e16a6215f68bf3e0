import { defineConfig } from "vitest/config";

/** The tests that must notice when what judges and what reads is changed: quick ones, without git, GitHub or a build. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["test/core/**/*.test.ts", "test/model/**/*.test.ts"],
    exclude: ["test/core/read/schemas.test.ts"],
    isolate: false,
    testTimeout: 60_000,
    env: { NO_COLOR: "1", TZ: "Pacific/Auckland" },
  },
});
