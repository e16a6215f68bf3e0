import { createHmac, randomUUID } from "node:crypto";
import { nodeId, type Shape } from "../shapes/common.js";
import { simpleOrganization } from "../shapes/organization.js";
import { simpleUser } from "../shapes/user.js";
import { webhookRepository } from "../shapes/webhook-forms.js";
import { hasPermission } from "../world/access.js";
import type { Account, App, Repository } from "../world/nouns.js";
import type { World } from "../world/world.js";

export interface Delivery {
  readonly event: string;
  readonly action?: string;
  readonly id: string;
  readonly status: number | "failed";
  readonly payload: unknown;
}

export interface Webhooks {
  /** Tells every installed App that subscribed to an event, or only one of them, after the answer in hand. */
  emit(event: string, repository: Repository, sender: Account, payload: Shape, only?: App): void;
  /** Starts delivering what is queued. Called when an answer is out. */
  flush(): void;
  delivered(): Promise<void>;
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
}

interface Queued {
  readonly app: App;
  readonly event: string;
  readonly payload: Shape;
}

/** GitHub waits ten seconds for an App to answer. */
const PATIENCE_MS = 10_000;

/** Some events reach an App by its permission, without a subscription. */
function subscribes(app: App, event: string): boolean {
  if (event === "check_suite") return hasPermission(app.permissions, "checks", "write") || app.events.includes(event);
  return app.events.includes(event);
}

export function createWebhooks(world: World): Webhooks {
  const deliveries: Delivery[] = [];
  const queue: Queued[] = [];
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  let queuedCount = 0;
  const waiting = new Map<number, (() => void)[]>();

  async function deliver({ app, event, payload }: Queued): Promise<void> {
    const action = typeof payload["action"] === "string" ? { action: payload["action"] } : {};
    const id = randomUUID();
    const body = JSON.stringify(payload);
    let status: Delivery["status"] = "failed";
    const { webhook } = app;
    if (webhook) {
      const sign = (hash: string) => `${hash}=${createHmac(hash, webhook.secret).update(body).digest("hex")}`;
      try {
        const response = await fetch(webhook.url, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "user-agent": "GitHub-Hookshot/044aadd",
            "x-github-event": event,
            "x-github-delivery": id,
            "x-github-hook-id": String(app.id),
            "x-github-hook-installation-target-id": String(app.id),
            "x-github-hook-installation-target-type": "integration",
            "x-hub-signature": sign("sha1"),
            "x-hub-signature-256": sign("sha256"),
          },
          body,
          signal: AbortSignal.any([abort.signal, AbortSignal.timeout(PATIENCE_MS)]),
        });
        await response.arrayBuffer();
        status = response.status;
      } catch {
        // Nobody listens, or not in time: GitHub records that, and does not try again.
      }
    }
    deliveries.push({ event, ...action, id, status, payload });
    for (const resolve of waiting.get(deliveries.length) ?? []) resolve();
    waiting.delete(deliveries.length);
  }

  async function drain(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) await deliver(next);
    running = undefined;
  }

  function flush(): void {
    if (queue.length > 0) running ??= drain();
  }

  return {
    deliveries,
    flush,
    emit(event, repository, sender, payload, only) {
      for (const installation of world.installations.values()) {
        const { app } = installation;
        if (only && app !== only) continue;
        if (!installation.repositories.has(repository) || !subscribes(app, event)) continue;
        queuedCount += 1;
        queue.push({
          app,
          event,
          payload: {
            ...payload,
            repository: payload["repository"] ?? webhookRepository(world, repository),
            ...(repository.owner.type === "Organization"
              ? { organization: simpleOrganization(world, repository.owner) }
              : {}),
            sender: simpleUser(world, sender),
            installation: { id: installation.id, node_id: nodeId("IN", installation.id) },
          },
        });
      }
    },
    async delivered() {
      flush();
      const target = queuedCount;
      if (deliveries.length >= target) return;
      await new Promise<void>((resolve) => waiting.set(target, [...(waiting.get(target) ?? []), resolve]));
    },
    async close() {
      queue.length = 0;
      abort.abort();
      await running;
    },
  };
}
