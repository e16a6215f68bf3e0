import { expect, test } from "vitest";
import { createServed } from "../../src/app/served.js";
import { type Connection, UNMEASURED } from "../../src/wire.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "../run/moving-clock.js";

const SILENT = { info() {}, warn() {}, error() {} };

test("a repository that the App is installed on anew is served by the new installation, once the old one's work is done", async () => {
  const trace: string[] = [];
  let answer: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const connect = async (_name: string, installation: number): Promise<Connection> => {
    trace.push(`${installation} opened`);
    const openPullRequests = async () => {
      if (installation === 1) await slow;
      return [];
    };
    const context = contextOf({ openPullRequests });
    return { context: () => context, close: async () => void trace.push(`${installation} closed`) };
  };
  const served = createServed(connect, { clock: createMovingClock(), log: SILENT, metrics: UNMEASURED });
  served.of("acme/access", 1).wake([{ kind: "check-open" }]);
  await turns();
  served.of("acme/access", 2).wake([{ kind: "check-open" }]);
  await turns();
  expect(trace).toEqual(["1 opened"]);
  answer();
  await served.idle();
  expect(trace).toEqual(["1 opened", "1 closed", "2 opened"]);
  expect(served.of("acme/access", 2)).toBe(served.of("acme/access", 2));
  await served.close();
  expect(trace).toEqual(["1 opened", "1 closed", "2 opened", "2 closed"]);
});
