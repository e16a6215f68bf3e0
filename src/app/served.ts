import type { AppConnection, Own } from "../wire.js";
import { createRepository, type Repository } from "./repository.js";

/** Every repository that the App serves, each by the installation that it was found by last. */
export interface Served {
  /** Undefined where it is not served. */
  installationOf(name: string): number | undefined;
  of(name: string, installation: number): Repository;
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createServed(connect: AppConnection["connect"], own: Own): Served {
  const repositories = new Map<string, { readonly installation: number; readonly repository: Repository }>();
  /** Those of installations that are no more, until they have come to their end. */
  const leaving = new Map<string, Promise<unknown>>();

  return {
    installationOf: (name) => repositories.get(name)?.installation,
    of(name, installation) {
      const before = repositories.get(name);
      if (before?.installation === installation) return before.repository;
      // Where the App was installed anew, the installation before answers nothing any more. They share a mirror.
      if (before) leaving.set(name, Promise.all([leaving.get(name), before.repository.close()]));
      const left = leaving.get(name);
      const open = async () => {
        await left;
        return connect(name, installation);
      };
      const repository = createRepository(name, open, own);
      repositories.set(name, { installation, repository });
      return repository;
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
