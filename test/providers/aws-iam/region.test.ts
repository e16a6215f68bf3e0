import { IAM } from "@aws-sdk/client-iam";
import { STS } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { howToUse } from "../../../src/providers/aws-iam/how-to.js";
import { regionOf } from "../../../src/providers/aws-iam/region.js";
import { aBinding, REPOSITORY } from "../a-system.js";
import { ACCOUNT, system } from "./account.js";

describe("if nobody says a region, IAM and STS are asked where the system's partition has them", () => {
  it.each([
    ["aws", "iam.amazonaws.com", /\.amazonaws\.com$/],
    ["aws-cn", "iam.cn-north-1.amazonaws.com.cn", /\.amazonaws\.com\.cn$/],
    ["aws-us-gov", "iam.us-gov.amazonaws.com", /^sts\.us-gov-west-1\.amazonaws\.com$/],
    ["aws-eusc", "iam.eusc-de-east-1.amazonaws.eu", /\.amazonaws\.eu$/],
  ])("%s: %s", (partition, host, tokens) => {
    const Region = regionOf(partition, { AWS_REGION: "", AWS_DEFAULT_REGION: "" });
    const asked = { Region, UseDualStack: false, UseFIPS: false };
    const { endpointProvider: ofIam } = new IAM({ region: Region }).config;
    const { endpointProvider: ofSts } = new STS({ region: Region }).config;
    expect(ofIam?.(asked).url.host).toBe(host);
    expect(ofSts?.({ ...asked, UseGlobalEndpoint: false }).url.host).toMatch(tokens);
  });

  it("and otherwise in the region that is said", () => {
    const said = { AWS_REGION: "cn-northwest-1", AWS_DEFAULT_REGION: "us-west-2" };
    expect(regionOf("aws-cn", said)).toBe("cn-northwest-1");
    expect(regionOf("aws", { AWS_DEFAULT_REGION: "us-west-2" })).toBe("us-west-2");
  });
});

describe("whoever gets a role is sent to the console of their own partition", () => {
  it.each([
    ["aws", "https://signin.aws.amazon.com/switchrole"],
    ["aws-cn", "https://signin.amazonaws.cn/switchrole"],
    ["aws-us-gov", "https://signin.amazonaws-us-gov.com/switchrole"],
    ["aws-eusc", undefined],
  ])("%s: %s", (partition, address) => {
    const identity = `arn:${partition}:iam::${ACCOUNT}:user/alice`;
    const told = howToUse(system, aBinding("alice", "aws-prod/admin", identity), REPOSITORY);
    expect(/https:[^?]+/.exec(told)?.[0]).toBe(address);
  });
});
