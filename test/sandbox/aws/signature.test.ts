import { ListRolesCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedCall, signedCall } from "./signed-call.js";
import { type AwsWorld, account, createAwsWorld } from "./world.js";

let world: AwsWorld;
beforeAll(async () => {
  world = await createAwsWorld();
});
afterAll(() => world.aws.close());

function whoAmI(change: Partial<SignedCall> = {}) {
  return signedCall({
    url: world.aws.url,
    credentials: world.root,
    service: "sts",
    form: { Action: "GetCallerIdentity", Version: "2011-06-15" },
    ...change,
  });
}

test("a request that was signed by hand is understood like the SDK's", async () => {
  const { status, text, headers } = await whoAmI();
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/xml");
  expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(text).toMatch(
    new RegExp(
      `^<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
        `<Arn>arn:aws:iam::${account}:root</Arn><UserId>${account}</UserId><Account>${account}</Account>` +
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>[0-9a-f-]{36}</RequestId></ResponseMetadata></GetCallerIdentityResponse>\n$",
    ),
  );
});

test.each<[string, number, Partial<SignedCall>]>([
  ["MissingAuthenticationToken", 403, { tamper: (headers) => delete headers["authorization"] }],
  ["IncompleteSignature", 400, { tamper: (headers) => Object.assign(headers, { authorization: "Bearer x" }) }],
  ["SignatureDoesNotMatch", 403, { tamper: (headers) => Object.assign(headers, { "content-type": "text/plain" }) }],
  ["SignatureDoesNotMatch", 403, { path: "/other" }],
  ["SignatureDoesNotMatch", 403, { service: "iam" }],
  ["InvalidClientTokenId", 403, { credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" } }],
  ["InvalidClientTokenId", 403, { tamper: (headers) => Object.assign(headers, { "x-amz-security-token": "x" }) }],
])("%s (%i) is answered", async (code, status, change) => {
  const answer = await whoAmI(change);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect(answer.status).toBe(status);
});

test("a wrong secret does not match", async () => {
  const sts = world.sts({ ...world.root, secretAccessKey: "x".repeat(40) });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: "SignatureDoesNotMatch",
    message: expect.stringContaining("The request signature we calculated does not match"),
    $metadata: { httpStatusCode: 403 },
  });
});

test("a signature older than five minutes has expired, by the wall clock", async () => {
  const old = await whoAmI({ at: Date.now() - 5 * 60_000 - 2_000 });
  expect(old.status).toBe(403);
  expect(old.text).toMatch(/<Message>Signature expired: \d{8}T\d{6}Z is now earlier than .* - 5 min\.\)<\/Message>/);
  const early = await whoAmI({ at: Date.now() + 5 * 60_000 + 5_000 });
  expect(early.text).toContain("Signature not yet current");
  expect((await whoAmI({ at: Date.now() - 4 * 60_000 })).status).toBe(200);
});

test("the SDK corrects a skewed clock by the date of the answer", async () => {
  const iam = world.iam(world.root);
  iam.config.systemClockOffset = 3_600_000;
  await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  await iam.send(new ListRolesCommand({}));
});

test("the moved clock of the sandbox does not disturb signatures", async () => {
  world.clock.moveTo(Date.UTC(2031, 0, 1));
  expect((await whoAmI()).status).toBe(200);
});

test("an inactive key is no key", async () => {
  const bob = world.aws.createUser(account, { name: "bob" });
  await world.sts(bob).send(new GetCallerIdentityCommand({}));
  await world
    .iam(world.root)
    .send(new UpdateAccessKeyCommand({ UserName: "bob", AccessKeyId: bob.accessKeyId, Status: "Inactive" }));
  await expect(world.sts(bob).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: "InvalidClientTokenId",
    $metadata: { httpStatusCode: 403 },
  });
});

test("an unknown operation is an InvalidAction", async () => {
  const answer = await whoAmI({ form: { Action: "toString", Version: "2011-06-15" } });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(
    "<Code>InvalidAction</Code><Message>Could not find operation toString for version 2011-06-15</Message>",
  );
});
