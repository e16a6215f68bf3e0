/** One request to GitHub and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** The path as the description writes it, such as `/repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly route: string;
  /** The path that was asked for, still percent-encoded, without the query and without a prefix such as `/api/v3`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody?: unknown;
  readonly status: number;
  /** Names in lower case. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** JSON as parsed, other media as text, undefined for none. */
  readonly responseBody?: unknown;
}
