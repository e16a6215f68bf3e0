import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AwsWorld, account, createAwsWorld, trust } from "./world.js";

const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

let world: AwsWorld;
let iam: IAMClient;
let alice: { readonly arn: string; readonly sts: STSClient };
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
  const user = world.aws.createUser(account, { name: "alice" });
  alice = { arn: user.arn, sts: world.sts(user) };
});
afterEach(() => world.aws.close());

function create(principal = alice.arn) {
  return iam.send(new CreateRoleCommand({ RoleName: "admin", AssumeRolePolicyDocument: trust(principal) }));
}

async function answer(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: Error) => error.name,
  );
}

/** Milliseconds. */
const pass = (time: number) => world.clock.moveTo(world.clock.now() + time);
const read = () => answer(iam.send(new GetRoleCommand({ RoleName: "admin" })));
const assume = () =>
  answer(
    alice.sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/admin`, RoleSessionName: "session" }),
    ),
  );

describe("changes that are seen late", () => {
  it("are not there for so many reads, and then are", async () => {
    world.aws.delayChanges({ reads: 2 });
    await create();
    expect([await read(), await read(), await read()]).toEqual([
      "NoSuchEntityException",
      "NoSuchEntityException",
      "done",
    ]);
  });

  it("are not there until the clock has moved so far, and then are", async () => {
    world.aws.delayChanges({ seconds: 5 });
    await create();
    expect(await read()).toBe("NoSuchEntityException");
    pass(4_999);
    expect(await read()).toBe("NoSuchEntityException");
    pass(1);
    expect(await read()).toBe("done");
  });

  it("are made all the same: what cannot be read yet cannot be created twice, and can be changed", async () => {
    world.aws.delayChanges({ seconds: 5 });
    await create();
    expect(await answer(create())).toBe("EntityAlreadyExistsException");
    await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: READ_ONLY }));
    expect(await read()).toBe("NoSuchEntityException");
  });

  it("are seen in their order: a role before what was attached to it", async () => {
    world.aws.delayChanges({ seconds: 5 });
    await create();
    pass(3_000);
    await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: READ_ONLY }));
    pass(2_000);
    const attached = async () =>
      (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "admin" }))).AttachedPolicies?.length;
    expect(await attached()).toBe(0);
    pass(3_000);
    expect(await attached()).toBe(1);
  });

  it("hide that a role is gone, from whoever reads and whoever lists", async () => {
    await create();
    world.aws.delayChanges({ seconds: 5 });
    await iam.send(new DeleteRoleCommand({ RoleName: "admin" }));
    const listed = async () =>
      (await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"] }))).RoleDetailList?.length;
    expect([await read(), await listed()]).toEqual(["done", 1]);
    expect(await answer(iam.send(new DeleteRoleCommand({ RoleName: "admin" })))).toBe("NoSuchEntityException");
    pass(10_000);
    expect([await read(), await listed()]).toEqual(["NoSuchEntityException", 0]);
  });

  it("keep a fresh role from being assumed, and fresh trust from being believed", async () => {
    world.aws.delayChanges({ seconds: 5 });
    await create();
    expect(await assume()).toBe("AccessDenied");
    pass(5_000);
    expect(await assume()).toBe("done");
    const nobody = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }],
    });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "admin", PolicyDocument: nobody }));
    expect(await assume()).toBe("done");
    pass(5_000);
    expect(await assume()).toBe("AccessDenied");
  });

  it("keep a fresh user from being trusted", async () => {
    world.aws.delayChanges({ seconds: 5 });
    const { User } = await iam.send(new CreateUserCommand({ UserName: "bob" }));
    expect(await answer(create(User?.Arn))).toBe("MalformedPolicyDocumentException");
    pass(5_000);
    expect(await answer(create(User?.Arn))).toBe("done");
  });

  it("are all seen once changes are seen at once again", async () => {
    world.aws.delayChanges({ seconds: 5 });
    await create();
    world.aws.delayChanges(undefined);
    expect(await read()).toBe("done");
  });
});
