import { decideRequests } from "../../src/core/decide/decide-requests.js";
import { reasonsIn } from "../../src/model/decision.js";
import { TooMuch } from "../../src/ports/failure.js";
import type { FILE_MEANINGS } from "../../src/render/file-meanings.js";
import { createAccessReader } from "../../src/run/read-access.js";
import { KIND_SCHEMAS } from "../../src/wire.js";
import { access, BLOB, facts, HEAD, request } from "../core/world.js";
import { type Cause, EXAMPLE_PEOPLE, inFiles, inMode, REQUEST_PATH, when } from "./cause.js";
import { contextOf } from "./contexts.js";

const PEOPLE = "access/people.yaml";
const POLICY = "access/policies/production-reader.yaml";
const SYSTEM = "access/systems/aws-test.yaml";

function asked(text: string): Cause {
  return inFiles({ [REQUEST_PATH]: text });
}

function policy(what: string, rest: string): Cause {
  return inFiles({ [POLICY]: `what: ${what}\n${rest}` });
}

function people(text: string): Cause {
  return inFiles({
    [PEOPLE]: `people:\n${text}`,
    "access/policies/production-admin.yaml": undefined,
    "access/policies/production-databases.yaml": undefined,
  });
}

function delegations(...lines: readonly string[]): Cause {
  return inFiles({ [PEOPLE]: `${EXAMPLE_PEOPLE}delegations:\n${lines.map((line) => `  - ${line}\n`).join("")}` });
}

const GOOD = "who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the replica.\n";
const LONG = `${GOOD}# ${"x".repeat(65_536)}\n`;

export const FILE_CAUSES: Readonly<Record<keyof typeof FILE_MEANINGS, Cause>> = {
  "yaml-syntax": asked("who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the replica: it is behind.\n"),
  "yaml-duplicate-key": asked(`${GOOD}for: 8h\n`),
  "yaml-forbidden": asked("who: &me alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the replica.\n"),
  "file-not-text": inFiles({ [REQUEST_PATH]: Uint8Array.of(0x77, 0xff, 0xfe) }, "A request that is saved as UTF-16."),
  "control-character": inFiles(
    { [REQUEST_PATH]: GOOD.replace("Promote", "Pro\u202emote") },
    "A request whose `why` holds U+202E, which shows the rest of the line from right to left.",
  ),
  "file-too-large": inFiles({ [REQUEST_PATH]: LONG }, "A request of more than 64 KiB."),
  "folder-too-large": when("A policy is committed beside which all others come to more than 8 MiB.", async () => {
    const history = {
      tree: async () => [{ path: POLICY, mode: "100644", blob: BLOB }],
      blobs: () => Promise.reject(new TooMuch({ files: 1, bytes: 9_437_184, most: 8_388_608 })),
    };
    return (await createAccessReader(contextOf({}, history).history, KIND_SCHEMAS)(HEAD)).findings;
  }),
  "file-not-regular": inMode(REQUEST_PATH, "120000", "A request that is a symbolic link to another file."),
  "file-name": inFiles(
    { "access/policies/Production Admin.yml": "" },
    "A policy in `access/policies/Production Admin.yml`.",
  ),
  "file-name-collision": inFiles(
    { "access/policies/README.md": "", "access/policies/readme/README.md": "", "access/policies/README/README.md": "" },
    "`access/policies/README/README.md` beside `access/policies/readme/README.md`.",
  ),
  "unknown-key": asked(GOOD.replace("for:", "four:")),
  "missing-key": asked("who: alice\nwhat: aws-prod/admin\nfor: 2h\n"),
  "wrong-value": asked(GOOD.replace("who: alice", "who: [alice, bob]")),
  "bad-duration": asked(GOOD.replace("2h", "2 hours")),
  "bad-instant": asked(GOOD.replace("for: 2h", "until: tomorrow")),
  "one-of-keys": asked(`${GOOD}until: 2026-11-22T18:00:00Z\n`),
  "bad-pattern": policy("[aws-prod/rds-operator]", "who: [team:sre]\nfor: 4h\nticket: ^(INC\napprove: []\n"),
  "unknown-kind": inFiles({
    [SYSTEM]: "kind: mainframe\nabout: The old one.\nidentity: '{login}'\nroles: { root: { about: All. } }\n",
  }),
  "unknown-person": asked(GOOD.replace("alice", "alcie")),
  "unknown-team": policy("[aws-prod/rds-operator]", "who: [team:sres]\nfor: 4h\napprove: []\n"),
  "unknown-system": inFiles({
    "access/requests/aws-prd/2026/11/22/alice-admin.yaml": GOOD.replace("aws-prod", "aws-prd"),
  }),
  "unknown-role": asked(GOOD.replace("admin", "admn")),
  "other-system": asked(GOOD.replace("aws-prod/admin", "orders-db/write")),
  "duplicate-person": people("  alice: { name: Alice Ng, id: 90000001 }\n  bob: { name: Bob Okafor, id: 90000001 }\n"),
  "duplicate-what": asked(GOOD.replace("aws-prod/admin", "[aws-prod/admin, aws-prod/admin]")),
  "missing-file": inFiles({ [PEOPLE]: undefined }),
  "matches-nothing": policy("[aws-prod/*-reader]", "who: [team:sre]\nfor: 4h\napprove: []\n"),
  "policy-test-failed": inFiles({
    "access/policies/example.test.yaml": `cases:
  - case: Any colleague may approve.
    request: { who: alice, what: aws-prod/admin, for: 2h, ticket: INC-4812 }
    facts: { approvals: [bob] }
    expect: { allowed: [production-admin] }
`,
  }),
  "code-owners-line": inFiles({
    ".github/CODEOWNERS": "/access/                     @erin\n/access/requests/aws-prod/   dana\n",
  }),
  "code-owners-too-large": inFiles(
    { ".github/CODEOWNERS": `/access/ @erin\n${`#${"x".repeat(1023)}\n`.repeat(3 * 1024)}` },
    "A `.github/CODEOWNERS` of more than 3 MB.",
  ),
  "code-owner-rejected": when("GitHub says that dana, whom CODEOWNERS names, may not write to the repository.", () => {
    const rejected = { ...facts({ reviews: [] }), rejected: ["@dana"] };
    const { decision } = decideRequests({ requests: [request()], access: access(), facts: rejected });
    return reasonsIn(decision).flatMap((reason) => (reason.kind === "finding" ? [reason.finding] : []));
  }),
  "self-delegation": delegations(
    "{ from: dana, to: Dana, what: [aws-prod/*], until: 2026-12-01T00:00:00Z, why: Leave. }",
  ),
  "duplicate-delegation": delegations(
    "{ from: dana, to: erin, what: [aws-prod/*], until: 2026-12-01T00:00:00Z, why: On leave. }",
    "{ from: dana, to: erin, what: [aws-prod/*], until: 2026-12-01T00:00:00Z, why: Away. }",
  ),
  "delegation-window": delegations(
    "{ from: dana, to: erin, what: [aws-prod/*], since: 2026-12-01T00:00:00Z, until: 2026-11-24T00:00:00Z, why: Leave. }",
  ),
};
