import type { KeyObject } from "node:crypto";

/** An identity provider that an account knows by its SAML metadata. */
export interface SamlProvider {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly created: number;
  readonly metadata: string;
  /** Of the metadata: the `entityID`, and the keys of its signing certificates. */
  readonly entityId: string;
  readonly keys: readonly KeyObject[];
}

/** An identity provider that an account knows by its address. */
export interface OidcProvider {
  readonly arn: string;
  readonly account: string;
  readonly created: number;
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: Set<string>;
  readonly thumbprints: readonly string[];
}
