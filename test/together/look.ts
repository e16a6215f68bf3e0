import { compareTexts } from "../../src/core/compare-texts.js";
import { REPOSITORY } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { DUPLICATE, type End, endOf, isDuplicate } from "../story/end.js";
import { issuesOf } from "../story/stories.js";

/**
 * How a company looks: what must not depend on who else was there, without what differs from one company to another. Of two
 * issues that were opened at the same moment one was closed at once, as a duplicate: it counts for nothing, save that what
 * is opened later has a higher number.
 */
export interface Look extends Omit<End, "tree"> {
  readonly files: readonly string[];
  /** The messages of the commits of `main`. */
  readonly commits: readonly string[];
  /** What each check and each comment says. */
  readonly checks: readonly string[];
  readonly words: readonly string[];
}

/** `commands`: the numbers of comments, which name what was asked for in them. */
export async function lookAt(world: World, commands: readonly number[]): Promise<Look> {
  const { api } = world.people.dana;
  const duplicates = (await issuesOf(world)).filter(isDuplicate);
  const [{ data: tree }, { data: commits }, { data: pulls }, { data: words }, end] = await Promise.all([
    api.rest.git.getTree({ ...REPOSITORY, tree_sha: "main", recursive: "1" }),
    api.rest.repos.listCommits({ ...REPOSITORY, sha: "main" }),
    api.rest.pulls.list({ ...REPOSITORY, state: "all" }),
    api.rest.issues.listCommentsForRepo({ ...REPOSITORY }),
    endOf(world),
  ]);
  const before = (number: number) => duplicates.filter((duplicate) => duplicate.number < number).length;
  const numbered = (text: string) =>
    text.replace(/#(\d+)/g, (_, number) => `#${Number(number) - before(Number(number))}`);
  const checks = await Promise.all(
    pulls.map(async ({ number, head }) => {
      const { data } = await api.rest.checks.listForRef({ ...REPOSITORY, ref: head.sha, filter: "latest" });
      return data.check_runs.map(
        (run) => `${numbered(`#${number}`)} ${run.name}: ${run.conclusion}, ${run.output.title}`,
      );
    }),
  );
  const { tree: _, ...same } = end;
  const timeless = (text: string) =>
    commands
      .reduce((left, id) => left.replaceAll(String(id), "…"), numbered(text))
      .replace(/\b(?:[0-9a-f]{40}|[0-9a-f]{16}|[0-9a-f]{10})\b/g, "…");
  return {
    ...same,
    issues: end.issues.filter((issue) => !issue.endsWith(`: ${DUPLICATE}`)),
    receipts: byPair(end.receipts),
    branches: end.branches.map(timeless),
    files: tree.tree.flatMap(({ path = "", sha = "", type }) => (type === "blob" ? `${timeless(path)} ${sha}` : [])),
    commits: commits.map(({ commit }) => timeless(commit.message)),
    checks: checks.flat(),
    words: words.map(({ issue_url, body = "" }) => timeless(`${issue_url.replace(/.*\//, "#")} ${body}`)).sort(),
  };
}

/** Pair by pair, which do not wait for each other. Of two processes that did the same at once, each says that it is done. */
function byPair(receipts: readonly string[]): readonly string[] {
  const sorted = receipts.toSorted((one, other) => compareTexts(pairIn(one), pairIn(other)));
  return sorted.filter((receipt, index) => receipt !== sorted[index - 1]);
}

function pairIn(receipt: string): string {
  const { who, what } = JSON.parse(receipt) as Readonly<Record<string, string>>;
  return `${who} ${what}`;
}

/** Where one company looks otherwise than another. */
export function differences(
  sound: Readonly<Record<string, Look>>,
  looks: Readonly<Record<string, Look>>,
): readonly string[] {
  return Object.entries(sound).flatMap(([moment, expected]) =>
    (Object.keys(expected) as (keyof Look)[]).flatMap((key) => {
      const [wanted, received] = [expected[key], looks[moment]?.[key]].map((value) => JSON.stringify(value, null, 1));
      return wanted === received ? [] : [`${moment}, ${key}: expected ${wanted}, received ${received}`];
    }),
  );
}
