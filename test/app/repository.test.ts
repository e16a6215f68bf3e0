import { expect, test } from "vitest";
import { createRepository } from "../../src/app/repository.js";
import type { Forge } from "../../src/ports/forge.js";
import { UNMEASURED } from "../../src/wire.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, type MovingClock } from "../run/moving-clock.js";

const SILENT = { info() {}, warn() {}, error() {} };
const MINUTE = 60_000;

function repositoryOf(clock: MovingClock, forge: Partial<Forge>) {
  const context = contextOf(forge);
  const open = async () => ({ context: () => context, close: async () => undefined });
  return createRepository("acme/access", open, { clock, log: SILENT, metrics: UNMEASURED });
}

test("everything is looked at every ten minutes, however often something else happens meanwhile", async () => {
  const clock = createMovingClock();
  const looked: number[] = [];
  const begun = clock.now();
  const repository = repositoryOf(clock, {
    openPullRequests: async () => {
      looked.push((clock.now() - begun) / MINUTE);
      return [];
    },
  });
  for (let minute = 0; minute < 30; minute += 3) {
    repository.wake([{ kind: "reconcile" }]);
    await repository.idle();
    clock.advance(3 * MINUTE);
    await repository.idle();
  }
  await repository.close();
  expect(looked).toEqual([12, 24]);
});
