import type { Conversation } from "../../ports/conversation.js";
import { createConditional } from "./conditional.js";
import { editIssue, openIssue, readOwnIssues, setOpen } from "./own-issues.js";
import { propose } from "./proposals.js";
import type { Repository } from "./repository.js";
import { react, readComment, readCommentsOn, readCommentsSince, readReactionTo } from "./said.js";

/** What is said in one repository on GitHub. */
export function createConversation(repository: Repository): Conversation {
  const conditional = createConditional(repository.calls);
  return {
    commentsOn: (issue, since) => readCommentsOn(repository, conditional, issue, since),
    commentsSince: (since) => readCommentsSince(repository, conditional, since),
    comment: (id) => readComment(repository, id),
    reactionTo: (comment) => readReactionTo(repository, conditional, comment),
    react: (comment, reaction) => react(repository, comment, reaction),
    ownIssues: (since) => readOwnIssues(repository, conditional, { state: "all", since }),
    openIssues: () => readOwnIssues(repository, conditional, { state: "open" }),
    issue: (marker, since, text) => openIssue(repository, conditional, marker, since, text),
    editIssue: (issue, text) => editIssue(repository, issue, text),
    setOpen: (issue, open) => setOpen(repository, issue, open),
    propose: (proposal) => propose(repository, proposal),
  };
}
