import { Gauge, Histogram, Registry } from "prom-client";
import type { Figures } from "../../model/figures.js";
import type { Clock } from "../../ports/clock.js";
import type { Metrics } from "../../ports/metrics.js";

/** Metrics as Prometheus reads them. */
export interface Measured extends Metrics {
  /** The text exposition format, version 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds: from what a machine needs to what somebody must have slept through. */
const SOON = [1, 2, 5, 10, 20, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR];
/** Seconds: from what is approved on the spot to what waited a week. */
const IN_ITS_TIME = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
];

export function createMetrics(clock: Clock): Measured {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, buckets: number[], ...labelNames: Label[]) =>
    new Histogram({ name, help, buckets, labelNames, registers });

  const ofSystems = {
    held: gauge("curfew_bindings", "Access that is held now.", "repository", "system"),
    up: gauge("curfew_system_up", "1 where the last run could read the system, 0 where not.", "repository", "system"),
    drift: gauge(
      "curfew_drift",
      "What the last run found to be otherwise than Curfew makes it, and strangers beside it.",
      "repository",
      "system",
    ),
    overdue: gauge(
      "curfew_revocations_overdue",
      "Access that was to be gone minutes ago, and is not.",
      "repository",
      "system",
    ),
  };
  const waiting = gauge(
    "curfew_pull_requests_waiting",
    "Pull requests that ask for access and are not merged.",
    "repository",
  );
  const reviews = gauge(
    "curfew_emergency_reviews_overdue",
    "Emergencies whose review is due and not given.",
    "repository",
  );
  const lastRun = gauge("curfew_last_run_timestamp_seconds", "When a run came to its end.", "repository");
  const lastSuccess = gauge(
    "curfew_last_success_timestamp_seconds",
    "When a run came to its end and left nothing undone.",
    "repository",
  );
  const approved = histogram(
    "curfew_time_to_approve_seconds",
    "From the opening of a pull request that asks for access to its merge.",
    IN_ITS_TIME,
    "repository",
  );
  const usable = histogram(
    "curfew_time_to_usable_seconds",
    "From the beginning of access until it can be used.",
    SOON,
    "repository",
    "system",
  );
  const revoked = histogram(
    "curfew_revocation_lag_seconds",
    "From the end of access to its revocation.",
    SOON,
    "repository",
    "system",
  );
  const names = new Map<string, ReadonlySet<string>>();

  /** A system that is gone is not measured any more; what it last was would stand for ever. */
  function forget(repository: string, systems: Figures["systems"]): void {
    const now = new Set(systems.map(({ name }) => name));
    for (const system of names.get(repository) ?? []) {
      if (!now.has(system)) for (const one of Object.values(ofSystems)) one.remove({ repository, system });
    }
    names.set(repository, now);
  }

  return {
    ran(repository, figures) {
      forget(repository, figures.systems);
      for (const { name: system, seen, overdue } of figures.systems) {
        ofSystems.up.set({ repository, system }, seen === undefined ? 0 : 1);
        ofSystems.overdue.set({ repository, system }, overdue);
        if (seen === undefined) continue;
        ofSystems.held.set({ repository, system }, seen.held);
        ofSystems.drift.set({ repository, system }, seen.drift);
      }
      reviews.set({ repository }, figures.reviewsOverdue);
      const seconds = clock.now() / 1000;
      lastRun.set({ repository }, seconds);
      if (figures.success) lastSuccess.set({ repository }, seconds);
    },
    gone(repository) {
      forget(repository, []);
      names.delete(repository);
      for (const one of [waiting, reviews, lastRun, lastSuccess]) one.remove({ repository });
    },
    waits: (repository, pulls) => waiting.set({ repository }, pulls),
    approved: (repository, seconds) => approved.observe({ repository }, seconds),
    usable: (repository, system, seconds) => usable.observe({ repository, system }, seconds),
    revoked: (repository, system, seconds) => revoked.observe({ repository, system }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
