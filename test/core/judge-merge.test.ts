import { describe, expect, test } from "vitest";
import { judgeMerge } from "../../src/core/judge-merge.js";
import { finding } from "../../src/model/finding.js";
import type { TreeChange } from "../../src/model/history.js";
import type { Merge } from "../../src/model/merge.js";
import {
  access,
  BASE,
  BLOB,
  facts,
  HEAD,
  lasting,
  MERGE,
  minutes,
  NOW,
  PATH,
  policy,
  request,
  review,
} from "./world.js";

type Input = Parameters<typeof judgeMerge>[0];

const ADDED: TreeChange = { status: "added", path: PATH, mode: "100644", blob: BLOB };
const MERGED: Merge = { pull: 42, head: HEAD, commit: MERGE, at: NOW };

function input(changes: Partial<Input> = {}): Input {
  return {
    added: { path: PATH, commit: MERGE, parents: [BASE, HEAD], blob: BLOB },
    merge: MERGED,
    changes: [ADDED],
    reviewed: [ADDED],
    requests: [request()],
    findings: [],
    access: access(),
    offences: [],
    facts: facts({ reviews: [review("dana")] }),
    ...changes,
  };
}

/** `stands`, or the code of why not. */
function judge(changes: Partial<Input> = {}): string {
  const verdict = judgeMerge(input(changes));
  return verdict.stands ? "stands" : verdict.finding.code;
}

function committed(parents: readonly string[], commit = MERGE): Input["added"] {
  return { path: PATH, commit, parents, blob: BLOB };
}

describe("of an emergency", () => {
  const emergency = { who: [{ kind: "user", login: "alice" }], for: lasting("2h"), review: lasting("1d") } as const;
  const given = {
    requests: [request({ emergency: true })],
    access: access({ policies: [policy({ emergency })] }),
    facts: facts(),
  };

  test("the verdict says when its review is due: so long after the merge, by the shortest of its policies", () => {
    const sooner = policy({ name: "other", emergency: { ...emergency, review: lasting("2h") } });
    const due = (...policies: readonly ReturnType<typeof policy>[]) =>
      judgeMerge(input({ ...given, access: access({ policies }) }));
    expect(due(policy({ emergency }))).toMatchObject({ stands: true, emergency: { due: minutes(24 * 60) } });
    expect(due(policy({ emergency }), sooner)).toMatchObject({ stands: true, emergency: { due: minutes(120) } });
    expect(judgeMerge(input())).not.toHaveProperty("emergency");
  });

  test("it stands on the facts alone: while another is not reviewed it does not", () => {
    const past = { grants: [], unreviewed: [{ request: "access/requests/x.yaml", who: "alice" }] };
    expect(judge(given)).toBe("stands");
    expect(judge({ ...given, facts: facts({ past }) })).toBe("merge-undecided");
  });

  test("what a request renews is part of its verdict", () => {
    const renews = "access/requests/aws-prod/2026/11/21/alice-admin.yaml";
    const grant = { request: renews, who: "alice", what: "aws-prod/admin", emergency: false } as const;
    const past = { grants: [{ ...grant, from: minutes(-120), until: NOW }], unreviewed: [] };
    const known = facts({ reviews: [review("dana")], past });
    expect(judgeMerge(input({ requests: [request({ renews })], facts: known }))).toMatchObject({
      stands: true,
      renews,
    });
  });
});

describe("a merge stands", () => {
  test("that merged what was reviewed and allowed", () => {
    expect(judgeMerge(input())).toMatchObject({
      stands: true,
      who: "alice",
      what: ["aws-prod/admin"],
      identity: "user/alice",
      window: { from: NOW, until: minutes(120) },
      decision: { outcome: "allowed" },
    });
  });

  test("that squashed it to one commit with the same content", () => {
    expect(judge({ added: committed([BASE]) })).toBe("stands");
  });

  test("of several requests, for each of them", () => {
    const path = "access/requests/aws-prod/alice-reader.yaml";
    const both = [ADDED, { ...ADDED, path }];
    const requests = [request(), request({ path, what: ["aws-prod/reader"] })];
    const given = { changes: both, reviewed: both.toReversed(), requests };
    expect(judge(given)).toBe("stands");
    expect(judgeMerge(input({ ...given, added: { ...committed([BASE, HEAD]), path } }))).toMatchObject({
      stands: true,
      what: ["aws-prod/reader"],
    });
  });

  test("from the moment the forge merged it, whatever moment the facts were gathered for", () => {
    const late = facts({ reviews: [review("dana")], at: minutes(500), head: BASE });
    expect(judgeMerge(input({ facts: late }))).toMatchObject({ window: { from: NOW }, facts: { at: NOW, head: HEAD } });
  });
});

describe("a merge does not stand", () => {
  test("of a direct push", () => {
    const { merge: _, facts: __, ...direct } = input();
    expect(judgeMerge(direct)).toMatchObject({ stands: false, finding: { code: "merge-direct", path: PATH } });
  });

  test("where another commit is the pull request's merge", () => {
    expect(judge({ merge: { ...MERGED, commit: BASE } })).toBe("merge-direct");
  });

  test("where the pull request's commits were pushed, though the forge calls it merged", () => {
    expect(judge({ added: committed([BASE], HEAD), merge: { ...MERGED, commit: HEAD } })).toBe("merge-direct");
  });

  test("of a commit without a parent, or with three", () => {
    expect(judge({ added: committed([]) })).toBe("merge-direct");
    expect(judge({ added: committed([BASE, HEAD, BLOB]) })).toBe("merge-direct");
  });

  test("whose second parent is not the reviewed head", () => {
    expect(judge({ added: committed([BASE, BLOB]) })).toBe("merge-differs");
  });

  test.each([
    [{ ...ADDED, path: "access/policies/lax.yaml" }],
    [{ ...ADDED, status: "modified", path: `${PATH}.yaml` } as const],
    [{ ...ADDED, status: "deleted", path: "access/requests/aws-prod/other.yaml" } as const],
    [{ ...ADDED, mode: "120000", path: "access/requests/aws-prod/link.yaml" }],
    [{ ...ADDED, path: "access/requests/aws-prod/notes.md" }],
  ])("that did anything else than add requests: %j", (other) => {
    const changes = [ADDED, other];
    const verdict = judgeMerge(input({ changes, reviewed: changes }));
    expect(verdict).toMatchObject({ finding: { code: "merge-mixed", args: { others: [other.path] } } });
  });

  test("that is the last commit of a rebase, when an earlier one changed policy", () => {
    const reviewed = [ADDED, { ...ADDED, path: "access/policies/lax.yaml" }];
    expect(judge({ added: committed([BASE]), reviewed })).toBe("merge-mixed");
  });

  test("that is the last commit of a rebase, when an earlier one added another request", () => {
    const reviewed = [ADDED, { ...ADDED, path: "access/requests/aws-prod/other.yaml" }];
    expect(judge({ added: committed([BASE]), reviewed })).toBe("merge-differs");
  });

  test("whose content is not what was reviewed, or where that is lost", () => {
    expect(judge({ reviewed: [{ ...ADDED, blob: HEAD }] })).toBe("merge-differs");
    const { reviewed: _, ...lost } = input();
    expect(judgeMerge(lost)).toMatchObject({ finding: { code: "merge-differs" } });
    expect(judge({ added: { ...committed([BASE, HEAD]), blob: BASE } })).toBe("merge-differs");
  });

  test("whose approvals were missing, and says which", () => {
    expect(judgeMerge(input({ facts: facts() }))).toMatchObject({
      stands: false,
      finding: { code: "merge-undecided", args: { outcome: "waiting", reasons: ["codeowners 0/1"] } },
      decision: { outcome: "waiting" },
    });
  });

  test("that policy denies, and says why", () => {
    const long = request({ length: { kind: "for", seconds: lasting("9h") } });
    expect(judgeMerge(input({ requests: [long] }))).toMatchObject({
      finding: { code: "merge-undecided", args: { outcome: "denied", reasons: ["denied-length"] } },
    });
  });

  test("under the policy of before it, that did not allow it", () => {
    expect(judge({ access: access({ policies: [policy({ what: [] })] }) })).toBe("merge-undecided");
  });

  test("where one of its files cannot be read", () => {
    const findings = [finding("yaml-syntax", { path: PATH }, { problem: "x" })];
    const verdict = judgeMerge(input({ requests: [], findings }));
    expect(verdict).toMatchObject({ finding: { args: { outcome: "denied", reasons: ["yaml-syntax"] } } });
  });

  test("for a file that was not read with the others", () => {
    const requests = [request({ path: "access/requests/aws-prod/other.yaml" })];
    expect(judgeMerge(input({ requests }))).toMatchObject({ finding: { args: { reasons: ["missing-file"] } } });
  });

  test("without its facts there is no judgement", () => {
    const { facts: _, ...blind } = input();
    expect(() => judgeMerge(blind)).toThrow("facts");
  });
});
