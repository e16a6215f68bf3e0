/** One request and its answer, as a test sees them. */
export interface Exchange {
  readonly method: string;
  /** As in GitHub's OpenAPI description: `/repos/{owner}/{repo}/pulls/{pull_number}`; empty where there is none. */
  readonly route: string;
  /** As asked for, still encoded, without the prefix of the API and without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}
