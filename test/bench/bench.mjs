/**
 * `npm run bench`: how much longer Curfew takes than the least that must be done, both measured in this run, so that
 * the ratio says the same on any machine. Works on the build.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseDocument } from "yaml";
import { gitEnvironment } from "../../dist/adapters/git/environment.js";
import { createGit } from "../../dist/adapters/git/git.js";
import { createHistory } from "../../dist/adapters/git/history.js";
import { decideRequests } from "../../dist/core/decide/decide-requests.js";
import { readAccess } from "../../dist/core/read/access-folder.js";
import { readRequest } from "../../dist/core/read/request.js";
import { KIND_SCHEMAS, readWorkingTree } from "../../dist/wire.js";

const REQUESTS = 10_000;
const ACTIVE = 300;

const request = (index) =>
  `who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the orders-db replica, number ${index}.\nticket: INC-${index}\n`;
const pathOf = (index) =>
  `access/requests/aws-prod/2026/${String(1 + (Math.floor(index / 840) % 12)).padStart(2, "0")}/${String(1 + (Math.floor(index / 30) % 28)).padStart(2, "0")}/alice-${index}.yaml`;

/** The best of three, in milliseconds: what else the machine did meanwhile is no part of it. */
async function best(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3; turn += 1) {
    const began = performance.now();
    await work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

function makeRepository(directory) {
  execFileSync("git", ["init", "--quiet", "--bare", directory]);
  const stream = [];
  const who = (index) => `committer a <a@example.com> ${1_760_000_000 + index * 60} +0000\n`;
  for (let index = 0; index < REQUESTS; index += 1) {
    const text = request(index);
    stream.push(`commit refs/heads/main\n${who(index)}data 1\n.\n`);
    stream.push(`M 100644 inline ${pathOf(index)}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    if (index >= ACTIVE) stream.push(`D ${pathOf(index - ACTIVE)}\n`);
  }
  const { status, stderr } = spawnSync("git", ["-C", directory, "fast-import", "--quiet"], { input: stream.join("") });
  if (status !== 0) throw new Error(String(stderr));
}

async function walking(directory) {
  const git = createGit({ directory, environment: gitEnvironment({ own: false, settings: [] }) });
  const history = createHistory({ git, referenceOf: (branch) => `refs/heads/${branch}` });
  const head = await history.branch("main");
  const paths = (await history.tree(head, ["access/requests/"])).map(({ path }) => path);
  const floor = await best(() =>
    execFileSync("git", ["-C", directory, "log", "--first-parent", "--raw", `-${ACTIVE}`, "main"], {
      maxBuffer: 1 << 28,
    }),
  );
  const ours = await best(async () => {
    const found = await history.additions(head, paths);
    if (found.size !== ACTIVE) throw new Error(`${found.size} of ${ACTIVE} found`);
  });
  return {
    what: `find when ${ACTIVE} of ${REQUESTS} requests were added`,
    floor: "git log of the same commits",
    floorMs: floor,
    oursMs: ours,
  };
}

async function judging() {
  const files = (await readWorkingTree(process.cwd(), ["access", ".github/CODEOWNERS"])).map((file) => ({
    ...file,
    blob: "",
  }));
  const access = readAccess("", files, KIND_SCHEMAS);
  const alice = { login: "alice", id: access.people.people.get("alice").id, bot: false };
  const dana = { login: "dana", id: access.people.people.get("dana").id, bot: false };
  const head = "a".repeat(40);
  const at = Date.UTC(2026, 10, 22);
  const facts = {
    pull: 1,
    author: alice,
    head,
    writings: [{ commit: head, writers: [alice], unknown: [] }],
    pushers: [alice],
    reviews: [{ by: dana, state: "approved", commit: head, at }],
    teams: {},
    at,
  };
  const sources = Array.from({ length: REQUESTS }, (_, index) => ({
    path: pathOf(index),
    mode: "100644",
    bytes: new TextEncoder().encode(request(index)),
  }));
  const decoder = new TextDecoder();
  const floor = await best(() => {
    for (const { bytes } of sources) parseDocument(decoder.decode(bytes)).toJS();
  });
  const requests = sources.map((source) => readRequest(source, access).request);
  const reading = await best(() => {
    for (const source of sources) {
      if (!readRequest(source, access).request) throw new Error("a request was not read");
    }
  });
  const deciding = await best(() => {
    for (const one of requests) {
      const { decision } = decideRequests({ requests: [one], access, facts });
      if (decision.outcome !== "allowed") throw new Error(decision.outcome);
    }
  });
  return [
    {
      what: `read ${REQUESTS} requests, guarded and checked`,
      floor: "parsing their YAML",
      floorMs: floor,
      oursMs: reading,
    },
    { what: `decide them`, floor: "reading them", floorMs: reading, oursMs: deciding },
  ];
}

const directory = mkdtempSync(join(tmpdir(), "curfew-bench-"));
try {
  makeRepository(directory);
  for (const { what, floor, floorMs, oursMs } of [await walking(directory), ...(await judging())]) {
    console.log(
      `${(oursMs / floorMs).toFixed(2)} × ${floor}: ${what} (${Math.round(oursMs)} ms, floor ${Math.round(floorMs)} ms)`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
