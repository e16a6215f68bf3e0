import { type Environment, given } from "./given.js";

/**
 * Where IAM and STS are asked if nobody says a region: each partition has a place of its own, and knows nothing of the
 * credentials of another. https://docs.aws.amazon.com/general/latest/gr/iam-service.html
 */
const HOMES: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-eusc": "eusc-de-east-1",
  "aws-us-gov": "us-gov-west-1",
};

export function regionOf(partition: string, environment: Environment): string {
  return (
    given(environment, "AWS_REGION") ?? given(environment, "AWS_DEFAULT_REGION") ?? HOMES[partition] ?? "us-east-1"
  );
}
