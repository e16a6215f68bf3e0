import { constants } from "node:fs";
import { access, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createClock, createMetrics, type Metrics, UNMEASURED } from "../wire.js";
import { UsageError } from "./ending.js";

export interface MetricsFile {
  readonly metrics: Metrics;
  /** It is there as a whole or not at all, as node_exporter's textfile collector asks for. */
  write(): Promise<void>;
}

/** A file of metrics, where one is asked for. Throws a UsageError where there can be none, before anything is done. */
export async function metricsFile(path: string | undefined): Promise<MetricsFile> {
  if (path === undefined) return { metrics: UNMEASURED, write: async () => undefined };
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new UsageError(`--metrics: no file can be written in ${dirname(path)}`);
  });
  const metrics = await createMetrics(createClock());
  return {
    metrics,
    async write() {
      const part = `${path}.${process.pid}`;
      await writeFile(part, await metrics.text());
      await rename(part, path);
    },
  };
}
