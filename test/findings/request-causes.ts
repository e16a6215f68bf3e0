import type { FileChange } from "../../src/core/read/classify.js";
import { classify } from "../../src/core/read/classify.js";
import type { Facts } from "../../src/model/facts.js";
import type { REQUEST_MEANINGS } from "../../src/render/request-meanings.js";
import { FILES } from "../core/read/sources.js";
import { type Cause, inFiles, inRequest, REQUEST_PATH, when } from "./cause.js";
import { oneTooMany, unjudged, viewOfExisting } from "./contexts.js";

const GOOD = `who: alice
what: aws-prod/admin
for: 2h
why: Promote the orders-db replica.
ticket: INC-4812
`;

const ARNS = Array.from(
  { length: 10 },
  (_, index) => `arn:aws:s3:::a-bucket-with-quite-a-long-name-for-the-exports-of-${index}/*`,
);

const TOO_MUCH = (FILES["access/systems/aws-prod.yaml"] ?? "").replace(
  /^ {4}statements: .*$/m,
  () =>
    `    statements:\n${`      - { actions: [s3:GetObject], resources: ${JSON.stringify(ARNS)} }\n`.repeat(14).trimEnd()}`,
);

function changes(words: string, ...changed: readonly FileChange[]): Cause {
  return when(words, () => {
    const shape = classify(changed);
    return shape.kind === "mixed" ? shape.findings : [];
  });
}

function by(login: string, id: number): (facts: Facts) => Facts {
  return (facts) => {
    const author = { login, id, bot: false };
    return {
      ...facts,
      author,
      pushers: [author],
      writings: facts.writings.map((one) => ({ ...one, writers: [author] })),
    };
  };
}

export const REQUEST_CAUSES: Readonly<Record<keyof typeof REQUEST_MEANINGS, Cause>> = {
  "from-too-late": inRequest(`${GOOD}from: 2026-12-24T09:00:00Z\n`, { words: "Asked on 2026-11-22." }),
  "until-passed": inRequest(GOOD.replace("for: 2h", "until: 2026-11-22T12:00:00Z"), {
    words: "Asked at 14:00 UTC of that day.",
    files: {
      "access/policies/production-admin.yaml":
        "what: [aws-prod/admin]\nwho: [team:sre]\nfor: 4h\napprove:\n  - by: [codeowners]\n",
    },
  }),
  "empty-window": inRequest(GOOD.replace("for: 2h", "from: 2026-11-23T09:00:00Z\nuntil: 2026-11-22T18:00:00Z")),
  "over-quota": inFiles(
    { "access/systems/aws-prod.yaml": TOO_MUCH },
    "A role with 14 statements, each with a list of long ARNs.",
  ),
  "quota-reached": when("A system with `quotas: { roles: 1 }`, and a request for two of its roles.", oneTooMany),
  "denied-no-policy": inRequest(GOOD, { files: { "access/policies/production-admin.yaml": undefined } }),
  "denied-who": inRequest(GOOD.replace("alice", "carol")),
  "denied-length": inRequest(GOOD.replace("2h", "8h")),
  "denied-ticket": inRequest(GOOD.replace("ticket: INC-4812\n", "")),
  "denied-behalf": inRequest(GOOD, { facts: by("bob", 90_000_002), words: "In a pull request of bob's." }),
  "denied-author": inRequest("who: carol\nwhat: aws-prod/rds-operator\nfor: 2h\nwhy: Restart the replica.\n", {
    facts: by("mallory", 1),
    words: "In a pull request of mallory's, who is not listed. The policy on the role has `behalf: true`.",
  }),
  "denied-account": inRequest(GOOD, {
    facts: by("alice", 999),
    words: "In a pull request of GitHub's account 999, which is called alice.",
  }),
  "denied-identity": inRequest(GOOD, {
    files: {
      "access/people.yaml": `people:
  alice: { name: Alice Ng, id: 90000001 }
  bob: { name: Bob Okafor, id: 90000002, email: bob@example.com }
  carol: { name: Carol Lindqvist, id: 90000003, email: carol@example.com }
  dana: { name: Dana Petrova, id: 90000004, email: dana@example.com }
teams:
  sre: [alice, bob]
  security: [dana]
  oncall: [alice, bob]
  databases: [bob, carol]
`,
      "access/systems/aws-prod.yaml": `kind: aws-iam
about: The production account.
account: "123456789012"
identity: arn:aws:iam::123456789012:user/{email}
roles:
  admin:
    about: Everything, in production.
    policies: [arn:aws:iam::aws:policy/AdministratorAccess]
  rds-operator:
    about: Fail over and restart databases.
    policies: [arn:aws:iam::aws:policy/AmazonRDSFullAccess]
`,
    },
  }),
  "denied-no-owner": inRequest(GOOD, { files: { ".github/CODEOWNERS": "/access/policies/ @erin\n" } }),
  "denied-fork": inRequest(GOOD, {
    facts: (facts) => ({ ...facts, fork: { repository: "alice/access" } }),
    words: "In a pull request from the fork `alice/access`.",
  }),
  "denied-writer": inRequest(GOOD, {
    facts: (facts) => ({
      ...facts,
      writings: facts.writings.map((one) => ({ ...one, unknown: ["somebody@nowhere.example"] })),
    }),
    words: "Its commit was written under `somebody@nowhere.example`, which belongs to no account.",
  }),
  "denied-error": when("GitHub does not say who made the branch, since it was renamed.", unjudged),
  "mixed-pull-request": changes(
    "A pull request that adds a request and changes the policy that it is judged by.",
    { status: "added", path: REQUEST_PATH },
    { status: "modified", path: "access/policies/production-admin.yaml" },
  ),
  "request-exists": when(
    "A pull request adds a request that was merged from another branch meanwhile.",
    viewOfExisting,
  ),
  "request-changed": changes("A pull request that edits a merged request.", { status: "modified", path: REQUEST_PATH }),
};
