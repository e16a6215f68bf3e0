import { writeFileSync } from "node:fs";
import { TestRunner, vi } from "vitest";
import { collectTests } from "vitest/internal/browser";
import { COUNTS, type Counts, type Noticed, type Plain, RESULTS, SLOWEST } from "./results.js";

type File = Parameters<NonNullable<TestRunner["onAfterRunSuite"]>>[0] & { readonly filepath: string };
type Test = Parameters<TestRunner["onBeforeTryTask"]>[0];

/** What Stryker's instrumentation reads and writes: which mutant is switched on, and which ones were come by. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage: Counts;
}

const stryker: Stryker = { mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: stryker });

/** How often a mutant may be come by, as a multiple of how often it was without it: a loop that does not end is noticed. */
const PATIENCE = 100;

/** Seconds of work for one mutant in all: one that nobody noticed by then counts as one that nobody notices. */
const LONGEST = 6;

const spent = new Map<string, number>();

const noticed: Record<string, string> = {};

const plain: Plain[] = [];

/** Quick tests that hold when they are run again: any other would seem to notice everything, or take all day. */
const repeatable = new Set<string>();

/**
 * Runs each test once as it is, and then once more for every mutant that it came by and that no other has noticed. What
 * decides and what reads has no state, so that nothing need be loaded anew for it; only for mutants of what is computed
 * when a module is loaded, the file's modules are.
 */
export default class MutatingRunner extends TestRunner {
  override importFile(filepath: string, source: "collect" | "setup"): unknown {
    vi.resetModules();
    return super.importFile(filepath, source);
  }

  override onCollectStart(file: never): void {
    stryker.currentTestId = undefined;
    super.onCollectStart(file);
  }

  override onBeforeTryTask(test: Test): void {
    stryker.currentTestId = idOf(test);
    super.onBeforeTryTask(test);
  }

  override onAfterRunTask(test: Test): void {
    stryker.currentTestId = undefined;
    super.onAfterRunTask(test);
  }

  async onBeforeRunFiles(): Promise<void> {
    // What loading this file came by; the instrumentation keeps hold of the object itself.
    this.loaded = { ...stryker.mutantCoverage.static };
    Object.assign(COUNTS.static, this.loaded);
    for (const mutant of Object.keys(stryker.mutantCoverage.static)) delete stryker.mutantCoverage.static[mutant];
  }

  private loaded: Readonly<Record<string, number>> = {};

  override async onAfterRunFiles(files?: readonly File[]): Promise<void> {
    super.onAfterRunFiles();
    const [file] = files ?? [];
    if (file === undefined) return;
    const tests = testsIn(file as never).toSorted((one, other) => durationOf(one) - durationOf(other));
    plain.push(...tests.map(plainly));
    Object.assign(COUNTS.perTest, stryker.mutantCoverage.perTest);
    for (const test of tests) {
      const before = secondsOfWork();
      if ((await notices(test, "none", 0)) || secondsOfWork() - before > SLOWEST) continue;
      repeatable.add(idOf(test));
      for (const [mutant, hits] of Object.entries(COUNTS.perTest[idOf(test)] ?? {})) {
        if (!isOpen(mutant) || !(await timed(mutant, () => notices(test, mutant, hits)))) continue;
        // Whatever a mutant leaves behind must not be what the next one is noticed by.
        if (await notices(test, "none", 0)) throw new Error(`Mutant ${mutant} lives on in ${idOf(test)}`);
        noticed[mutant] = idOf(test);
      }
    }
    await this.tryLoaded(file.filepath);
    const results: Noticed = { tests: plain, noticed, counts: COUNTS, repeatable: repeatable.size };
    writeFileSync(RESULTS, JSON.stringify(results));
  }

  private async tryLoaded(filepath: string): Promise<void> {
    const quiet = this as { onCollected?: unknown };
    const { onCollected } = quiet;
    quiet.onCollected = undefined;
    const loaded = await this.again(filepath);
    if (loaded === undefined || (await firstToNotice(loaded, "none", 0)) !== undefined) {
      throw new Error(`${filepath} cannot be loaded again, so that it would seem to notice everything`);
    }
    for (const [mutant, hits] of Object.entries(this.loaded)) {
      if (!isOpen(mutant)) continue;
      const by = await timed(mutant, async () => {
        switchOn(mutant, hits);
        const tests = await this.again(filepath);
        const first = tests === undefined ? filepath : await firstToNotice(tests, mutant, hits);
        switchOff();
        return first;
      });
      if (by !== undefined) noticed[mutant] = by;
    }
    quiet.onCollected = onCollected;
  }

  /** The file's tests, loaded once more with all that they import; undefined where that fails. */
  private async again(filepath: string): Promise<readonly Test[] | undefined> {
    const [file] = await collectTests([{ filepath, testLocations: undefined } as never], this as never);
    return file === undefined || file.result?.state === "fail" ? undefined : testsIn(file as never);
  }
}

function isOpen(mutant: string): boolean {
  return !(mutant in noticed) && (spent.get(mutant) ?? 0) < LONGEST;
}

async function timed<Result>(mutant: string, run: () => Promise<Result>): Promise<Result> {
  const before = secondsOfWork();
  const result = await run();
  spent.set(mutant, (spent.get(mutant) ?? 0) + secondsOfWork() - before);
  return result;
}

/** Of this process: what else the machine has to do is nothing against a mutant. */
function secondsOfWork(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

async function firstToNotice(tests: readonly Test[], mutant: string, hits: number): Promise<string | undefined> {
  for (const test of tests) {
    if (repeatable.has(idOf(test)) && (await notices(test, mutant, hits))) return idOf(test);
  }
  return undefined;
}

async function notices(test: Test, mutant: string, hits: number): Promise<boolean> {
  const run = TestRunner.getTestFn(test);
  switchOn(mutant, hits);
  try {
    await run?.();
    return false;
  } catch {
    return true;
  } finally {
    switchOff();
  }
}

function switchOn(mutant: string, hits: number): void {
  stryker.activeMutant = mutant;
  stryker.hitCount = 0;
  stryker.hitLimit = hits * PATIENCE + 10_000;
}

function switchOff(): void {
  stryker.activeMutant = undefined;
}

function testsIn(task: { readonly type: string; readonly mode?: string; readonly tasks?: readonly never[] }): Test[] {
  if (task.type === "test") return task.mode === "skip" ? [] : [task as unknown as Test];
  return (task.tasks ?? []).flatMap(testsIn);
}

function plainly(test: Test): Plain {
  const { state, errors } = test.result ?? {};
  return {
    id: idOf(test),
    name: test.fullTestName ?? test.name,
    fileName: test.file.filepath,
    timeSpentMs: durationOf(test),
    ...(state === "pass" ? {} : { failureMessage: errors?.[0]?.message ?? "it did not run" }),
  };
}

function durationOf(test: Test): number {
  return test.result?.duration ?? 0;
}

function idOf(test: Test): string {
  return `${test.file.filepath}#${test.fullTestName}`;
}
