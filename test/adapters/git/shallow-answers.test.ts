import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openClone } from "../../../src/adapters/git/clone.js";
import { HistoryTooShort } from "../../../src/ports/failure.js";
import type { History } from "../../../src/ports/history.js";
import { cloneOf, createRepository, historyOf, type Repository } from "./repository.js";

const PATHS = ["access/people.yaml", "access/requests/a.yaml", "access/requests/b.yaml", "other"] as const;

/** One commit on others that came before it, counted from it. */
interface Drawn {
  readonly first: number;
  readonly second: number | undefined;
  readonly alone: boolean;
  readonly path: number;
  readonly content: number | undefined;
}

const DRAWN: fc.Arbitrary<Drawn> = fc.record({
  // Mostly on the one before, so that lines are long enough to be cut.
  first: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(4) }),
  second: fc.option(fc.nat(5), { nil: undefined }),
  alone: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  path: fc.nat(PATHS.length - 1),
  content: fc.option(fc.nat(2), { nil: undefined }),
});

/** How the clone was cut: by git, so many commits from every branch, or at commits that somebody named. */
type Cut = { readonly depth: number } | { readonly at: readonly number[] };

const CUT: fc.Arbitrary<Cut> = fc.oneof(
  fc.record({ depth: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ at: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }) }),
);

interface Made {
  readonly repository: Repository;
  readonly commits: readonly string[];
}

function made(drawn: readonly Drawn[], branches: readonly number[]): Made {
  const repository = createRepository({ bare: true });
  const trees: ReadonlyMap<string, number>[] = [];
  const stream = drawn.map((one, index) => {
    const parents = parentsOf(one, index);
    const [first, second] = parents;
    const tree = new Map([...(trees[first ?? -1] ?? []), ...(trees[second ?? -1] ?? [])]);
    const path = PATHS[one.path] ?? "";
    if (one.content === undefined) tree.delete(path);
    else tree.set(path, one.content);
    trees.push(tree);
    const files = [...tree].map(([name, content]) => `M 100644 inline ${name}\ndata 2\n${content}\n`);
    const on = [
      ...(first === undefined ? [] : [`from :${first + 1}\n`]),
      ...(second === undefined ? [] : [`merge :${second + 1}\n`]),
    ];
    const head = `commit refs/drawn/${index}\nmark :${index + 1}\ncommitter T <t@e.com> ${1_790_000_000 + (index % 3)} +0000\n`;
    return `${head}data ${String(index).length}\n${index}\n${on.join("")}deleteall\n${files.join("")}\n`;
  });
  repository.git(["fast-import", "--quiet", "--force"], stream.join(""));
  const named = repository.git(["for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/drawn"]);
  const ids = new Map(
    named
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
  const commits = drawn.map((_, index) => ids.get(String(index)) ?? "");
  repository.git(["update-ref", "refs/heads/main", commits.at(-1) ?? ""]);
  for (const index of branches) {
    repository.git(["update-ref", `refs/heads/b${index}`, commits[index % commits.length] ?? ""]);
  }
  // What no branch leads to no clone has, shallow or not.
  const reached = new Set(repository.git(["rev-list", "--branches"]).trim().split("\n"));
  return { repository, commits: commits.filter((commit) => reached.has(commit)) };
}

function parentsOf({ first, second, alone }: Drawn, index: number): readonly number[] {
  const back = (distance: number) => index - 1 - distance;
  const all = alone ? [] : [back(first), ...(second === undefined ? [] : [back(second)])];
  return [...new Set(all.filter((parent) => parent >= 0))];
}

function cutOff({ repository, commits }: Made, cut: Cut): Repository {
  if ("depth" in cut) return cloneOf(repository, [`--depth=${cut.depth}`]);
  const clone = cloneOf(repository, []);
  const at = new Set(cut.at.map((index) => commits[index % commits.length] ?? ""));
  writeFileSync(join(clone.directory, "shallow"), [...at].map((commit) => `${commit}\n`).join(""));
  return clone;
}

/** What it says, in order, and whether it said that there is more than it can say. */
interface Answer {
  readonly said: readonly string[];
  readonly short: boolean;
}

type Question = (history: History) => Promise<unknown> | AsyncIterable<unknown>;

async function answered(ask: () => ReturnType<Question>): Promise<Answer> {
  const said: string[] = [];
  try {
    const answer = ask();
    if (Symbol.asyncIterator in answer) for await (const one of answer) said.push(text(one));
    else said.push(text(await answer));
    return { said, short: false };
  } catch (error) {
    if (!(error instanceof HistoryTooShort)) throw error;
    return { said: [...said, ...[...error.found].map(text)], short: true };
  }
}

function text(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...value].toSorted() : value) ?? "undefined";
}

function questionsOf(one: string, other: string): Readonly<Record<string, Question>> {
  return {
    tree: (history) => history.tree(one, ["access"]),
    changes: (history) => history.changes(one, other),
    changesOf: async (history) => (await history.changesOf(one, other)).map(text).toSorted(),
    mergedTree: (history) => history.mergedTree(one, other),
    parents: (history) => history.parents(one),
    mergeBases: async (history) => (await history.mergeBases(one, other)).toSorted(),
    isIn: (history) => history.isIn(one, other),
    isCleanMerge: (history) => history.isCleanMerge(one, other),
    additions: (history) => history.additions(one, PATHS),
    removals: (history) => history.removals(one, PATHS),
    "one addition": (history) => history.additions(one, PATHS.slice(0, 1)),
    versions: (history) => history.versions(one, PATHS[1]),
    line: (history) => history.line(one),
    messages: (history) => history.messages(one),
  };
}

/** One line, cut to its newest commit, and not cut at all. */
const LINE: readonly Drawn[] = [0, 1, 2, 0, 1].map((path) => ({
  first: 0,
  second: undefined,
  alone: false,
  path,
  content: path,
}));
const EXAMPLES: [Drawn[], number[], Cut, [number, number][]][] = [1, 6].map((depth) => [
  [...LINE],
  [],
  { depth },
  [
    [0, 0],
    [4, 0],
  ],
]);

const QUESTIONS: readonly string[] = [...Object.keys(questionsOf("", "")), "commitsBetween"];

/** What was said before it was said that there is more must be what the whole clone says too. */
function expectPart(name: string, part: Answer, whole: Answer): void {
  if (!part.short) expect([name, part]).toEqual([name, whole]);
  else if (name.includes("ddition") || name === "removals") {
    for (const event of part.said) expect(whole.said.join()).toContain(event);
  } else expect([name, part.said]).toEqual([name, whole.said.slice(0, part.said.length)]);
}

/** Each costs some hundred processes; `SHALLOW_RUNS=1000` looks for longer. */
const RUNS = Number(process.env["SHALLOW_RUNS"] ?? 10);

test("whatever the history and wherever it was cut, a shallow clone says what the whole says, or that it cannot", async () => {
  const shorts = new Set<string>();
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(DRAWN, { minLength: 3, maxLength: 14 }),
      fc.array(fc.nat(20), { maxLength: 3 }),
      CUT,
      fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 2, maxLength: 2 }),
      async (drawn, branches, cut, pairs) => {
        const whole = made(drawn, branches);
        const short = cutOff(whole, cut);
        try {
          const [known, knows] = [historyOf(whole.repository), historyOf(short)];
          const clones = [await openClone(whole.repository.directory), await openClone(short.directory)] as const;
          // The newest is what is asked about most.
          const asked = [[0, 1] as const, ...pairs].map((pair) =>
            pair.map((back) => whole.commits.at(-1 - (back % whole.commits.length)) ?? ""),
          );
          for (const [one = "", other = ""] of asked) {
            const asks = Object.entries(questionsOf(one, other)).map(
              ([name, question]) => [name, () => question(known), () => question(knows)] as const,
            );
            const range = clones.map((clone) => async () => {
              return (await clone.commitsBetween(other, one)).map(({ commit }) => commit).toSorted();
            });
            const [all = async () => [], part = async () => []] = range;
            for (const [name, askWhole, askShort] of [...asks, ["commitsBetween", all, part] as const]) {
              const answer = await answered(askShort);
              expectPart(name, answer, await answered(askWhole));
              (answer.short ? shorts : answers).add(name);
            }
          }
        } finally {
          whole.repository.remove();
          short.remove();
        }
      },
    ),
    { numRuns: RUNS, examples: EXAMPLES },
  );
  // Neither is said for want of the other.
  expect(QUESTIONS.filter((name) => !answers.has(name) || !shorts.has(name))).toEqual([]);
}, 600_000);
