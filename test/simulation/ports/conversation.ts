import type { Comment, OwnIssue } from "../../../src/model/comment.js";
import type { Instant } from "../../../src/model/instant.js";
import type { Conversation } from "../../../src/ports/conversation.js";
import { Failure } from "../../../src/ports/failure.js";
import type { Faults } from "../faults.js";
import type { Process } from "../scheduler.js";
import { SELF } from "../world/accounts.js";
import { withFiles } from "../world/git.js";
import type { GitHub } from "../world/github.js";
import type { Issue, SaidComment } from "../world/nouns.js";
import { openPull } from "../world/pulls.js";
import { shown } from "./forge.js";

export function createConversationPort(process: Process, github: GitHub, faults: Faults): Conversation {
  const { comments, issues, git, time } = github;

  function call<Value>(name: string, work: () => Value): Promise<Value> {
    return faults.call(process, "forge", name, work);
  }

  function said(which: (comment: SaidComment) => boolean): readonly Comment[] {
    return comments.filter(which).map(commentOf);
  }

  function issueOf(number: number): Issue | undefined {
    return issues.find((one) => one.number === number);
  }

  return {
    commentsOn: (issue, since) => call("commentsOn", () => said((one) => one.issue === issue && one.at >= since)),
    commentsSince: (since) => call("commentsSince", () => said((one) => one.at >= since)),
    comment: (id) => call("comment", () => said((one) => one.id === id)[0]),
    reactionTo: ({ id }) => call("reactionTo", () => comments.find((one) => one.id === id)?.reaction),
    react: ({ id }, reaction) =>
      call("react", () => {
        const comment = comments.find((one) => one.id === id);
        if (comment) comment.reaction = reaction;
      }),
    ownIssues: (since) => call("ownIssues", () => issues.filter(({ changed }) => changed >= since).map(copyOf)),
    openIssues: () => call("openIssues", () => issues.filter(({ open }) => open).map(copyOf)),
    issue: (marker, since, text) =>
      call("issue", () => {
        const known = issues.find((one) => one.marker === marker && one.changed >= since);
        if (known) return copyOf(known);
        const opened: Instant = time.now();
        const made: Issue = { number: github.nextNumber(), open: true, marker, ...text, opened, changed: opened };
        issues.push(made);
        return copyOf(made);
      }),
    editIssue: ({ number }, { title, body }) =>
      call("editIssue", () => {
        const issue = issueOf(number);
        if (issue) Object.assign(issue, { title, body, changed: time.now() });
      }),
    setOpen: (number, open) =>
      call("setOpen", () => {
        const issue = issueOf(number);
        if (issue) Object.assign(issue, { open, changed: time.now() });
      }),
    async propose({ branch, files, base, title, message }) {
      const found = await call("find the proposal", () => find(branch));
      if (found) return found;
      await call("delete the branch", () => github.move(branch, undefined, SELF));
      await call("make the branch", () => {
        const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
        const tree = withFiles(git.get(base).tree, texts);
        const author = SELF.login;
        const commit = git.commit({ parents: [base], tree, author, message, at: time.now(), clean: false });
        if (!github.branches.has(branch)) github.move(branch, commit, SELF);
      });
      return call("open the proposal", () => {
        const pull = openPull(github, { by: SELF, branch, title });
        const opened = pull === undefined ? find(branch) : shown(github, pull);
        if (opened === undefined) throw new Failure("Validation Failed", { transient: false });
        return opened;
      });
    },
  };

  function find(branch: string) {
    const pull = [...github.pulls.values()].find((one) => one.branch === branch && one.author === SELF);
    return pull && shown(github, pull);
  }
}

function commentOf({ id, issue, onPull, by, at, edited, body, reaction }: SaidComment): Comment {
  return { id, issue, onPull, by, at, edited, body, reacted: reaction !== undefined };
}

function copyOf({ number, open, marker, title, body }: Issue): OwnIssue {
  return { number, open, marker, title, body };
}
