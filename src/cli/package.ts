import { readFileSync } from "node:fs";

interface Package {
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
  readonly bugs: { readonly url: string };
}

/** What the package says of itself. It lies two folders above this file, in src as in dist. */
export const PACKAGE = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Package;
