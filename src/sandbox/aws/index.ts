/**
 * AWS on loopback: IAM and STS, and a little of RDS, as the official SDKs speak with them, with a judge that decides
 * every call by the policies of the moment.
 */
export { type AwsSandbox, type Credentials, createAwsSandbox } from "./create-aws-sandbox.js";
export type { PolicyDocument } from "./judge/policy.js";
export type { Quotas } from "./state/quotas.js";
export type { Lag } from "./state/visibility.js";
