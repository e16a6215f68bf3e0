import type { Instant } from "../../../src/model/instant.js";
import type { LedgerLine } from "../../../src/model/ledger-line.js";
import { Failure } from "../../../src/ports/failure.js";
import type { Ledger, LedgerRead } from "../../../src/ports/ledger.js";
import type { Faults } from "../faults.js";
import type { Process } from "../scheduler.js";
import { blobOf } from "../world/texts.js";
import type { Mirror } from "./history.js";

/** A file of the branch, named by the moment and by what is in it. */
export interface LedgerFile {
  readonly moment: number;
  readonly hash: string;
  readonly lines: readonly LedgerLine[];
}

/** The branch `curfew-ledger`: files in the order in which they came. */
export interface LedgerBranch {
  readonly files: readonly LedgerFile[];
  /** How much had been done at the systems when a file came. */
  doneBefore(file: LedgerFile): number;
  add(file: LedgerFile): void;
}

export function createLedgerBranch(done: () => number): LedgerBranch {
  const files: LedgerFile[] = [];
  const before = new Map<LedgerFile, number>();
  return {
    files,
    doneBefore: (file) => before.get(file) ?? 0,
    add(file) {
      files.push(file);
      before.set(file, done());
    },
  };
}

const RACES = 8;
/** Milliseconds: a clock that is set back by more writes under its own time again. */
const BACK = 60_000;

/** Read as it was fetched last; written where the branch is now, by fast-forward, on top of whoever was first. */
export function createLedgerPort(process: Process, branch: LedgerBranch, mirror: Mirror, faults: Faults): Ledger {
  let there: readonly LedgerFile[] = [];
  let last: LedgerRead = { lines: [], findings: [] };
  let lastRead = there;
  let appends = 0;

  return {
    async read() {
      there = branch.files.slice(0, mirror.ledgerFiles());
      if (there.length !== lastRead.length) {
        last = { lines: there.toSorted(byName).flatMap(({ lines }) => lines), findings: [] };
        lastRead = there;
      }
      return last;
    },
    // Nobody rewrites it: the branch takes fast-forwards alone.
    lost: async () => undefined,
    async append(lines, at) {
      if (lines.length === 0) return;
      appends += 1;
      // No two appends write the same: the milliseconds in which they would differ stand still here.
      const hash = blobOf(JSON.stringify([process.name, appends, lines])).slice(0, 16);
      let failures = 0;
      for (let race = 0; race <= RACES; race += 1) {
        try {
          if (await appendOnce(hash, lines, at)) return;
        } catch (error) {
          // What was not answered may have been done: that is looked up once.
          if (!(error instanceof Failure) || !error.transient || failures > 0) throw error;
          failures += 1;
        }
      }
      throw new Failure("curfew-ledger: other writers were always first", { transient: true });
    },
  };

  async function appendOnce(hash: string, lines: readonly LedgerLine[], at: Instant): Promise<boolean> {
    const parent = await faults.call(process, "ledger", "read the branch", () => branch.files.length);
    await catchUp(parent);
    if (branch.files.slice(0, parent).some((one) => one.hash === hash)) return true;
    const file: LedgerFile = { moment: momentAfter(there, at), hash, lines };
    const isFirst = await faults.call(process, "ledger", "move the branch", () => {
      if (branch.files.length !== parent) return false;
      branch.add(file);
      return true;
    });
    if (isFirst) there = [...there, file];
    return isFirst;
  }

  /** What others wrote since is read before what is written now, as far as git answers. */
  async function catchUp(parent: number): Promise<void> {
    if (parent === there.length) return;
    try {
      await mirror.fetch();
      there = branch.files.slice(0, mirror.ledgerFiles());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
}

function byName(one: LedgerFile, other: LedgerFile): number {
  if (one.moment !== other.moment) return one.moment - other.moment;
  if (one.hash === other.hash) return 0;
  return one.hash < other.hash ? -1 : 1;
}

/** The moment by which what is written is read after what is there. */
function momentAfter(there: readonly LedgerFile[], at: Instant): number {
  const near = there.filter(({ moment }) => moment >= at && moment < at + BACK);
  return near.length === 0 ? at : Math.max(...near.map((one) => one.moment)) + 1;
}
