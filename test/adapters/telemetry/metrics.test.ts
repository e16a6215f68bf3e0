import { expect, test } from "vitest";
import { createMetrics } from "../../../src/adapters/telemetry/metrics.js";
import type { Figures } from "../../../src/model/figures.js";
import { NOW } from "../../core/world.js";
import { createMovingClock } from "../../run/moving-clock.js";
import { samplesOf } from "./samples.js";

const HERE = "acme/access";

function figures(systems: Figures["systems"], success = true): Figures {
  return { systems, reviewsOverdue: 0, success };
}

async function measured(measure: (metrics: ReturnType<typeof createMetrics>) => void): Promise<Record<string, number>> {
  const metrics = createMetrics(createMovingClock());
  measure(metrics);
  return samplesOf(await metrics.text());
}

test("a run says what is held, what is overdue, and when it was", async () => {
  const samples = await measured((metrics) =>
    metrics.ran(HERE, {
      systems: [
        { name: "aws-prod", seen: { held: 3, drift: 1 }, overdue: 2 },
        { name: "aws-dev", overdue: 0 },
      ],
      reviewsOverdue: 4,
      success: false,
    }),
  );
  expect(samples).toEqual({
    'curfew_bindings{repository="acme/access",system="aws-prod"}': 3,
    'curfew_drift{repository="acme/access",system="aws-prod"}': 1,
    'curfew_emergency_reviews_overdue{repository="acme/access"}': 4,
    'curfew_last_run_timestamp_seconds{repository="acme/access"}': NOW / 1000,
    'curfew_revocations_overdue{repository="acme/access",system="aws-dev"}': 0,
    'curfew_revocations_overdue{repository="acme/access",system="aws-prod"}': 2,
    'curfew_system_up{repository="acme/access",system="aws-dev"}': 0,
    'curfew_system_up{repository="acme/access",system="aws-prod"}': 1,
  });
});

test("a run that left something undone is no success, and the one before it stays", async () => {
  const clock = createMovingClock();
  const metrics = createMetrics(clock);
  metrics.ran(HERE, figures([]));
  clock.advance(60_000);
  metrics.ran(HERE, figures([], false));
  expect(samplesOf(await metrics.text())).toMatchObject({
    'curfew_last_run_timestamp_seconds{repository="acme/access"}': NOW / 1000 + 60,
    'curfew_last_success_timestamp_seconds{repository="acme/access"}': NOW / 1000,
  });
});

test("a system that cannot be read keeps what was last seen there; one that is gone is forgotten", async () => {
  const seen = { held: 1, drift: 0 };
  const samples = await measured((metrics) => {
    metrics.ran(
      HERE,
      figures([
        { name: "aws-prod", seen, overdue: 0 },
        { name: "old", seen, overdue: 0 },
      ]),
    );
    metrics.ran("acme/other", figures([{ name: "old", seen, overdue: 0 }]));
    metrics.ran(HERE, figures([{ name: "aws-prod", overdue: 1 }]));
  });
  expect(
    Object.keys(samples)
      .filter((name) => name.includes('"old"'))
      .sort(),
  ).toEqual(
    ["bindings", "drift", "revocations_overdue", "system_up"].map(
      (name) => `curfew_${name}{repository="acme/other",system="old"}`,
    ),
  );
  expect(samples).toMatchObject({
    'curfew_bindings{repository="acme/access",system="aws-prod"}': 1,
    'curfew_system_up{repository="acme/access",system="aws-prod"}': 0,
  });
});

test("what lasts is counted in buckets, of which the promised minute is one", async () => {
  const samples = await measured((metrics) => {
    metrics.revoked(HERE, "aws-prod", 59.5);
    metrics.revoked(HERE, "aws-prod", 60.5);
    metrics.usable(HERE, "aws-prod", 3);
    metrics.approved(HERE, 600);
    metrics.waits(HERE, 2);
  });
  const of = (name: string) => `curfew_${name}{repository="acme/access",system="aws-prod"}`;
  expect(samples).toMatchObject({
    'curfew_revocation_lag_seconds_bucket{le="60",repository="acme/access",system="aws-prod"}': 1,
    'curfew_revocation_lag_seconds_bucket{le="120",repository="acme/access",system="aws-prod"}': 2,
    [of("revocation_lag_seconds_sum")]: 120,
    [of("time_to_usable_seconds_count")]: 1,
    'curfew_time_to_approve_seconds_bucket{le="900",repository="acme/access"}': 1,
    'curfew_pull_requests_waiting{repository="acme/access"}': 2,
  });
});
