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

/** Every repository of every installation; suspended ones are left out. One that does not answer stops no other. */
export async function installedRepositories(
  app: Calls,
  callsOf: (installation: number) => Calls,
): Promise<InstalledRepositories> {
  const repositories: Installed[] = [];
  const problems: { installation: number; error: Failure }[] = [];
  for (const { id, suspended_at: suspended } of await app.paginate("GET /app/installations")) {
    if (suspended) continue;
    const installation = Number(id);
    try {
      const own = await callsOf(installation).paginate("GET /installation/repositories");
      repositories.push(...own.map(({ full_name: repository }) => ({ repository, installation })));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push({ installation, error });
    }
  }
  return { repositories, problems };
}
