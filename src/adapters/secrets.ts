/**
 * GitHub's tokens: a prefix and a word, or since 2026 for installations `ghs_<app>_<JWT>`, with two dots in it.
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const TOKENS = /\b(?:gh[a-z]_|github_pat_)[\w.-]+/g;

export function withoutTokens(text: string, instead: string): string {
  return text.replace(TOKENS, instead);
}
