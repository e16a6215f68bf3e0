import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IAM } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { samplesOf } from "../adapters/telemetry/samples.js";
import { approveAs, openPullRequest, PATH, recordingLog, START } from "../story/stage.js";
import { curfewIn } from "./curfew.js";

const MINUTE = 60_000;
/** When alice's access ends, by her request. */
const END = START + 120 * MINUTE;
const REFUSAL = { UserName: "curfew", PolicyName: "no-ends" } as const;

let world: World;
let root: IAM;

beforeAll(async () => {
  world = await createWorld({ start: START, running: false, log: recordingLog() });
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = world.operatorEnvironment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  root = new IAM({ endpoint: world.cloudUrl, region: "us-east-1", credentials });
  await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", 1);
  await curfewIn(world, ["check", "--pull", "1"]);
  expect(await curfewIn(world, ["apply"])).toMatchObject({ exit: 0 });
});
afterAll(async () => {
  root.destroy();
  await world.close();
});

/** What `curfew apply` comes to some minutes after the end: its exit, what it says is wrong, and what it counts as late. */
async function applied(minutes: number) {
  world.clock.moveTo(END + minutes * MINUTE);
  const file = join(world.directory, "curfew.prom");
  const { exit, stdout } = await curfewIn(world, ["apply", "--json", "--metrics", file]);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly code: string }[] };
  const samples = samplesOf(await readFile(file, "utf8"));
  return {
    exit,
    codes: findings.map(({ code }) => code),
    late: samples['curfew_revocations_overdue{repository="acme/access",system="aws-prod"}'],
    issues: await openIssues(),
  };
}

async function openIssues(): Promise<readonly string[]> {
  const { data } = await world.people.dana.api.rest.issues.listForRepo({ ...REPOSITORY, state: "open" });
  return data.flatMap(({ title, pull_request: pull }) => (pull === undefined ? [title] : []));
}

test("a revocation that keeps failing exits 1 each time, and past five minutes is counted and has an issue until it is done", async () => {
  await root.putUserPolicy({
    ...REFUSAL,
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Action: ["iam:Delete*", "iam:Detach*", "iam:Put*"], Resource: "*" },
    }),
  });
  expect(await applied(1)).toEqual({ exit: 1, codes: ["change-failed"], late: 0, issues: [] });
  const called = [expect.stringContaining("aws-prod")];
  for (const minutes of [6, 600]) {
    const codes = ["change-failed", "revocation-overdue"];
    expect(await applied(minutes)).toEqual({ exit: 1, codes, late: 1, issues: called });
  }
  await root.deleteUserPolicy(REFUSAL);
  expect(await applied(601)).toEqual({ exit: 0, codes: [], late: 0, issues: [] });
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
});
