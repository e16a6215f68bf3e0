import type { Binding, Held } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { System } from "../../../src/model/system.js";
import type { Provider } from "../../../src/ports/provider.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, NOW, REPOSITORY } from "../a-system.js";
import type { TestAccount } from "./account.js";
import { driftsOf } from "./drifts.js";
import { groupDriftsOf } from "./group-harness.js";

interface Life {
  readonly account: TestAccount;
  readonly provider: Provider;
  readonly binding: Binding;
  readonly bounded: boolean;
  readonly grouped: boolean;
}

/**
 * All that Curfew ever does in a system, with each of its roles: looks, grants, extends, shortens, puts right whatever
 * others did, revokes what is whole, damaged or gone. Others have every right. Returns the first step that failed, and how.
 */
export async function live(account: TestAccount, system: System, provider: Provider): Promise<string | undefined> {
  try {
    await step("examine", async () => {
      const [found] = await provider.examine();
      return found && "error" in found.args ? String(found.args.error) : undefined;
    });
    for (const [name, { settings }] of system.roles) {
      const binding = aBinding("alice", `${system.name}/${name}`, account.alice.arn);
      const bounded = "boundary" in settings || "boundary" in system.settings;
      const grouped = settings["mode"] === "group";
      await liveWith({ account, provider, binding, bounded, grouped });
    }
    return undefined;
  } catch (error) {
    if (error instanceof FailedStep) return error.message;
    throw error;
  }
}

async function liveWith(life: Life): Promise<void> {
  const { binding, provider } = life;
  await step("grant", () => grant(life, "grant", binding));
  await step("see that it is there", async () =>
    (await provider.settling?.seen(binding)) === true ? undefined : "it is not seen",
  );
  await step("extend", () => grant(life, "extend", { ...binding, until: later(binding.until, 600) }));
  await step("shorten", () => grant(life, "shorten", binding));
  for (const { about, damage } of damagesOf(life)) {
    await damage(binding);
    await step(`repair: ${about}`, () => grant(life, "grant", binding));
  }
  await step("revoke", () => revoke(life));
  for (const { about, damage } of damagesOf(life)) {
    await step("grant again", () => grant(life, "grant", binding));
    await damage(binding);
    await step(`revoke: ${about}`, () => revoke(life));
  }
  await step("revoke what is gone", () => revoke(life));
}

function damagesOf({ account: { root }, bounded, grouped }: Life): ReturnType<typeof driftsOf> {
  if (grouped) return groupDriftsOf(root);
  return [
    ...driftsOf(root),
    {
      about: "sessions may last longer",
      damage: async (binding) =>
        void (await root.updateRole({ RoleName: roleName(REPOSITORY, binding), MaxSessionDuration: 43_200 })),
    },
    ...(bounded
      ? [
          {
            about: "the permissions boundary was taken away",
            damage: async (binding: Binding) =>
              void (await root.deleteRolePermissionsBoundary({ RoleName: roleName(REPOSITORY, binding) })),
          },
        ]
      : []),
  ];
}

class FailedStep extends Error {}

async function step(name: string, work: () => Promise<string | undefined>): Promise<void> {
  const failure = await work().catch((error: unknown) => String(error));
  if (failure !== undefined) throw new FailedStep(`${name}: ${failure}`);
}

async function grant(
  life: Life,
  action: "grant" | "extend" | "shorten",
  binding: Binding,
): Promise<string | undefined> {
  const { result } = await life.provider.grant(
    action === "grant"
      ? { action, binding, because: "new" }
      : { action, binding, held: heldAs(life.binding), because: "grants" },
  );
  if (result.outcome === "failed") return result.error;
  const { held } = await life.provider.observe(NOW);
  return held[0]?.whole === true && held[0].until === binding.until ? undefined : "it is not whole";
}

async function revoke({ provider, binding }: Life): Promise<string | undefined> {
  // As it is found: what names somebody else by now is theirs.
  const { held } = await provider.observe(NOW);
  const one = held[0] ?? heldAs(binding);
  const { result } = await provider.revoke({ action: "revoke", held: one, because: "expired" });
  if (result.outcome === "failed") return result.error;
  return (await provider.observe(NOW)).held.length === 0 ? undefined : "it is not gone";
}

function heldAs({ pulls: _, from: __, ...binding }: Binding): Held {
  return { ...binding, whole: true, name: roleName(REPOSITORY, binding) };
}
