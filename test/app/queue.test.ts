import { expect, test } from "vitest";
import { createQueue } from "../../src/app/queue.js";
import type { Instant } from "../../src/model/instant.js";
import type { Clock } from "../../src/ports/clock.js";
import { Failure } from "../../src/ports/failure.js";
import type { Log } from "../../src/ports/log.js";

const silent: Log = { info() {}, warn() {}, error() {} };

function createTestClock(): Clock & { advance(milliseconds: number): void; setBack(milliseconds: number): void } {
  let now = 0;
  const alarms = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now as Instant,
    wakeAt(at, run) {
      const alarm = { at, run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const alarm of [...alarms]) {
        if (alarm.at > now) continue;
        alarms.delete(alarm);
        alarm.run();
      }
    },
    // What waits is woken once as much time has passed as was left.
    setBack(milliseconds) {
      now -= milliseconds;
      for (const alarm of alarms) alarm.at -= milliseconds;
    },
  };
}

test("what is asked for twice before it begins runs once", async () => {
  const queue = createQueue(createTestClock(), silent);
  let runs = 0;
  const job = async () => {
    runs += 1;
  };
  queue.add("pull:1", job);
  queue.add("pull:1", job);
  await queue.idle();
  expect(runs).toBe(1);
});

test("what is urgent is begun before all that waits", async () => {
  const queue = createQueue(createTestClock(), silent, "reconcile");
  const begun: string[] = [];
  for (const key of ["check 1", "check 2", "reconcile"]) {
    queue.add(key, async () => {
      begun.push(key);
      if (key === "check 1") queue.add("reconcile", async () => void begun.push("again"));
    });
  }
  await queue.idle();
  expect(begun).toEqual(["reconcile", "check 1", "again", "check 2"]);
});

test("what is to be done soon is begun before all that is not urgent", async () => {
  const queue = createQueue(createTestClock(), silent, "reconcile", "tell");
  const begun: string[] = [];
  const job = (key: string) => async () => void begun.push(key);
  for (const key of ["check 1", "check 2", "tell", "check 3", "reconcile"]) queue.add(key, job(key));
  await queue.idle();
  expect(begun).toEqual(["reconcile", "tell", "check 1", "check 2", "check 3"]);
});

test("what is asked for while it runs is run once more", async () => {
  const queue = createQueue(createTestClock(), silent);
  let runs = 0;
  const job = async () => {
    runs += 1;
    if (runs === 1) {
      queue.add("pull:1", job);
      queue.add("pull:1", job);
    }
  };
  queue.add("pull:1", job);
  await queue.idle();
  expect(runs).toBe(2);
});

test("jobs of different keys never overlap", async () => {
  const queue = createQueue(createTestClock(), silent);
  const trace: string[] = [];
  for (const key of ["a", "b", "c"]) {
    queue.add(key, async () => {
      trace.push(`${key} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      trace.push(`${key} ends`);
    });
  }
  await queue.idle();
  expect(trace).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("a job that fails is tried again at once, and then after waits that double", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent);
  let runs = 0;
  queue.add("pull:1", async () => {
    runs += 1;
    if (runs < 5) throw new Error("not yet");
  });
  await queue.idle();
  expect(runs).toBe(2);
  clock.advance(999);
  await queue.idle();
  expect(runs).toBe(2);
  clock.advance(1);
  await queue.idle();
  expect(runs).toBe(3);
  clock.advance(2000);
  await queue.idle();
  expect(runs).toBe(4);
  clock.advance(4000);
  await queue.idle();
  expect(runs).toBe(5);
  clock.advance(1_000_000);
  await queue.idle();
  expect(runs).toBe(5);
});

test("a job that goes on failing is tried again twice a minute", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent);
  let runs = 0;
  queue.add("pull:1", async () => {
    runs += 1;
    throw new Error("always");
  });
  const waits: number[] = [];
  for (let last = 0, second = 0; second < 150; second += 1) {
    await queue.idle();
    if (runs > 2 && runs > waits.length + 2) {
      waits.push(second - last);
      last = second;
    }
    clock.advance(1000);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
});

test("what fails until somebody changes something is tried less and less, and at once where it is asked for again", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  const minutes: Record<string, number[]> = { reconcile: [], "check 1": [] };
  const job = (key: string) => async () => {
    minutes[key]?.push(Math.floor(clock.now() / 60_000));
    throw new Failure("the App may not write checks", { transient: false });
  };
  for (let second = 0; second < 3600; second += 1) {
    if (second % 600 === 0) for (const key of ["reconcile", "check 1"]) queue.add(key, job(key));
    await queue.idle();
    clock.advance(1000);
  }
  expect(minutes["check 1"]?.filter((minute) => minute === 0)).toHaveLength(7);
  expect(minutes["check 1"]?.filter((minute) => minute >= 10)).toEqual([10, 20, 30, 40, 50]);
  // What has ended may end as soon as somebody has put it right.
  expect(minutes["reconcile"]?.length).toBeGreaterThan(110);
});

test("a failing job does not hold up the others", async () => {
  const queue = createQueue(createTestClock(), silent);
  let done = false;
  queue.add("broken", async () => {
    throw new Error("always");
  });
  queue.add("sound", async () => {
    done = true;
  });
  await queue.idle();
  expect(done).toBe(true);
});

test("after closing nothing begins", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent);
  let runs = 0;
  queue.add("pull:1", async () => {
    runs += 1;
    throw new Error("always");
  });
  await queue.idle();
  await queue.close();
  queue.add("pull:2", async () => {
    runs += 1;
  });
  clock.advance(1_000_000);
  await queue.idle();
  expect(runs).toBe(2);
});

test("what is urgent is begun beside a job that hangs, and never beside itself", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  const trace: string[] = [];
  const ends: (() => void)[] = [];
  const job = (name: string) => async () => {
    trace.push(name);
    await new Promise<void>((resolve) => ends.push(resolve));
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  queue.add("check 1", job("check 1"));
  await settled();
  queue.add("reconcile", job("first"));
  clock.advance(9_999);
  await settled();
  expect(trace).toEqual(["check 1"]);
  clock.advance(1);
  await settled();
  expect(trace).toEqual(["check 1", "first"]);
  queue.add("reconcile", job("second"));
  queue.add("check 2", job("check 2"));
  clock.advance(20_000);
  await settled();
  expect(trace).toEqual(["check 1", "first"]);
  ends[1]?.();
  await settled();
  clock.advance(10_000);
  await settled();
  expect(trace).toEqual(["check 1", "first", "second"]);
  ends[0]?.();
  await settled();
  expect(trace).toEqual(["check 1", "first", "second", "check 2"]);
  for (const end of ends) end();
  await queue.idle();
});

test("beside a job that has hung for long, what is urgent waits no more, however often it is asked for", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const begun: number[] = [];
  let end = (): void => undefined;
  const reconcile = () => {
    begun.push(clock.now());
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  queue.add("check 1", () => new Promise(() => undefined));
  await settled();
  clock.advance(4_000);
  queue.add("reconcile", reconcile);
  clock.advance(6_000);
  await settled();
  queue.add("reconcile", reconcile);
  clock.advance(40_000);
  end();
  await settled();
  end();
  await settled();
  queue.add("reconcile", reconcile);
  await settled();
  expect(begun).toEqual([10_000, 50_000, 50_000]);
});

test.each([
  ["each takes long", 45_000],
  ["each is short", 4_000],
])("what is urgent, asked for again and again, holds up nothing else for longer than it may: %s", async (_, length) => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const begun: string[] = [];
  const reconcile = async () => {
    queue.add("reconcile", reconcile);
    await new Promise<void>((resolve) => void clock.wakeAt((clock.now() + length) as Instant, resolve));
  };
  queue.add("reconcile", reconcile);
  await settled();
  for (const key of ["check 1", "check 2"]) queue.add(key, async () => void begun.push(`${key} ${clock.now()}`));
  for (let second = 0; second < 20; second += 1) {
    await settled();
    clock.advance(1000);
  }
  expect(begun).toEqual(["check 1 10000", "check 2 10000"]);
});

test.each([
  ["before it is asked for", 2_000, 13_000],
  ["while it waits", 5_000, 20_000],
])("what is urgent waits no longer than twice where the clock is set back %s", async (_, setBack, begins) => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const begun: number[] = [];
  let passed = 0;
  queue.add("check 1", () => new Promise(() => undefined));
  for (; passed < 60_000; passed += 1000) {
    if (passed === 3_000) queue.add("reconcile", async () => void begun.push(passed));
    if (passed === setBack) clock.setBack(3_600_000);
    await settled();
    clock.advance(1000);
  }
  expect(begun).toEqual([begins]);
});

test("what is urgent and fails beside a job that hangs is tried again beside it", async () => {
  const clock = createTestClock();
  const queue = createQueue(clock, silent, "reconcile");
  let runs = 0;
  queue.add("check 1", () => new Promise(() => undefined));
  await new Promise((resolve) => setImmediate(resolve));
  queue.add("reconcile", async () => {
    runs += 1;
    throw new Error("always");
  });
  for (let second = 0; second < 100; second += 1) {
    clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(runs).toBeGreaterThan(4);
});
