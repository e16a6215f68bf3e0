import type { Comment, Reaction } from "../../model/comment.js";
import type { Conversation } from "../../ports/conversation.js";
import { createConditional } from "./conditional.js";
import { editIssue, openIssue, readOwnIssues, setOpen } from "./own-issues.js";
import { propose } from "./proposals.js";
import type { Repository } from "./repository.js";
import { react, readComment, readCommentsOn, readCommentsSince, readReactionTo } from "./said.js";

/** Comments of which it is kept how we answered: nobody takes our reaction away, and a thousand take long to ask about. */
const ANSWERED = 10_000;

/** What is said in one repository on GitHub. */
export function createConversation(repository: Repository): Conversation {
  const conditional = createConditional(repository.calls);
  const answered = new Map<number, Reaction>();

  async function reactionTo(comment: Comment): Promise<Reaction | undefined> {
    const known = answered.get(comment.id);
    if (known) return known;
    const reaction = await readReactionTo(repository, conditional, comment);
    if (reaction) answered.set(comment.id, reaction);
    const [oldest] = answered.keys();
    if (answered.size > ANSWERED && oldest !== undefined) answered.delete(oldest);
    return reaction;
  }

  return {
    commentsOn: (issue, since) => readCommentsOn(repository, conditional, issue, since),
    commentsSince: (since) => readCommentsSince(repository, conditional, since),
    comment: (id) => readComment(repository, id),
    reactionTo,
    react: (comment, reaction) => react(repository, comment, reaction),
    ownIssues: (since) => readOwnIssues(repository, conditional, { state: "all", since }),
    openIssues: () => readOwnIssues(repository, conditional, { state: "open" }),
    issue: (marker, since, text) => openIssue(repository, conditional, marker, since, text),
    editIssue: (issue, text) => editIssue(repository, issue, text),
    setOpen: (issue, open) => setOpen(repository, issue, open),
    propose: (proposal) => propose(repository, proposal),
  };
}
