import type { Account, Writing } from "../model/facts.js";
import { sameLogin } from "../model/person.js";
import type { PullRequest } from "../ports/forge.js";
import { requestFile } from "../render/request-file.js";
import { askedExtension } from "./asked-extension.js";
import type { Context } from "./context.js";

/** The branch of the pull request that a comment asked for. It says where to look, and proves nothing. */
export function extendBranch(comment: number): string {
  return `curfew/extend/${comment}`;
}

export function isSelf({ forge }: Context, { login, bot }: Account): boolean {
  return bot && sameLogin(login, forge.self);
}

/**
 * Who asks in a pull request. Of one that we opened it is who commanded it in a comment: the comment is read again, and
 * all that the pull request adds must be what follows from it, to the byte, with nobody else's hand in the branch.
 * Otherwise it is whom the forge names; we ourselves may ask for nothing.
 */
export async function authorOf(
  context: Context,
  pull: PullRequest,
  of: {
    readonly paths: readonly string[];
    readonly writings: readonly Writing[];
    readonly pushers: readonly Account[];
  },
): Promise<Account> {
  const { forge, conversation } = context;
  const id = /^curfew\/extend\/(\d{1,15})$/.exec(pull.head.branch)?.[1];
  const here = pull.head.repository !== undefined && sameLogin(pull.head.repository, forge.repository);
  if (id === undefined || !here || !isSelf(context, pull.author)) return pull.author;
  const ours = (account: Account): boolean => isSelf(context, account);
  const alone =
    of.pushers.every(ours) && of.writings.every(({ writers, unknown }) => unknown.length === 0 && writers.every(ours));
  if (!alone) return pull.author;

  const comment = await conversation.comment(Number(id));
  if (!comment || (pull.merged !== undefined && comment.at > pull.merged.at)) return pull.author;
  return (await bringsWhatIsAsked(context, pull.head.commit, of.paths, comment)) ? comment.by : pull.author;
}

async function bringsWhatIsAsked(
  context: Context,
  head: string,
  paths: readonly string[],
  comment: Parameters<typeof askedExtension>[1],
): Promise<boolean> {
  const expected = new Map((await askedExtension(context, comment)).map((one) => [one.path, requestFile(one)]));
  if (expected.size === 0 || expected.size !== paths.length) return false;
  const { history } = context;
  const entries = await history.tree(head, paths);
  const contents = await history.blobs(entries.map(({ blob }) => blob));
  return (
    entries.length === paths.length &&
    entries.every(({ path, mode, blob }) => {
      const text = expected.get(path);
      const bytes = contents.get(blob);
      return mode === "100644" && text !== undefined && bytes !== undefined && new TextDecoder().decode(bytes) === text;
    })
  );
}
