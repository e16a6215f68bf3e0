import { expect, test } from "vitest";
import { wakesOf } from "../../src/app/wakes.js";

const from = { repository: { full_name: "acme/access", default_branch: "main" }, installation: { id: 7 } };

function wakes(event: string, body: object) {
  return wakesOf(event, { ...from, ...body })?.wakes ?? [];
}

test("an opened pull request is checked", () => {
  expect(wakesOf("pull_request", { ...from, action: "opened", pull_request: { number: 42 } })).toEqual({
    repository: "acme/access",
    installation: 7,
    wakes: [{ kind: "check", pull: 42 }],
  });
});

test("a closed pull request reconciles, in case its push is lost", () => {
  expect(wakes("pull_request", { action: "closed", pull_request: { number: 42 } })).toEqual([{ kind: "reconcile" }]);
});

test("a label wakes nothing", () => {
  expect(wakes("pull_request", { action: "labeled", pull_request: { number: 42 } })).toEqual([]);
});

test("every review event has its pull request checked again", () => {
  for (const action of ["submitted", "edited", "dismissed"]) {
    expect(wakes("pull_request_review", { action, pull_request: { number: 42 } })).toEqual([
      { kind: "check", pull: 42 },
    ]);
  }
});

test("asking to run the check again checks its pull requests", () => {
  const body = { action: "rerequested", check_run: { pull_requests: [{ number: 1 }, { number: 2 }] } };
  expect(wakes("check_run", body)).toEqual([
    { kind: "check", pull: 1 },
    { kind: "check", pull: 2 },
  ]);
});

test("a push of requests to the default branch reconciles", () => {
  const commits = [{ added: ["access/requests/aws-prod/2026/11/22/a.yaml"], modified: [], removed: [] }];
  expect(wakes("push", { ref: "refs/heads/main", commits })).toEqual([{ kind: "reconcile" }]);
});

test("a push of policy to the default branch has what is open judged again", () => {
  const commits = [{ added: [], modified: ["access/policies/a.yaml"], removed: [] }];
  expect(wakes("push", { ref: "refs/heads/main", commits })).toEqual([{ kind: "reconcile" }, { kind: "check-open" }]);
});

test("a push whose commits are not listed is taken for one of policy", () => {
  expect(wakes("push", { ref: "refs/heads/main", commits: [] })).toEqual([
    { kind: "reconcile" },
    { kind: "check-open" },
  ]);
});

test("a push to another branch wakes nothing by itself", () => {
  expect(wakes("push", { ref: "refs/heads/curfew-ledger", commits: [] })).toEqual([]);
});

test("what is not shaped as GitHub shapes it wakes nothing", () => {
  for (const payload of [
    null,
    1,
    "push",
    [],
    {},
    { repository: { full_name: 1 } },
    { repository: {}, installation: 3 },
  ]) {
    expect(wakesOf("push", payload)).toBeUndefined();
  }
});

test("a comment that calls us has its issue looked at", () => {
  const body = {
    action: "created",
    issue: { number: 7 },
    comment: { body: "Hi\n/curfew done", user: { type: "User" } },
  };
  expect(wakes("issue_comment", body)).toEqual([{ kind: "answer", issue: 7 }]);
});

test.each([
  ["talk", { action: "created", comment: { body: "Thanks!", user: { type: "User" } } }],
  ["a program's", { action: "created", comment: { body: "/curfew done", user: { type: "Bot" } } }],
  ["an edited one", { action: "edited", comment: { body: "/curfew done", user: { type: "User" } } }],
  ["a deleted one", { action: "deleted", comment: { body: "/curfew done", user: { type: "User" } } }],
])("a comment wakes nothing: %s", (_, body) => {
  expect(wakes("issue_comment", { ...body, issue: { number: 7 } })).toEqual([]);
});

test("an issue that was closed reconciles, since it may have to be open", () => {
  expect(wakes("issues", { action: "closed", issue: { number: 7 } })).toEqual([{ kind: "reconcile" }]);
  expect(wakes("issues", { action: "labeled", issue: { number: 7 } })).toEqual([]);
});
