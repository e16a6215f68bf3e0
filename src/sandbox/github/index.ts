import { join } from "node:path";
import type { SandboxClock } from "../clock.js";
import type { FaultEngine } from "../faults.js";
import { listen } from "../listen.js";
import { createWebhooks, type Delivery } from "./effects/webhooks.js";
import { createGitServer, isGitPath } from "./git/serve-git.js";
import type { GitHub } from "./github.js";
import type { Exchange } from "./http/exchange.js";
import { createRestServer } from "./http/serve-rest.js";
import { routes } from "./routes/routes.js";
import { createPages, type Pages } from "./world/pages.js";
import { createPopulation, type Population } from "./world/population.js";
import { createWorld, findRepository } from "./world/world.js";

export type { Delivery } from "./effects/webhooks.js";
export type { Exchange } from "./http/exchange.js";

/** A GitHub of one's own on loopback: REST, git and webhooks, with the rules that the real one has. */
export interface GitHubSandbox extends Population, Pages {
  /** `http://127.0.0.1:<port>`; git is at `<url>/<owner>/<repository>.git`. */
  readonly url: string;
  /** The REST API as on GitHub Enterprise Server; the same paths are answered without the prefix too. */
  readonly apiUrl: string;
  /** Resolves when the webhooks queued so far have been delivered, or have failed. */
  delivered(): Promise<void>;
  readonly deliveries: readonly Delivery[];
  /** The bare repository. */
  gitDirectory(owner: string, name: string): string;
  close(): Promise<void>;
}

export async function createGitHubSandbox(options: {
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  /** Where the repositories are kept. */
  readonly directory: string;
  readonly port?: number;
  readonly observe?: (exchange: Exchange) => void;
}): Promise<GitHubSandbox> {
  const { clock, faults, directory } = options;
  const root = join(directory, "repositories");
  let handle: ((...args: Parameters<ReturnType<typeof createRestServer>["handle"]>) => Promise<void>) | undefined;
  const server = await listen(async (request, response) => handle?.(request, response), options.port);
  const world = createWorld({ clock, url: server.url });
  const github: GitHub = { world, webhooks: createWebhooks(world) };
  const rest = createRestServer({ github, faults, routes, observe: options.observe });
  const git = createGitServer({ github, faults, root });
  handle = (request, response) => {
    const [path = "/"] = (request.url ?? "/").split("?");
    return isGitPath(path) ? git.handle(request, response) : rest.handle(request, response);
  };

  return {
    ...createPopulation(world, root),
    ...createPages(github),
    url: server.url,
    apiUrl: `${server.url}/api/v3`,
    delivered: () => github.webhooks.delivered(),
    deliveries: github.webhooks.deliveries,
    gitDirectory(owner, name) {
      const repository = findRepository(world, owner, name);
      if (!repository) throw new Error(`no repository ${owner}/${name}`);
      return repository.git.directory;
    },
    async close() {
      await Promise.all([server.close(), github.webhooks.close()]);
      await Promise.all([...world.repositories.values()].map((repository) => repository.git.close()));
    },
  };
}
