import type { PolicyDocument } from "../judge/policy.js";
import { readPolicy } from "../judge/read-policy.js";
import type { ManagedPolicy } from "./entities.js";
import { uniqueId } from "./ids.js";

/** When AWS made the oldest of these. */
const created = Date.UTC(2015, 1, 6, 18, 39, 46);

/**
 * Some of AWS's managed policies. AdministratorAccess, PowerUserAccess and IAMFullAccess are whole; the others speak of
 * the services that the sandbox has and of a few more, in the words of the originals.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const documents: Readonly<Record<string, { readonly about: string; readonly policy: PolicyDocument }>> = {
  AdministratorAccess: {
    about: "Provides full access to AWS services and resources.",
    policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  },
  PowerUserAccess: {
    about: "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
    policy: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
        {
          Effect: "Allow",
          Action: [
            "account:GetAccountInformation",
            "account:GetGovCloudAccountInformation",
            "account:GetPrimaryEmail",
            "account:ListRegions",
            "iam:CreateServiceLinkedRole",
            "iam:DeleteServiceLinkedRole",
            "iam:ListRoles",
            "organizations:DescribeEffectivePolicy",
            "organizations:DescribeOrganization",
          ],
          Resource: "*",
        },
      ],
    },
  },
  IAMFullAccess: {
    about: "Provides full access to IAM via the AWS Management Console.",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "iam:*",
            "organizations:DescribeAccount",
            "organizations:DescribeOrganization",
            "organizations:DescribeOrganizationalUnit",
            "organizations:DescribePolicy",
            "organizations:ListChildren",
            "organizations:ListParents",
            "organizations:ListPoliciesForTarget",
            "organizations:ListRoots",
            "organizations:ListPolicies",
            "organizations:ListTargetsForPolicy",
          ],
          Resource: "*",
        },
      ],
    },
  },
  ReadOnlyAccess: {
    about: "Provides read-only access to AWS services and resources.",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "ec2:Describe*",
            "ec2:Get*",
            "iam:Generate*",
            "iam:Get*",
            "iam:List*",
            "iam:Simulate*",
            "logs:Describe*",
            "logs:Get*",
            "rds:Describe*",
            "rds:Download*",
            "rds:List*",
            "s3:Get*",
            "s3:List*",
            "sts:GetAccessKeyInfo",
            "sts:GetCallerIdentity",
            "sts:GetSessionToken",
          ],
          Resource: "*",
        },
      ],
    },
  },
  SecurityAudit: {
    about: "The security audit template grants access to read security configuration metadata.",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "BaseSecurityAuditStatement",
          Effect: "Allow",
          Action: [
            "ec2:Describe*",
            "iam:GenerateCredentialReport",
            "iam:GenerateServiceLastAccessedDetails",
            "iam:Get*",
            "iam:List*",
            "iam:SimulateCustomPolicy",
            "iam:SimulatePrincipalPolicy",
            "rds:Describe*",
            "rds:DownloadDBLogFilePortion",
            "rds:ListTagsForResource",
            "s3:GetBucket*",
            "s3:ListAllMyBuckets",
          ],
          Resource: "*",
        },
      ],
    },
  },
  AmazonRDSFullAccess: {
    about: "Provides full access to Amazon RDS via the AWS Management Console.",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["rds:*", "cloudwatch:DescribeAlarms", "ec2:DescribeVpcs", "sns:ListTopics", "logs:GetLogEvents"],
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:CreateServiceLinkedRole",
          Resource: "*",
          Condition: {
            StringLike: { "iam:AWSServiceName": ["rds.amazonaws.com", "rds.application-autoscaling.amazonaws.com"] },
          },
        },
      ],
    },
  },
};

/** By ARN, e.g. `arn:aws:iam::aws:policy/ReadOnlyAccess`. */
export function createAwsPolicies(): ReadonlyMap<string, ManagedPolicy> {
  const policies = new Map<string, ManagedPolicy>();
  for (const [name, { about, policy }] of Object.entries(documents)) {
    const text = JSON.stringify(policy, undefined, 4);
    const arn = `arn:aws:iam::aws:policy/${name}`;
    policies.set(arn, {
      name,
      path: "/",
      arn,
      id: uniqueId("ANPA"),
      created,
      description: about,
      aws: true,
      tags: new Map(),
      versions: new Map([["v1", { text, policy: readPolicy(text, "identity"), created }]]),
      updated: created,
      defaultVersion: "v1",
      latestNumber: 1,
    });
  }
  return policies;
}
