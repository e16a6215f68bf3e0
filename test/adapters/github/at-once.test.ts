import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instantOf } from "../../../src/model/instant.js";
import type { Check } from "../../../src/ports/forge.js";
import { openPull, REPOSITORY, START, type Stage, setStage } from "../../sandbox/github/stage.js";
import { interleave, ORDERS } from "../../together/interleave.js";
import { type Interposed, interpose } from "../../together/interposed.js";
import { openPlace, type Place } from "./place.js";
import type { Subject, Write } from "./write.js";

/** A process of ours, and what stands between it and GitHub. */
interface Process {
  readonly between: Interposed;
  readonly place: Place;
}

let stage: Stage;
let one: Process;
let other: Process;

async function start(): Promise<Process> {
  const between = await interpose(stage.sandbox.url);
  const apiUrl = `${between.url}/api/v3`;
  return { between, place: await openPlace({ ...stage, sandbox: { ...stage.sandbox, apiUrl } }, 0) };
}

/** On `main` from the beginning. */
const gone = (index: number) => `access/requests/s/2026/11/22/gone-${index}.yaml`;

beforeAll(async () => {
  stage = await setStage();
  const clone = await stage.clone("alice");
  const files = Array.from({ length: 120 }, (_, index) => [gone(index), `who: alice # ${index}\n`] as const);
  await clone.commit("Requests", Object.fromEntries(files));
  await clone.git("push", "-q", "origin", "main");
  one = await start();
  other = await start();
  // Whatever a process does once only is done before calls are counted.
  await Promise.all([one, other].map(({ place }) => place.forge.pullRequest(1).catch(() => undefined)));
});
afterAll(async () => {
  await Promise.all([one.between.close(), other.between.close()]);
  await stage.close();
});

const octokit = () => stage.app.octokit;
const main = async () => (await one.place.history.branch("main")) ?? "";

async function pullsFrom(branch: string) {
  const { data } = await octokit().pulls.list({ ...REPOSITORY, head: `acme:${branch}`, state: "all" });
  return data.map(({ state, merged_at }) => (merged_at === null ? state : "merged"));
}

const comment: Write = {
  name: "a comment",
  async prepare(index) {
    const { number } = await openPull(stage, "bob", { branch: `comment-${index}` });
    return {
      write: ({ forge }) => forge.comment(number, "status", "Waiting."),
      async state() {
        const { data } = await octokit().issues.listComments({ ...REPOSITORY, issue_number: number });
        return data.map(({ body }) => body);
      },
    };
  },
};

const check: Write = {
  name: "a check",
  async prepare(index) {
    const { head } = await openPull(stage, "bob", { branch: `check-${index}` });
    const said: Check = { conclusion: "success", title: "Allowed", summary: "All.", annotations: [], messages: [] };
    return {
      write: ({ forge }) => forge.publishCheck("curfew", head, said),
      async state() {
        const { data } = await octokit().checks.listForRef({ ...REPOSITORY, ref: head, filter: "latest" });
        return data.check_runs.map(({ conclusion }) => conclusion);
      },
    };
  },
};

const issue: Write = {
  name: "an issue",
  async prepare(index) {
    const text = { title: `Issue ${index}`, body: "Look." };
    return {
      write: ({ conversation }) => conversation.issue(`issue-${index}`, instantOf(START), text),
      async state() {
        const { data } = await octokit().issues.listForRepo({ ...REPOSITORY, state: "open" });
        return data.flatMap(({ title, state }) => (title === text.title ? [state] : []));
      },
    };
  },
};

const removal = (index: number, base: string) => ({
  ...{ branch: `curfew/end/gone-${index}`, path: gone(index), base },
  ...{ title: "End", body: "It has ended.", message: "End it" },
});

const opening: Write = {
  name: "opening a removal",
  async prepare(index) {
    const wanted = removal(index, await main());
    return {
      write: ({ forge }) => forge.openRemoval(wanted),
      state: () => pullsFrom(wanted.branch),
    };
  },
};

const removing: Write = {
  name: "opening a removal and merging it",
  async prepare(index) {
    const wanted = removal(index, await main());
    return {
      async write({ forge }) {
        const pull = await forge.openRemoval(wanted);
        if (pull === undefined) return;
        await forge.merge(pull.number, pull.head.commit, { title: "End", body: "" });
        await forge.deleteBranch(wanted.branch);
      },
      async state() {
        const { history } = one.place;
        const there = await history.tree(await main(), [wanted.path]);
        return [await pullsFrom(wanted.branch), there, await history.branch(wanted.branch)];
      },
    };
  },
};

const proposing: Write = {
  name: "proposing a request",
  async prepare(index) {
    const path = `access/requests/s/2026/11/22/new-${index}.yaml`;
    const branch = `curfew/extend/${index}`;
    const texts = { title: "More", body: "More.", message: "Ask for more", files: [{ path, text: "who: alice\n" }] };
    const base = await main();
    return {
      write: ({ conversation }) => conversation.propose({ branch, base, ...texts }),
      state: () => pullsFrom(branch),
    };
  },
};

const merging: Write = {
  name: "merging",
  async prepare(index) {
    const { number, head } = await openPull(stage, "bob", { branch: `merge-${index}` });
    return {
      async write({ forge }) {
        expect(await forge.merge(number, head, { title: "Merge", body: "" })).toMatchObject({ merged: true });
      },
      state: () => pullsFrom(`merge-${index}`),
    };
  },
};

let subjects = 0;

function prepare(write: Write): Promise<Subject> {
  subjects += 1;
  return write.prepare(subjects);
}

describe.each([comment, check, issue, opening, removing, proposing, merging])(
  "$name, by two processes at once",
  (write) => {
    it.each(ORDERS)("is there once: one %s the other, at each call", async (order) => {
      const alone = await prepare(write);
      await alone.write(one.place);
      const sound = await alone.state();
      let call = 1;
      for (let came = true; came; call += 1) {
        const subject = await prepare(write);
        const runOf = ({ between, place }: Process) => ({
          between,
          work: async () => void (await subject.write(place)),
        });
        came = await interleave(runOf(one), runOf(other), order, call);
        expect([call, await subject.state()]).toEqual([call, sound]);
      }
      expect(call).toBeGreaterThan(2);
    });
  },
);
