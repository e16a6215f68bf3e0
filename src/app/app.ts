import type { IncomingMessage, ServerResponse } from "node:http";
import { pino } from "pino";
import { createNodeMiddleware, Probot } from "probot";
import { later } from "../model/instant.js";
import { type AppSettings, connectApp, type Own } from "../wire.js";
import { createQueue } from "./queue.js";
import { EVERYTHING } from "./repository.js";
import { createServed } from "./served.js";
import { wakesOf } from "./wakes.js";

/** The GitHub App: events wake work, work is idempotent, and a start looks at everything that an event may have been lost about. */
export interface App {
  handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void>;
  /** Looks at every repository of every installation; again and again at those that were not there before. */
  start(): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

export const WEBHOOKS = "/api/github/webhooks";

/** Seconds after which it is looked whether the App was installed elsewhere, or is not suspended any more. */
const LOOK = 10 * 60;

export async function createApp(settings: AppSettings, own: Own): Promise<App> {
  const { clock, log } = own;
  const closing = new AbortController();
  const connection = connectApp({ ...settings, stop: closing.signal }, own);
  const served = createServed(connection.connect, own);
  let cancelLook: (() => void) | undefined;
  /** Whether GitHub has named all of them since the start: until then, an event is the best there is. */
  let listed = false;
  const queue = createQueue(clock, log);
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    // Its own lines hold whole payloads: what we refuse is said below, without them.
    log: pino({ level: "silent" }),
  });

  const middleware = await createNodeMiddleware(
    (app) => {
      // Waking is all that is done before GitHub is answered.
      app.onAny((event) => wake(event.name, event.payload));
    },
    { probot, webhooksPath: WEBHOOKS },
  );

  function wake(event: string, payload: unknown): void {
    // GitHub was answered for an event whose work a start will find again.
    if (closing.signal.aborted) return;
    if (event === "installation" || event === "installation_repositories") queue.add("start", lookAtAll);
    const woken = wakesOf(event, payload);
    if (!woken) return;
    const { repository, installation, wakes } = woken;
    log.info("woken", { event, repository, wakes });
    // Where the App is installed GitHub says when it is asked: an event may be of an installation that is gone.
    const known = served.installationOf(repository);
    if (known !== installation && (listed || known !== undefined)) queue.add("start", lookAtAll);
    // What nobody has looked around yet may have something to end that no event is of; and once served, it counts as looked at.
    else served.of(repository, installation).wake(known === undefined ? EVERYTHING : wakes);
  }

  async function lookAtAll(): Promise<void> {
    cancelLook?.();
    cancelLook = clock.wakeAt(later(clock.now(), LOOK), () => queue.add("start", lookAtAll));
    // One that takes long is no reason for what ends elsewhere to wait.
    const { repositories, problems } = await connection.repositories((found) => {
      for (const { repository, installation } of found) {
        // What is served already looks around by itself.
        if (closing.signal.aborted || served.installationOf(repository) === installation) continue;
        served.of(repository, installation).wake(EVERYTHING);
      }
    });
    if (closing.signal.aborted) return;
    listed = true;
    served.keep(
      new Set(repositories.map(({ repository }) => repository)),
      new Set(problems.map(({ installation }) => installation)),
    );
    for (const { installation, error } of problems) log.warn("installation not read", { installation, error });
    const again = problems.find(({ error }) => error.transient);
    if (again) throw again.error;
  }

  return {
    async handle(request, response, body) {
      if (request.method === "GET" && request.url === "/health") {
        response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
        return;
      }
      await middleware(Object.assign(request, { body }), response, () => response.writeHead(404).end());
      if (response.statusCode >= 400) log.warn("request refused", { status: response.statusCode });
    },
    start() {
      queue.add("start", lookAtAll);
    },
    async idle() {
      await queue.idle();
      await served.idle();
    },
    async close() {
      closing.abort();
      // Who is asked where the App is installed may take long to say so: nothing more is served by that.
      await Promise.all([queue.close(), served.close()]);
      cancelLook?.();
    },
  };
}
