import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import { type PolicyDocument, readDocument } from "./policy-document.js";

/** The policies of one role or group, a call each. */
export interface HolderPolicies {
  /** Names of the inline policies. */
  inlineNames(): Promise<readonly string[]>;
  inlineDocument(name: string): Promise<unknown>;
  putInline(name: string, document: PolicyDocument): Promise<unknown>;
  deleteInline(name: string): Promise<unknown>;
  /** ARNs of the managed policies. */
  attachedArns(): Promise<readonly string[]>;
  detach(arn: string): Promise<unknown>;
}

export function policiesOfRole(aws: Aws, RoleName: string): HolderPolicies {
  return {
    inlineNames: () =>
      everyPage(
        (Marker) => aws.call("ListRolePolicies", ({ iam }) => iam.listRolePolicies({ RoleName, Marker })),
        namesOn,
      ),
    inlineDocument: (PolicyName) =>
      documentOf(aws.call("GetRolePolicy", ({ iam }) => iam.getRolePolicy({ RoleName, PolicyName }))),
    putInline: (PolicyName, document) =>
      aws.call("PutRolePolicy", ({ iam }) =>
        iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }),
      ),
    deleteInline: (PolicyName) =>
      aws.call("DeleteRolePolicy", ({ iam }) => iam.deleteRolePolicy({ RoleName, PolicyName })),
    attachedArns: () =>
      everyPage(
        (Marker) =>
          aws.call("ListAttachedRolePolicies", ({ iam }) => iam.listAttachedRolePolicies({ RoleName, Marker })),
        arnsOn,
      ),
    detach: (PolicyArn) => aws.call("DetachRolePolicy", ({ iam }) => iam.detachRolePolicy({ RoleName, PolicyArn })),
  };
}

export function policiesOfGroup(aws: Aws, GroupName: string): HolderPolicies {
  return {
    inlineNames: () =>
      everyPage(
        (Marker) => aws.call("ListGroupPolicies", ({ iam }) => iam.listGroupPolicies({ GroupName, Marker })),
        namesOn,
      ),
    inlineDocument: (PolicyName) =>
      documentOf(aws.call("GetGroupPolicy", ({ iam }) => iam.getGroupPolicy({ GroupName, PolicyName }))),
    putInline: (PolicyName, document) =>
      aws.call("PutGroupPolicy", ({ iam }) =>
        iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument: JSON.stringify(document) }),
      ),
    deleteInline: (PolicyName) =>
      aws.call("DeleteGroupPolicy", ({ iam }) => iam.deleteGroupPolicy({ GroupName, PolicyName })),
    attachedArns: () =>
      everyPage(
        (Marker) =>
          aws.call("ListAttachedGroupPolicies", ({ iam }) => iam.listAttachedGroupPolicies({ GroupName, Marker })),
        arnsOn,
      ),
    detach: (PolicyArn) => aws.call("DetachGroupPolicy", ({ iam }) => iam.detachGroupPolicy({ GroupName, PolicyArn })),
  };
}

/**
 * Writes an inline policy, before which nothing else matters. All of a holder share one room: where others filled it, or
 * what is to be written shorter still does, that goes first. Returns the names of what had to go.
 */
export async function putFirst(
  policies: HolderPolicies,
  name: string,
  document: PolicyDocument,
): Promise<readonly string[]> {
  try {
    await policies.putInline(name, document);
    return [];
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.code !== "LimitExceeded") throw error;
  }
  const others = (await policies.inlineNames()).filter((other) => other !== name);
  for (const other of others) await unlessGone(policies.deleteInline(other));
  await policies.putInline(name, document);
  return others;
}

/** Undefined where what was asked for, or was to be taken away, is gone. */
export async function unlessGone<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsFailure && error.code === "NoSuchEntity") return undefined;
    throw error;
  }
}

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

export async function everyPage<Answer extends Page, Item>(
  read: (marker: string | undefined) => Promise<Answer>,
  itemsOn: (answer: Answer) => readonly Item[],
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    all.push(...itemsOn(page));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return all;
}

function namesOn(page: Page & { readonly PolicyNames?: readonly string[] | undefined }): readonly string[] {
  return page.PolicyNames ?? [];
}

function arnsOn(
  page: Page & {
    readonly AttachedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
  },
): readonly string[] {
  return (page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn);
}

async function documentOf(answer: Promise<{ readonly PolicyDocument?: string | undefined }>): Promise<unknown> {
  return readDocument((await answer).PolicyDocument);
}
