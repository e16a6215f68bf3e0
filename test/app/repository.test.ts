import { expect, test } from "vitest";
import { createRepository } from "../../src/app/repository.js";
import { Failure } from "../../src/ports/failure.js";
import type { Forge, PullRequest } from "../../src/ports/forge.js";
import type { Context } from "../../src/run/context.js";
import { UNMEASURED } from "../../src/wire.js";
import { access, BASE, BLOB, HEAD, MERGE, minutes, PATH, standing, system } from "../core/world.js";
import { contextOf, MERGED_PULL } from "../findings/contexts.js";
import { createMovingClock, type MovingClock } from "../run/moving-clock.js";

const SILENT = { info() {}, warn() {}, error() {} };
const MINUTE = 60_000;

function repositoryOf(clock: MovingClock, forge: Partial<Forge>, rest: Partial<Context> = {}) {
  const context = contextOf(forge, rest.history, rest);
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

/** Alice's, which has ended, and its file, which is still there. */
function endedOf(clock: MovingClock, forge: Partial<Forge>, history: Partial<Context["history"]> = {}) {
  const verdict = standing({ from: minutes(-60), until: minutes(-1) });
  return repositoryOf(
    clock,
    { mergedBranches: async () => [], ...forge },
    {
      history: {
        ...contextOf().history,
        tree: async () => [{ path: PATH, mode: "100644", blob: BLOB }],
        additions: async () => new Map([[PATH, { path: PATH, commit: MERGE, parents: [BASE, HEAD], blob: BLOB }]]),
        ...history,
      },
      ledger: {
        ...contextOf().ledger,
        read: async () => ({
          lines: [{ kind: "judged", at: minutes(-60), request: PATH, blob: BLOB, commit: MERGE, verdict }],
          findings: [],
        }),
      },
    },
  );
}

test("a file whose pull request cannot be merged is proposed once an hour, and anew where somebody closed that", async () => {
  const clock = createMovingClock();
  const begun = clock.now();
  const proposed: number[] = [];
  const pull: PullRequest = { ...MERGED_PULL, number: 7, base: { commit: BASE, branch: "main" } };
  let open = [pull];
  const repository = endedOf(clock, {
    openPullRequests: async () => open,
    openRemoval: async () => {
      proposed.push((clock.now() - begun) / MINUTE);
      return pull;
    },
  });
  for (let minute = 0; minute <= 75; minute += 1) {
    if (minute === 65) open = [];
    repository.wake([{ kind: "reconcile" }]);
    await repository.idle();
    clock.advance(MINUTE);
  }
  await repository.close();
  expect(proposed).toEqual([0, 60, 70]);
});

test("a file is proposed anew as soon as somebody is seen to have pushed to its branch", async () => {
  const clock = createMovingClock();
  const begun = clock.now();
  const proposed: number[] = [];
  let head = HEAD;
  const pull = (): PullRequest => ({ ...MERGED_PULL, number: 7, head: { ...MERGED_PULL.head, commit: head } });
  const repository = endedOf(clock, {
    openPullRequests: async () => [pull()],
    pullRequest: async () => pull(),
    openRemoval: async () => {
      proposed.push((clock.now() - begun) / MINUTE);
      return pull();
    },
  });
  for (let minute = 0; minute <= 20; minute += 1) {
    if (minute === 5) head = "9".repeat(40);
    repository.wake([{ kind: "reconcile" }, ...(minute === 7 ? [{ kind: "check" as const, pull: 7 }] : [])]);
    await repository.idle();
    clock.advance(MINUTE);
  }
  await repository.close();
  expect(proposed).toEqual([0, 7]);
});

test.each([
  ["has left the line on which", false, [0, 5]],
  ["has only gone on since", true, [0]],
])("a file is proposed anew where the branch %s it was proposed", async (_, follows, times) => {
  const clock = createMovingClock();
  const begun = clock.now();
  const proposed: number[] = [];
  let main = MERGE;
  const pull: PullRequest = { ...MERGED_PULL, number: 7 };
  const repository = endedOf(
    clock,
    {
      openPullRequests: async () => [pull],
      pullRequest: async () => pull,
      openRemoval: async () => {
        proposed.push((clock.now() - begun) / MINUTE);
        return pull;
      },
    },
    { branch: async (name) => (name === "main" ? main : undefined), isIn: async () => follows },
  );
  for (let minute = 0; minute <= 9; minute += 1) {
    if (minute === 5) main = "9".repeat(40);
    repository.wake([{ kind: "reconcile" }]);
    await repository.idle();
    clock.advance(MINUTE);
  }
  await repository.close();
  expect(proposed).toEqual(times);
});

test.each([
  ["as it is", false, [0, 10, 20, 30, 40, 50]],
  ["in passing", true, [0, 0, 1, 2, 3, 4]],
])(
  "a file whose pull request cannot be opened %s is proposed when that may be otherwise",
  async (_, transient, times) => {
    const clock = createMovingClock();
    const begun = clock.now();
    const proposed: number[] = [];
    const repository = endedOf(clock, {
      openRemoval: async () => {
        proposed.push((clock.now() - begun) / MINUTE);
        throw new Failure("a rule of the repository forbids the branch", { transient });
      },
    });
    for (let minute = 0; minute <= 75; minute += 1) {
      repository.wake([{ kind: "reconcile" }]);
      await repository.idle();
      clock.advance(MINUTE);
    }
    await repository.close();
    expect(proposed.slice(0, 6)).toEqual(times);
  },
);

test("a repository that takes long to be opened is looked at as of when it was", async () => {
  const clock = createMovingClock();
  const begun = clock.now();
  const observed: number[] = [];
  const provider = await contextOf().providers.open(system("aws-prod"));
  const context = contextOf(
    {},
    {},
    {
      accessAt: async () => access({ systems: new Map([["aws-prod", system("aws-prod")]]) }),
      providers: {
        kind: async () => undefined,
        open: async () => ({
          ...provider,
          observe: async (now) => {
            observed.push((now - begun) / MINUTE);
            return { held: [], strangers: [] };
          },
        }),
      },
    },
  );
  const open = async () => {
    clock.advance(3 * MINUTE);
    return { context: () => context, close: async () => undefined };
  };
  const repository = createRepository("acme/access", open, { clock, log: SILENT, metrics: UNMEASURED });
  repository.wake([{ kind: "reconcile" }]);
  await repository.idle();
  await repository.close();
  expect(observed[0]).toBe(3);
});
