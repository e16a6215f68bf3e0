/**
 * How much an account may hold, and how long things may be. Sizes are characters, without white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface Quotas {
  readonly usersPerAccount: number;
  readonly groupsPerAccount: number;
  readonly rolesPerAccount: number;
  readonly policiesPerAccount: number;
  readonly groupsPerUser: number;
  readonly accessKeysPerUser: number;
  readonly versionsPerPolicy: number;
  /** Managed policies attached to one user, group or role. */
  readonly attachedPerUser: number;
  readonly attachedPerGroup: number;
  readonly attachedPerRole: number;
  /** All inline policies of one user, group or role together. */
  readonly inlinePerUser: number;
  readonly inlinePerGroup: number;
  readonly inlinePerRole: number;
  readonly managedPolicySize: number;
  readonly trustPolicySize: number;
  readonly tagsPerEntity: number;
}

export const defaultQuotas: Quotas = {
  usersPerAccount: 5_000,
  groupsPerAccount: 300,
  rolesPerAccount: 1_000,
  policiesPerAccount: 1_500,
  groupsPerUser: 10,
  accessKeysPerUser: 2,
  versionsPerPolicy: 5,
  attachedPerUser: 10,
  attachedPerGroup: 10,
  attachedPerRole: 10,
  inlinePerUser: 2_048,
  inlinePerGroup: 5_120,
  inlinePerRole: 10_240,
  managedPolicySize: 6_144,
  trustPolicySize: 2_048,
  tagsPerEntity: 50,
};

/** "IAM doesn't count white space when calculating the size of a policy against these quotas." */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, "").length;
}
