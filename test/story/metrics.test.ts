import { expect, test, vi } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { REQUEST } from "../../src/demo/story-asked.js";
import { createMetrics } from "../../src/wire.js";
import { samplesOf } from "../adapters/telemetry/samples.js";
import { approveAs, openPullRequest, openWorld, PATH, START } from "./stage.js";

vi.setConfig({ testTimeout: 120_000 });

const MINUTE = 60_000;

test("whoever watches sees what waits, what is held, what is late, and how long everything took", async () => {
  const metrics = await createMetrics({ now: () => served.own.clock.now(), wakeAt: () => () => undefined });
  const world = await openWorld({ metrics, retries: 0 });
  const served = world.app;
  const ofRepository = '{repository="acme/access"}';
  const ofSystem = '{repository="acme/access",system="aws-prod"}';
  const measured = async () => samplesOf(await metrics.text());

  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  expect((await measured())[`curfew_pull_requests_waiting${ofRepository}`]).toBe(1);

  world.clock.moveTo(START + 10 * MINUTE);
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await measured()).toMatchObject({
    [`curfew_pull_requests_waiting${ofRepository}`]: 0,
    [`curfew_time_to_approve_seconds_sum${ofRepository}`]: 600,
    [`curfew_bindings${ofSystem}`]: 1,
    [`curfew_time_to_usable_seconds_count${ofSystem}`]: 1,
    [`curfew_last_success_timestamp_seconds${ofRepository}`]: START / 1000 + 600,
  });

  const heal = world.faults.inject({ match: ({ service }) => service === "aws", every: 1, mode: "timeout" });
  world.clock.moveTo(START + 130 * MINUTE);
  await world.curfew.idle();
  world.clock.moveTo(START + 136 * MINUTE);
  await world.curfew.idle();
  const late = await measured();
  expect(late).toMatchObject({
    [`curfew_system_up${ofSystem}`]: 0,
    [`curfew_revocations_overdue${ofSystem}`]: 1,
    [`curfew_last_run_timestamp_seconds${ofRepository}`]: START / 1000 + 136 * 60,
  });
  expect(late[`curfew_last_success_timestamp_seconds${ofRepository}`]).toBeLessThan(START / 1000 + 130 * 60);

  heal();
  world.clock.moveTo(START + 137 * MINUTE);
  await rest(world);
  expect(await measured()).toMatchObject({
    [`curfew_system_up${ofSystem}`]: 1,
    [`curfew_revocations_overdue${ofSystem}`]: 0,
    [`curfew_bindings${ofSystem}`]: 0,
    [`curfew_revocation_lag_seconds_sum${ofSystem}`]: 7 * 60,
    [`curfew_last_success_timestamp_seconds${ofRepository}`]: START / 1000 + 137 * 60,
  });
});
