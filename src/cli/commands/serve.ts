import { createClock, createLog, createMetrics, Failure, UNMEASURED } from "../../wire.js";
import { credentialsIn, placeIn } from "../connect.js";
import { type Ending, EXIT, UsageError } from "../ending.js";
import type { Shared } from "../main.js";
import { stopOnSignals } from "../signals.js";

/** Runs until it is told to stop; what is under way is finished first, unless it is told once more. */
export async function serve(
  shared: Shared,
  options: { readonly host: string; readonly port: number; readonly metricsPort?: number },
): Promise<Ending> {
  const { env } = process;
  const { host, metricsPort } = options;
  const credentials = credentialsIn(env);
  if (credentials?.kind !== "app") throw new UsageError("the App needs CURFEW_APP_ID and CURFEW_PRIVATE_KEY");
  const webhookSecret = env["CURFEW_WEBHOOK_SECRET"] ?? "";
  // Whoever can forge a webhook can only wake us, but a guessable secret is never an accident worth having.
  if (webhookSecret.length < 16) {
    throw new UsageError(
      "the App needs CURFEW_WEBHOOK_SECRET: at least 16 characters, the same as in its settings on GitHub",
    );
  }
  const { createApp } = await import("../../app/app.js");
  const { answerWith, METRICS } = await import("../../app/answer-metrics.js");
  const { listen } = await import("../../app/listen.js");
  const log = createLog({ level: env["CURFEW_LOG"] ?? "info", destination: process.stderr });
  const settings = { ...placeIn(env, shared), ...credentials, webhookSecret };
  const stop = stopOnSignals();
  const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve()));
  const clock = createClock();
  const measured = metricsPort === undefined ? undefined : { port: metricsPort, metrics: await createMetrics(clock) };
  const app = await createApp(settings, { clock, log, metrics: measured?.metrics ?? UNMEASURED });

  async function listenAt(port: number, handle: Parameters<typeof listen>[0]) {
    return listen(handle, { host, port }).catch((error: Error) => {
      // The address is taken, is not this machine's, or is not ours to take.
      throw new Failure(`cannot listen on ${host}:${port}: ${error.message}`, { transient: false });
    });
  }

  const server = await listenAt(options.port, (request, response, body) => app.handle(request, response, body));
  log.info("listening", { url: server.url });
  const watched =
    measured &&
    (await listenAt(measured.port, answerWith(measured.metrics)).catch(async (error: Failure) => {
      // Or the process would stay, and say that it is well, and look around nowhere.
      await Promise.all([server.close(), app.close()]);
      throw error;
    }));
  if (watched) log.info("measuring", { url: `${watched.url}${METRICS}` });
  app.start();
  await stopped;
  await Promise.all([server.close(), watched?.close()]);
  await app.close();
  return { text: "", exit: EXIT.fine };
}
