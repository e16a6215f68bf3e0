import type { Stage } from "../stage.js";
import type { RequestFile } from "../world/access-files.js";
import { accountOf } from "../world/accounts.js";
import { closePull, openPull, say } from "../world/pulls.js";
import { type Act, minutesLater, openPulls, requestsAtHead, write } from "./act.js";

const PEOPLE = ["alice", "alice", "bob", "bob", "carol", "carol", "frank", "dana", "heidi"];
const ROLES = ["prod/admin", "prod/operator", "prod/operator", "db/reader", "db/reader", "db/writer"];

/** More would only wait beside each other. */
const MOST_OPEN = 4;

type File = { -readonly [Key in keyof RequestFile]: RequestFile[Key] };

/** Somebody asks in a pull request; most of it well, some of it not. */
export const ask: Act = (stage) => {
  const { random, github } = stage.world;
  const waiting = openPulls(stage);
  const [oldest] = waiting;
  if (waiting.length > MOST_OPEN && oldest !== undefined) {
    closePull(github, oldest);
    return `nobody wants #${oldest.number} any more`;
  }
  const who = random.pick(PEOPLE);
  const by = random.chance(0.85) ? who : random.pick(["alice", "bob", "carol", "mallory", "erin"]);
  const number = github.branches.size + github.pulls.size;
  const files: Record<string, string | undefined> = {};
  const [path, text] = requestOf(stage, who, number);
  files[path] = text;
  if (random.chance(0.08)) {
    const [other, more] = requestOf(stage, random.pick(PEOPLE), number + 500);
    files[other] = more;
  }
  if (random.chance(0.03)) files["README.md"] = `Access, ${number}.\n`;
  const branch = `ask-${number}`;
  const author = random.chance(0.02) ? "nobody" : by;
  const base = random.chance(0.9) ? github.main() : oldMain(stage);
  github.move(branch, write(stage, { by: author, message: "Ask", files, parents: [base] }), accountOf(by));
  const draft = random.chance(0.03);
  const fork = by === "mallory" || random.chance(0.02);
  const pull = openPull(github, { by: accountOf(by), branch, title: "Ask", draft, fork });
  return pull && `${by} asks in #${pull.number}${fork ? " from a fork" : ""}: ${Object.values(files).join(" and ")}`;
};

function oldMain({ world: { github, random } }: Stage): string {
  const [...line] = github.git.firstParents(github.main());
  return random.pick(line.slice(0, 6)).id;
}

/** A request of that person, as a file. */
function requestOf(stage: Stage, who: string, number: number): readonly [path: string, text: string] {
  const { random } = stage.world;
  const what = random.pick(ROLES);
  const [system = ""] = what.split("/");
  const length = random.weighted([
    [5, "5m"],
    [3, "2m"],
    [3, "20m"],
    [2, "10m"],
    [1, "50m"],
    [0.5, "2h"],
    [0.3, "40d"],
  ]);
  const file: File = { who, what, for: length, why: "Something is to be done there." };
  const turn = random.next();
  if (turn < 0.06) file.from = minutesLater(stage, random.pick([1, 3, 15, 12_000]));
  else if (turn < 0.12) {
    delete file.for;
    file.until = minutesLater(stage, random.pick([-5, 4, 15, 60]));
  } else if (turn < 0.2) file.emergency = true;
  else if (turn < 0.25) file.what = system === "db" ? ["db/reader", "db/writer"] : ["prod/operator", "prod/admin"];
  else if (turn < 0.3 && requestsAtHead(stage).length > 0) file.renews = random.pick(requestsAtHead(stage));
  else if (turn < 0.31) file.what = `${system}/nothing`;
  else if (turn < 0.32) file.what = system === "db" ? "prod/admin" : "db/reader";
  const path = `access/requests/${system}/2026/11/22/${who}-${number}.yaml`;
  return [path, random.chance(0.015) ? "who: [alice" : JSON.stringify(file)];
}

/** Somebody says a command where access was granted, or anywhere else. */
export const command: Act = (stage) => {
  const { random, github } = stage.world;
  const pulls = [...github.pulls.values()].slice(-8);
  const issues = github.issues.slice(-3);
  if (pulls.length === 0) return undefined;
  const issue = issues.length > 0 && random.chance(0.3) ? random.pick(issues).number : random.pick(pulls).number;
  const pull = github.pulls.get(issue);
  const by =
    pull && random.chance(0.6) ? pull.author.login : random.pick(["alice", "bob", "carol", "dana", "erin", "mallory"]);
  if (by.endsWith("[bot]")) return undefined;
  const body = random.weighted([
    [4, "/curfew done"],
    [4, "/curfew extend 5m"],
    [1, "/curfew extend 30m Because it takes longer."],
    [1, "/curfew retry"],
    [1, "/curfew plan"],
    [issues.length > 0 ? 4 : 0.2, "/curfew reviewed It was needed."],
    [0.5, "/curfew help me"],
    [0.5, "Thank you."],
  ]);
  say(github, { on: issue, by: accountOf(by), body });
  return `${by} says on #${issue}: ${body}`;
};

/** Somebody changes what a comment says. */
export const editComment: Act = ({ world: { github, random } }) => {
  if (github.comments.length === 0) return undefined;
  const comment = random.pick(github.comments.slice(-4));
  comment.body = random.pick(["/curfew extend 4h", "/curfew done", "Never mind."]);
  comment.edited = true;
  return `comment ${comment.id} is edited to: ${comment.body}`;
};
