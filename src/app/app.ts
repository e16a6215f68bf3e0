import type { IncomingMessage, ServerResponse } from "node:http";
import { pino } from "pino";
import { createNodeMiddleware, Probot } from "probot";
import { type AppSettings, connectApp, type Own } from "../wire.js";
import { createQueue } from "./queue.js";
import { createRepository, EVERYTHING, type Repository } from "./repository.js";
import { wakesOf } from "./wakes.js";

/** The GitHub App: events wake work, work is idempotent, and a start looks at everything that an event may have been lost about. */
export interface App {
  handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void>;
  /** Looks at every repository of every installation. */
  start(): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

export const WEBHOOKS = "/api/github/webhooks";

export async function createApp(settings: AppSettings, own: Own): Promise<App> {
  const { clock, log } = own;
  const closing = new AbortController();
  const connection = connectApp({ ...settings, stop: closing.signal }, own);
  const repositories = new Map<string, Repository>();
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
    const woken = wakesOf(event, payload);
    if (!woken) return;
    log.info("woken", { event, repository: woken.repository, wakes: woken.wakes });
    repositoryOf(woken.repository, woken.installation).wake(woken.wakes);
  }

  function repositoryOf(name: string, installation: number): Repository {
    const before = repositories.get(name);
    if (before) return before;
    const repository = createRepository(name, () => connection.connect(name, installation), own);
    repositories.set(name, repository);
    return repository;
  }

  async function lookAtAll(): Promise<void> {
    for (const { repository, installation } of await connection.repositories()) {
      if (closing.signal.aborted) return;
      repositoryOf(repository, installation).wake(EVERYTHING);
    }
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
      for (const repository of repositories.values()) await repository.idle();
    },
    async close() {
      closing.abort();
      // It may be finding repositories until it has ended.
      await queue.close();
      await Promise.all([...repositories.values()].map((repository) => repository.close()));
    },
  };
}
