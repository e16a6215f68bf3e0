import { readLedgerFile } from "../../src/adapters/github/ledger-files.js";
import { audit, verify } from "../../src/core/audit.js";
import { desire } from "../../src/core/desire.js";
import { overdueFindings } from "../../src/core/emergencies.js";
import { judgeMerge } from "../../src/core/judge-merge.js";
import { lateFindings, lateRevocations } from "../../src/core/overdue.js";
import { permit } from "../../src/core/permit.js";
import { type Finding, finding } from "../../src/model/finding.js";
import type { JudgedLine, ReceiptLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import { HistoryTooShort } from "../../src/ports/failure.js";
import type { RUN_MEANINGS } from "../../src/render/run-meanings.js";
import { announce } from "../../src/run/announce.js";
import { answerComments } from "../../src/run/answer-comments.js";
import { applyPlan } from "../../src/run/apply-plan.js";
import { clockSkew } from "../../src/run/clock-skew.js";
import { confirmGrants } from "../../src/run/confirm-grants.js";
import { examineSystems } from "../../src/run/examine.js";
import { fetchIfPossible } from "../../src/run/fetch.js";
import { findRemovals } from "../../src/run/find-removals.js";
import { followEmergencies } from "../../src/run/follow-emergencies.js";
import { judgeHead } from "../../src/run/judge-head.js";
import { movedFinding, movedOn } from "../../src/run/moved-on.js";
import { openReverts } from "../../src/run/open-reverts.js";
import { planSystem } from "../../src/run/plan-system.js";
import type { Prepared } from "../../src/run/prepare.js";
import { reconcile } from "../../src/run/reconcile.js";
import { shallowFindings } from "../../src/run/shallow.js";
import { standingAccess } from "../../src/run/standing-access.js";
import { systemsToReconcile } from "../../src/run/systems-to-reconcile.js";
import {
  access,
  account,
  atHead,
  BASE,
  BLOB,
  binding,
  facts,
  HEAD,
  held,
  MERGE,
  minutes,
  NOW,
  PATH,
  request,
  review,
  standing,
  system,
} from "../core/world.js";
import { type Cause, when } from "./cause.js";
import { contextOf, refused } from "./contexts.js";

const ADDED = { status: "added", path: PATH, mode: "100644", blob: BLOB } as const;
const EVENT = { path: PATH, commit: MERGE, parents: [BASE, HEAD], blob: BLOB };
const AWAY = "GET /repos/acme/access/pulls/42: GitHub answered 403";
const HELD_BY = { ...held(), kind: "receipt", action: "grant", result: { outcome: "done" }, at: minutes(-60) } as const;

const EMERGENCY: JudgedLine = {
  kind: "judged",
  at: minutes(-1500),
  request: PATH,
  blob: BLOB,
  commit: MERGE,
  verdict: standing({ from: minutes(-1500), until: minutes(-1440) }, { emergency: { due: minutes(-60) } }),
};

const STANDS = { followed: false, offences: [], at: () => [], lines: [] };

function merge(changes: Partial<Parameters<typeof judgeMerge>[0]>): readonly Finding[] {
  const verdict = judgeMerge({
    added: EVENT,
    merge: { pull: 42, head: HEAD, commit: MERGE, at: NOW },
    changes: [ADDED],
    reviewed: [ADDED],
    requests: [request()],
    findings: [],
    access: access(),
    offences: [],
    facts: facts({ reviews: [review("dana")] }),
    ...changes,
  });
  return verdict.stands ? [] : [verdict.finding];
}

function judgedHead() {
  return {
    commit: BASE,
    access: access(),
    requests: [atHead()],
    judged: [],
    findings: [],
    provenance: STANDS,
    retry: false,
  };
}

async function confirmed(context: Parameters<typeof confirmGrants>[0], identity: string): Promise<readonly Finding[]> {
  const grant = { action: "grant", binding: binding({ identity }), because: "new" } as const;
  const plan = { system: "aws-prod", changes: [grant] };
  const { findings } = await confirmGrants(context, judgedHead(), plan, {
    lines: [],
    now: NOW,
    instead: () => undefined,
  });
  return findings;
}

async function refusedComment(): Promise<readonly Finding[]> {
  const finding: Finding = { code: "merge-direct", severity: "error", path: PATH, args: { commit: MERGE } };
  const verdict = { stands: false, finding, facts: facts() } as const;
  const line: JudgedLine = { kind: "judged", at: NOW, request: PATH, blob: BLOB, commit: MERGE, verdict };
  const prepared = { lines: [], head: judgedHead(), now: NOW, systems: [] } as unknown as Prepared;
  return (
    await announce(contextOf({ comment: refused(AWAY) }), { prepared, lines: [line], unseen: new Set(), now: NOW })
  ).findings;
}

async function strangers(): Promise<readonly Finding[]> {
  const of: Parameters<typeof planSystem>[1] = {
    system: system("aws-prod"),
    observed: { held: [], strangers: [{ name: "role/curfew/aws-prod/x", about: "It has no tags." }] },
    head: { ...judgedHead(), requests: [] },
    access: access(),
    desire: desire({ requests: [], access: access(), now: NOW }),
    lines: [],
    removals: { removed: new Map(), unknown: [], retry: false, findings: [] },
    ending: () => "drift",
    now: NOW,
    stale: false,
    skewed: false,
    damaged: false,
    settles: 0,
    allowMassRevoke: false,
  };
  return (await planSystem(contextOf(), of)).findings;
}

const FOUR = ["alice", "bob", "carol", "erin"].map((who) => held({ who, name: who }));

/** What applying one change says. */
async function applying(context: Parameters<typeof applyPlan>[0], change: Change): Promise<readonly Finding[]> {
  const provider = await context.providers.open(system("aws-prod"));
  const plan = { system: "aws-prod", changes: [change] };
  const of = { lines: [], now: NOW, intended: Promise.resolve() };
  return (await applyPlan(context, { system: system("aws-prod"), provider, plan }, of)).findings;
}

export const RUN_CAUSES: Readonly<Record<keyof typeof RUN_MEANINGS, Cause>> = {
  "merge-direct": when("Somebody pushes a request to the default branch.", () =>
    merge({ added: { ...EVENT, commit: "6".repeat(40) } }),
  ),
  "merge-mixed": when("A pull request with a request and a change of `README.md` is merged by hand.", () => {
    const both = [ADDED, { ...ADDED, status: "modified", path: "README.md" } as const];
    return merge({ changes: both, reviewed: both });
  }),
  "merge-differs": when("While merging by hand, somebody edits the request.", () =>
    merge({ changes: [{ ...ADDED, blob: "5".repeat(40) }], added: { ...EVENT, blob: "5".repeat(40) } }),
  ),
  "merge-undecided": when("A pull request is merged by hand before anybody has approved it.", () =>
    merge({ facts: facts() }),
  ),
  "merge-unjudged": when("GitHub does not say which pull request a merge came from.", () =>
    confirmed(contextOf({ pullRequestOfMerge: refused(AWAY) }), "user/alice"),
  ),
  "removal-unjudged": when("GitHub does not say which pull request removed a request.", async () => {
    const context = contextOf(
      { pullRequestOfMerge: refused(AWAY) },
      { removals: async () => new Map([[PATH, EVENT]]) },
    );
    const ended = { request: PATH, who: "alice", until: minutes(60) };
    return (await findRemovals(context, { ...judgedHead(), requests: [] }, [ended], NOW)).findings;
  }),
  "history-shallow": when("The repository is read from a clone that has its newest commit alone.", async () => {
    const short = () => Promise.reject(HistoryTooShort.before(MERGE));
    return shallowFindings((await judgeHead(contextOf({}, { additions: short }), [], NOW)).short);
  }),
  "withdrawn-by-edit": when(
    "A pull request that GitHub's rules let through changes `for: 2h` of a merged request.",
    () => desire({ requests: [atHead({ blob: "5".repeat(40) })], access: access(), now: NOW }).findings,
  ),
  offboarded: when("alice holds a role, and is taken out of `access/people.yaml`.", () => {
    const { people, ...others } = access().people;
    const left = new Map([...people].filter(([login]) => login !== "alice"));
    return desire({ requests: [atHead()], access: access({ people: { people: left, ...others } }), now: NOW }).findings;
  }),
  "access-frozen": when(
    "Somebody merges a duplicate key into `access/people.yaml`, past a check that failed.",
    async () => {
      const wrong = finding("yaml-duplicate-key", { path: "access/people.yaml" }, { key: "alice" });
      const context = contextOf({}, {}, { accessAt: async () => access({ commit: MERGE }) });
      return (await standingAccess(context, access({ findings: [wrong] }))).findings;
    },
  ),
  "clock-skew": when("The clock of the machine is 45 s behind GitHub's.", () =>
    [clockSkew(contextOf({ skew: () => 45 }))].flatMap((found) => found ?? []),
  ),
  "change-failed": when("AWS does not let Curfew create a role.", async () => {
    return applying(contextOf(), { action: "grant", binding: binding(), because: "new" });
  }),
  "changes-left": when("The process was told to stop before anything was begun.", async () => {
    const context = contextOf({}, {}, { budget: { ...UNLIMITED, over: () => true, stopped: () => true } });
    return applying(context, { action: "revoke", held: held(), because: "expired" });
  }),
  "revocation-overdue": when("AWS has not let Curfew delete alice's role for ten minutes.", () => {
    const change = { action: "revoke", held: held({ until: minutes(-10) }), because: "expired" } as const;
    const undone = [{ change, error: "DeleteRole: AccessDenied" }];
    return lateFindings(lateRevocations({ undone, unobserved: [], lines: [], now: NOW }).overdue);
  }),
  "ledger-differs": when(
    "Somebody has written to the ledger that alice's merge gives the role to another identity.",
    () => confirmed(contextOf(), "user/mallory"),
  ),
  "ledger-unreadable": when(
    "A line of the ledger was cut in the middle.",
    () => readLedgerFile("2026/11/22/140000-000Z-0a1b2c3d.jsonl", new TextEncoder().encode('{"kind":"rec')).findings,
  ),
  "ledger-unwritten": when("GitHub does not let Curfew push to the branch `curfew-ledger`.", async () => {
    const ledger = { read: async () => ({ lines: [], findings: [] }), lost: refused(AWAY), append: refused(AWAY) };
    return (await reconcile(contextOf({}, {}, { ledger }), NOW)).findings;
  }),
  "repository-stale": when("GitHub does not answer, and something was fetched before.", async () => {
    const stale = await fetchIfPossible(contextOf({}, { fetch: refused("git fetch failed: could not resolve host") }));
    return stale ? [stale.finding] : [];
  }),
  "repository-moved": when("Another process gave bob access by a merge that this run had not fetched.", async () => {
    let main = BASE;
    const movesOn = async () => {
      main = HEAD;
    };
    const history = { branch: async () => main, fetch: movesOn, isIn: async (head: string) => head === HEAD };
    const given = held({ who: "bob", commit: "7".repeat(40) });
    const head = judgedHead();
    const moved = await movedOn(contextOf({}, history), head, [])([given]);
    return moved ? [movedFinding(system("aws-prod"))] : [];
  }),
  "comment-failed": when("The conversation of a merged pull request is locked.", refusedComment),
  "command-failed": when(
    "A command is commented on a pull request, and GitHub does not let Curfew react to it.",
    async () => {
      const comment = { id: 7, issue: 42, onPull: true, by: account("bob"), at: NOW, edited: false, reacted: false };
      const commentsOn = async () => [{ ...comment, body: "/curfew help" }];
      const conversation = { commentsOn, reactionTo: refused(AWAY) };
      return (await answerComments(contextOf({ self: "curfew[bot]" }, {}, { conversation }), 42, NOW)).findings;
    },
  ),
  "emergency-overdue": when("alice took the role in an emergency a day ago, and nobody has looked at it.", () =>
    overdueFindings([EMERGENCY], NOW),
  ),
  "issue-failed": when("GitHub does not let Curfew open the issue of an emergency.", async () => {
    const context = contextOf({}, {}, { conversation: { issue: refused(AWAY), ownIssues: refused(AWAY) } });
    return (await followEmergencies(context, [EMERGENCY], NOW)).findings;
  }),
  "revert-failed": when("GitHub does not let Curfew open a pull request.", async () => {
    const ended = {
      path: PATH,
      who: "alice",
      what: ["aws-prod/admin"],
      until: NOW,
      commit: MERGE,
      pull: 42,
      cause: "expired",
    } as const;
    return (await openReverts(contextOf({ openRemoval: refused(AWAY) }), [ended])).findings;
  }),
  "system-unobserved": when("The settings of a system that is gone cannot be read from history.", async () => {
    const context = contextOf({}, {}, { accessAt: refused("git cat-file failed") });
    const given = [{ ...HELD_BY, what: "orders-db/write" }] as const;
    return (await systemsToReconcile(context, access(), { given, requests: [] })).findings;
  }),
  "revocations-held-back": when(
    "A push takes four people's requests away at once, and four is all that the system holds.",
    () => {
      const changes = FOUR.map((one) => ({ action: "revoke", held: one, because: "withdrawn" }) as const);
      return permit({ system: "aws-prod", changes }, { held: 4, explained: () => false, allowMassRevoke: false })
        .findings;
    },
  ),
  "quota-near": when("An AWS account holds 950 roles of the 1,000 that it may.", async () => {
    const context = contextOf();
    const full = finding(
      "quota-near",
      {},
      { system: "aws-prod", part: "roles", limit: 1_000, received: 950 },
      "warning",
    );
    const provider = { ...(await context.providers.open(system("aws-prod"))), examine: async () => [full] };
    return examineSystems([system("aws-prod")], async () => provider);
  }),
  "quota-overstated": when(
    "The file of an AWS system says `quotas: { roles: 5000 }`, and its account takes 1,000.",
    async () => {
      const context = contextOf();
      const wrong = finding(
        "quota-overstated",
        {},
        { system: "aws-prod", part: "roles", limit: 1_000, received: 5_000 },
      );
      const provider = { ...(await context.providers.open(system("aws-prod"))), examine: async () => [wrong] };
      return examineSystems([system("aws-prod")], async () => provider);
    },
  ),
  stranger: when("A role lies under Curfew's own path in AWS, without Curfew's mark.", strangers),
  "unexplained-grant": when("The ledger has the receipt of a grant, and no judgement of its merge.", () =>
    verify(audit([HELD_BY], new Map()), [HELD_BY], NOW),
  ),
  "unended-grant": when("A grant's end has passed by an hour, and the ledger has no receipt of its revocation.", () => {
    const verdict = standing({ from: minutes(-60), until: minutes(60) });
    const line: JudgedLine = { kind: "judged", at: minutes(-60), request: PATH, blob: BLOB, commit: MERGE, verdict };
    const lines: readonly (JudgedLine | ReceiptLine)[] = [line, HELD_BY];
    return verify(audit(lines, new Map()), lines, minutes(120));
  }),
};
