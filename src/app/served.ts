import type { AppConnection, Own } from "../wire.js";
import { createRepository, type Repository } from "./repository.js";

/** Every repository that the App serves, each by the installation that it was found by last. */
export interface Served {
  /** Undefined where it is not served. */
  installationOf(name: string): number | undefined;
  of(name: string, installation: number): Repository;
  /** Serves no more those that are not among these, save what is to end there; nothing is known of those of some installations. */
  keep(names: ReadonlySet<string>, unknown: ReadonlySet<number>): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  readonly installation: number;
  readonly repository: Repository;
  retired: boolean;
}

export function createServed(connect: AppConnection["connect"], own: Own): Served {
  const repositories = new Map<string, Serving>();
  /** Those of installations that are no more, until they have come to their end. */
  const leaving = new Map<string, Promise<unknown>>();

  function leave(name: string, { repository }: Serving): Promise<unknown> {
    const left = Promise.all([leaving.get(name), repository.close()]);
    leaving.set(name, left);
    return left;
  }

  function retire(name: string, one: Serving): void {
    one.retired = true;
    own.log.warn("not installed any more", { repository: name, installation: one.installation });
    one.repository.retire().then(async () => {
      if (repositories.get(name) !== one) return;
      repositories.delete(name);
      await leave(name, one);
      // Whoever watches is not to be woken for what nobody looks after any more.
      if (!repositories.has(name)) own.metrics.gone(name);
    });
  }

  return {
    installationOf(name) {
      const one = repositories.get(name);
      return one?.retired === false ? one.installation : undefined;
    },
    of(name, installation) {
      const before = repositories.get(name);
      if (before?.retired === false && before.installation === installation) return before.repository;
      // Where the App was installed anew, the installation before answers nothing any more. They share a mirror.
      if (before) leave(name, before);
      const left = leaving.get(name);
      const open = async () => {
        await left;
        return connect(name, installation);
      };
      const repository = createRepository(name, open, own);
      repositories.set(name, { installation, repository, retired: false });
      return repository;
    },
    keep(names, unknown) {
      for (const [name, one] of repositories) {
        if (!one.retired && !names.has(name) && !unknown.has(one.installation)) retire(name, one);
      }
    },
    async idle() {
      for (const { repository } of repositories.values()) await repository.idle();
    },
    async close() {
      await Promise.all([...repositories.values()].map(({ repository }) => repository.close()));
      await Promise.all(leaving.values());
    },
  };
}
