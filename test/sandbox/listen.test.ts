import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/sandbox/listen.js";

test("a connection may be idle for longer than a busy machine lets anybody wait", async () => {
  const server = await listen(async (_request, response) => {
    response.end("ok");
  });
  onTestFinished(() => server.close());
  const { headers } = await fetch(server.url);
  const [, seconds] = /timeout=(\d+)/.exec(headers.get("keep-alive") ?? "") ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(60);
});
