import { type App, createApp, WEBHOOKS } from "../app/app.js";
import { type Listening, listen } from "../app/listen.js";
import type { GitHubSandbox } from "../sandbox/github/index.js";
import type { AppSettings, Own } from "../wire.js";

/** Curfew's App as an administrator starts and stops it. */
export interface CurfewProcess {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly running: boolean;
  /** Resolves when it has nothing to do. */
  idle(): Promise<void>;
}

export function curfewProcess(options: {
  readonly github: GitHubSandbox;
  readonly slug: string;
  readonly settings: AppSettings;
  readonly own: Own;
}): CurfewProcess {
  let running: { readonly app: App; readonly server: Listening } | undefined;

  return {
    get running() {
      return running !== undefined;
    },
    async start() {
      const app = await createApp(options.settings, options.own);
      const server = await listen((request, response, body) => app.handle(request, response, body), {
        host: "127.0.0.1",
        port: 0,
      });
      options.github.setWebhook(options.slug, {
        url: `${server.url}${WEBHOOKS}`,
        secret: options.settings.webhookSecret,
      });
      running = { app, server };
      app.start();
    },
    async stop() {
      const before = running;
      running = undefined;
      await before?.server.close();
      await before?.app.close();
    },
    async idle() {
      await running?.app.idle();
    },
  };
}
