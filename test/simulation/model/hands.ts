import { SELF } from "../world/accounts.js";
import { NO_COMMIT } from "../world/git.js";
import type { GitHub } from "../world/github.js";
import type { Pull } from "../world/nouns.js";

/** Who asks in a pull request, and who had a hand in it. */
export interface Hands {
  readonly author: string;
  /** Logins; `nobody` stands for somebody whom nobody knows. */
  readonly writers: readonly string[];
  readonly pushers: readonly string[];
  /** The forge cannot say who made the branch. */
  readonly unclear: boolean;
}

/** As it was at a moment; `base` is what the default branch was before. */
export function handsIn(github: GitHub, pull: Pull, base: string, at: number): Hands {
  const { git } = github;
  const clean = (id: string): boolean => {
    const { parents, clean: untouched } = git.get(id);
    const [, second] = parents;
    return untouched && parents.length === 2 && second !== undefined && git.isAncestor(second, base);
  };
  const commits = git.between(base, pull.head);
  const writers = commits.flatMap(({ id, author }) => (clean(id) ? [] : [author]));
  // What a force push left behind, nobody can look at any more.
  const seen = new Set(commits.map(({ id }) => id));
  const moves = github.activities.filter((one) => one.branch === pull.branch && one.at <= at);
  const end = moves.findLastIndex(({ after }) => after === pull.head);
  const begin = moves.findLastIndex((one, index) => index <= end && one.before === NO_COMMIT && one.at <= pull.opened);
  const pushes = begin < 0 ? [] : moves.slice(begin, end + 1);
  const pushers = pushes
    .filter(({ after }) => after !== NO_COMMIT)
    .filter(({ before, after }) => !(seen.has(after) && clean(after) && git.get(after).parents[0] === before))
    .map(({ by }) => by.login);
  return {
    author: authorOf(github, pull, [...writers, ...pushers]),
    writers,
    pushers,
    unclear: begin < 0 && !pull.fork,
  };
}

/** Of what we opened for somebody it is who said so in a comment that stands as it was written. */
function authorOf({ comments }: GitHub, { author, branch }: Pull, hands: readonly string[]): string {
  const [, id] = /^curfew\/extend\/(\d+)$/.exec(branch) ?? [];
  if (author.id !== SELF.id || id === undefined || hands.some((login) => login !== SELF.login)) return author.login;
  const comment = comments.find((one) => one.id === Number(id));
  return comment !== undefined && !comment.edited ? comment.by.login : author.login;
}

/** Nobody else had a hand in it. */
export function isAlone({ author, writers, pushers, unclear }: Hands, { fork }: Pull): boolean {
  return !fork && !unclear && [...writers, ...pushers].every((login) => login === author);
}
