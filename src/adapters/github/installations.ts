import { Failure } from "../../ports/failure.js";
import type { Calls } from "./calls.js";

/** A repository that the App is installed on. */
export interface Installed {
  /** `owner/name`. */
  readonly repository: string;
  readonly installation: number;
}

/** The App's installation on a repository. `app` calls as the App itself. Throws a Failure where it is not installed. */
export async function findInstallation(app: Calls, repository: string): Promise<number> {
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo });
  return Number(data.id);
}

export interface InstalledRepositories {
  readonly repositories: readonly Installed[];
  /** Why those of an installation are not among them. */
  readonly problems: readonly { readonly installation: number; readonly error: Failure }[];
}

/** Installations that are read at a time: each is a client of its own. */
const AT_A_TIME = 8;

/**
 * Every repository of every installation; suspended ones are left out. One that does not answer stops no other: `found` is
 * told of each as soon as it has answered.
 */
export async function installedRepositories(
  app: Calls,
  callsOf: (installation: number) => Calls,
  found: (repositories: readonly Installed[]) => void,
): Promise<InstalledRepositories> {
  const repositories: Installed[] = [];
  const problems: { installation: number; error: Failure }[] = [];
  const all = await app.paginate("GET /app/installations");
  const left = all.filter(({ suspended_at: suspended }) => !suspended).values();

  async function read(): Promise<void> {
    for (const { id } of left) {
      const installation = Number(id);
      try {
        const own = await callsOf(installation).paginate("GET /installation/repositories");
        const installed = own.map(({ full_name: repository }) => ({ repository, installation }));
        repositories.push(...installed);
        found(installed);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        problems.push({ installation, error });
      }
    }
  }

  await Promise.all(Array.from({ length: AT_A_TIME }, read));
  return { repositories, problems };
}
