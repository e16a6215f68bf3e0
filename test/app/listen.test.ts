import { request } from "node:http";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/app/listen.js";

const MEBIBYTE = Buffer.alloc(1024 * 1024, 97);

async function serverOf() {
  const handled: number[] = [];
  const server = await listen(
    async (_request, response, body) => {
      handled.push(body.length);
      response.end("ok");
    },
    { host: "127.0.0.1", port: 0 },
  );
  onTestFinished(() => server.close());
  return { url: server.url, handled };
}

/** The connection was closed while more was written: the answer may not have come through. */
const CLOSED = 0;

/** Sends so much and then waits; the status it is answered with. */
function send(url: string, mebibytes: number) {
  const sending = request(url, { method: "POST" });
  const status = new Promise<number>((resolve) => {
    sending.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on("error", () => resolve(CLOSED));
  });
  const sent = (async () => {
    for (let left = mebibytes; left > 0; left -= 1) {
      if (!sending.destroyed) await new Promise((resolve) => sending.write(MEBIBYTE, resolve));
    }
  })();
  return { sending, status, sent };
}

test("a body larger than GitHub sends is refused before its end", async () => {
  const { url, handled } = await serverOf();
  const { status } = send(url, 26);
  expect([413, CLOSED]).toContain(await status);
  expect(handled).toEqual([]);
});

test("many who send much at a time are refused, and whoever comes after them is heard", async () => {
  const { url, handled } = await serverOf();
  const senders = Array.from({ length: 5 }, () => send(url, 24));
  const first = await Promise.race(senders.map(({ status }) => status));
  expect([503, CLOSED]).toContain(first);
  expect(handled).toEqual([]);
  for (const { sending } of senders) sending.destroy();
  let status = 503;
  while (status === 503 || status === CLOSED) {
    await setImmediate();
    const again = send(url, 1);
    again.sending.end();
    status = await again.status;
  }
  expect([status, handled]).toEqual([200, [MEBIBYTE.length]]);
});
