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

/** Every repository of every installation; suspended ones are left out. */
export async function installedRepositories(
  app: Calls,
  callsOf: (installation: number) => Calls,
): Promise<readonly Installed[]> {
  const installed: Installed[] = [];
  for (const { id, suspended_at: suspended } of await app.paginate("GET /app/installations")) {
    if (suspended) continue;
    const installation = Number(id);
    const repositories = await callsOf(installation).paginate("GET /installation/repositories");
    installed.push(...repositories.map(({ full_name: repository }) => ({ repository, installation })));
  }
  return installed;
}
