import { expect, test } from "vitest";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { Failure } from "../../src/ports/failure.js";
import { askedTime } from "../../src/run/clock-skew.js";
import { earlyRecord } from "../../src/run/early-record.js";
import { minutes, NOW, PATH } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

function line(note: string): LedgerLine {
  return { kind: "reviewed", at: NOW, request: PATH, commit: "c", by: "dana", note };
}

/** A record whose commits end when they are told to, with what each holds. */
function recordOf(forge: Parameters<typeof contextOf>[0] = {}) {
  const commits: { readonly notes: readonly string[]; end(error?: Failure): void }[] = [];
  const append = (lines: readonly LedgerLine[]) =>
    new Promise<void>((resolve, reject) => {
      const notes = lines.map((one) => (one.kind === "reviewed" ? one.note : one.kind));
      commits.push({ notes, end: (error) => (error ? reject(error) : resolve()) });
    });
  const context = contextOf(forge, {}, { ledger: { ...contextOf().ledger, append } });
  const time = askedTime(context, NOW);
  return { record: earlyRecord(context, NOW, time), time, commits };
}

test("what is written while a commit is under way is one more commit, whoever writes it", async () => {
  const { record, commits } = recordOf();
  const first = record.write([line("a")]);
  await Promise.resolve();
  const more = [record.write([line("b")]), record.write([line("c")])];
  expect(commits.map(({ notes }) => notes)).toEqual([["a"]]);
  commits[0]?.end();
  await first;
  await Promise.resolve();
  expect([commits.map(({ notes }) => notes), record.written().length]).toEqual([[["a"], ["b", "c"]], 1]);
  commits[1]?.end();
  await Promise.all(more);
  expect(record.written()).toEqual([line("a"), line("b"), line("c")]);
});

test("a commit that fails is told to whoever wrote it, and to nobody else", async () => {
  const { record, commits } = recordOf();
  const first = record.write([line("a")]);
  await Promise.resolve();
  const second = record.write([line("b")]);
  commits[0]?.end(new Failure("GitHub answered 503", { transient: true }));
  await expect(first).rejects.toThrow("GitHub answered 503");
  commits[1]?.end();
  await second;
  expect(record.written()).toEqual([line("b")]);
});

test("is dated by the forge where our clock is far from its", async () => {
  const theirs = minutes(7);
  const { record, time, commits } = recordOf({ askTime: async () => theirs, skew: () => 420 });
  await time.skew();
  const writing = record.write([line("a")]);
  await Promise.resolve();
  commits[0]?.end();
  await writing;
  expect(record.written().map(({ at }) => at)).toEqual([theirs]);
});

test("writes nothing where nobody says what time it is", async () => {
  const silent = async () => {
    throw new Failure("no answer", { transient: true });
  };
  const { record, time, commits } = recordOf({ askTime: silent });
  await time.skew();
  await expect(record.write([line("a")])).rejects.toThrow("nobody says what time it is");
  expect([commits, record.written()]).toEqual([[], []]);
});
