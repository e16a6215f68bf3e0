import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finding } from "../../../src/model/finding.js";
import { instantOf, later } from "../../../src/model/instant.js";
import type { Check } from "../../../src/ports/forge.js";
import type { FaultMode } from "../../../src/sandbox/faults.js";
import { openPull, REPOSITORY, type Stage, setStage } from "../../sandbox/github/stage.js";
import { openPlace, type Place, receiptAt } from "./place.js";
import type { Write } from "./write.js";

let stage: Stage;
let patient: Place;
let strict: Place;

beforeAll(async () => {
  stage = await setStage();
  strict = await openPlace(stage, 0);
  patient = await openPlace(stage, 3);
  const clone = await stage.clone("alice");
  const files = Array.from({ length: 150 }, (_, index) => [goneFile(index), `who: alice # ${index}\n`] as const);
  await clone.commit("Requests", Object.fromEntries(files));
  await clone.git("push", "-q", "origin", "main");
});
afterAll(() => stage.close());

/** On `main` from the beginning; the name has a space, so that addresses are escaped. */
function goneFile(index: number): string {
  return `access/requests/s/2026/11/22/gone ${index}.yaml`;
}

const octokit = () => stage.app.octokit;

async function commentsOn(pull: number) {
  const { data } = await octokit().issues.listComments({ ...REPOSITORY, issue_number: pull });
  return data.map(({ body, user }) => [user?.login, body]);
}

const comment: Write = {
  name: "making a comment, then editing it",
  async prepare(index) {
    const { number } = await openPull(stage, "bob", { branch: `comment-${index}` });
    return {
      async write({ forge }) {
        await forge.comment(number, "status", "Waiting.");
        await forge.comment(number, "status", "Allowed.");
      },
      state: () => commentsOn(number),
    };
  },
};

function checkOf(annotations: number): Check {
  return {
    conclusion: annotations > 0 ? "failure" : "success",
    title: "Title",
    summary: "Summary",
    annotations: Array.from({ length: annotations }, (_, index) =>
      finding("missing-file", { path: "access/one.yaml", at: { line: index + 1, column: 1 } }, { path: "x" }),
    ),
    messages: Array.from({ length: annotations }, (_, index) => `Message ${index}`),
  };
}

const check: Write = {
  name: "publishing a check with more annotations than a request takes",
  async prepare(index) {
    const { head } = await openPull(stage, "bob", { branch: `check-${index}` });
    await strict.forge.publishCheck("curfew", head, checkOf(0));
    return {
      write: ({ forge }) => forge.publishCheck("curfew", head, checkOf(120)),
      async state() {
        const { data } = await octokit().checks.listForRef({ ...REPOSITORY, ref: head, filter: "all" });
        const annotations = await octokit().paginate(octokit().checks.listAnnotations, {
          ...REPOSITORY,
          check_run_id: data.check_runs[0]?.id ?? 0,
          per_page: 100,
        });
        return [
          data.check_runs.map(({ name, conclusion, output }) => [name, conclusion, output.title]),
          annotations.map(({ message }) => message),
        ];
      },
    };
  },
};

const merge: Write = {
  name: "merging",
  async prepare(index) {
    const { number, head } = await openPull(stage, "bob", { branch: `merge-${index}` });
    return {
      write: ({ forge }) => forge.merge(number, head, { title: "Merge", body: "Body" }),
      async state() {
        const { data } = await octokit().pulls.get({ ...REPOSITORY, pull_number: number });
        const { data: commit } = await octokit().git.getCommit({
          ...REPOSITORY,
          commit_sha: data.merge_commit_sha ?? "",
        });
        return [data.merged, commit.message, commit.parents[1]?.sha === head];
      },
    };
  },
};

const removal: Write = {
  name: "opening the pull request that removes a file",
  async prepare(index) {
    const path = goneFile(index);
    const base = (await strict.history.branch("main")) ?? "";
    const branch = `curfew/end/gone-${index}`;
    return {
      write: ({ forge }) =>
        forge.openRemoval({
          branch,
          path,
          base,
          title: "End",
          body: "It has ended.",
          message: "End it",
        }),
      async state() {
        const head = `acme:${branch}`;
        const { data } = await octokit().pulls.list({ ...REPOSITORY, head, state: "all" });
        const files = await Promise.all(
          data.map(async ({ number: pull_number }) => {
            const answer = await octokit().pulls.listFiles({ ...REPOSITORY, pull_number });
            return answer.data.map(({ filename, status }) => [filename === path, status]);
          }),
        );
        return [data.map(({ title, state }) => [title, state]), files];
      },
    };
  },
};

const deletion: Write = {
  name: "deleting a branch",
  async prepare(index) {
    const branch = `delete-${index}`;
    await openPull(stage, "bob", { branch });
    return {
      write: ({ forge }) => forge.deleteBranch(branch),
      state: () => strict.history.branch(branch),
    };
  },
};

const reviewers: Write = {
  name: "asking for reviews",
  async prepare(index) {
    const { number } = await openPull(stage, "bob", { branch: `reviewers-${index}` });
    return {
      write: async ({ forge }) => forge.requestReviews(await forge.pullRequest(number), ["dana", "eve"]),
      async state() {
        const { data } = await octokit().pulls.listRequestedReviewers({ ...REPOSITORY, pull_number: number });
        return data.users.map(({ login }) => login);
      },
    };
  },
};

const ledger: Write = {
  name: "writing to the ledger, from its first line on",
  async prepare() {
    // Each case begins without a ledger.
    await strict.forge.deleteBranch("curfew-ledger");
    const at = instantOf(stage.clock.now());
    return {
      async write(place) {
        await place.ledger.append([receiptAt(at, "alice")], at);
        await place.ledger.append([receiptAt(at, "bob"), receiptAt(at, "carol")], later(at, 1));
      },
      async state() {
        const head = (await strict.history.branch("curfew-ledger")) ?? "";
        const messages = [];
        for await (const { message, parents } of strict.history.messages(head))
          messages.push([message, parents.length]);
        const files = (await strict.history.tree(head, [""])).map(({ path }) => path);
        return [messages, files, await strict.ledger.read(undefined)];
      },
    };
  },
};

/** How calls fail without being done, in turn, so that each way meets each kind of call somewhere. */
const UNDONE: readonly FaultMode[] = ["throttle", "timeout", "error"];

let cases = 0;

/**
 * Each write is made once undisturbed, to count its calls; then again with the k-th call failing in each way. Where the
 * failure reaches the caller it must be transient, and the write is made again as the next run would. What is there in
 * the end must be what is there without a fault.
 */
describe.each([comment, check, merge, removal, deletion, reviewers, ledger])("$name", (subject) => {
  async function undisturbed(place: Place): Promise<{ readonly calls: number; readonly state: unknown }> {
    const made = await subject.prepare(next());
    const before = stage.faults.calls.length;
    await made.write(place);
    const calls = stage.faults.calls.length - before;
    const state = await made.state();
    await made.write(place);
    expect(await made.state()).toEqual(state);
    return { calls, state };
  }

  it.each([
    ["without retries", () => strict],
    ["with the SDK's retries", () => patient],
  ])("comes to the same whichever call fails, %s", { timeout: 300_000 }, async (_, placeOf) => {
    const place = placeOf();
    const { calls, state } = await undisturbed(place);
    for (let at = 1; at <= calls; at += 1) {
      const undone = UNDONE[cases % UNDONE.length] ?? "error";
      for (const mode of [undone, "lost-answer"] as const) {
        const disturbed = await subject.prepare(next());
        const stop = stage.faults.inject({ mode, at });
        try {
          await disturbed.write(place);
        } catch (error) {
          expect(error).toMatchObject({ name: "Failure", transient: true });
          await disturbed.write(place);
        }
        stop();
        expect(await disturbed.state(), `${mode} at call ${at} of ${calls}`).toEqual(state);
      }
    }
  });

  it("comes to the same when it is stopped after any call and begun again", { timeout: 300_000 }, async () => {
    const { calls, state } = await undisturbed(strict);
    for (let from = 1; from <= calls; from += 1) {
      const disturbed = await subject.prepare(next());
      const stop = stage.faults.inject({ mode: "lost-answer", from });
      await expect(disturbed.write(strict)).rejects.toMatchObject({ name: "Failure", transient: true });
      stop();
      await disturbed.write(strict);
      expect(await disturbed.state(), `stopped after call ${from} of ${calls}`).toEqual(state);
    }
  });
});

function next(): number {
  cases += 1;
  return cases;
}
