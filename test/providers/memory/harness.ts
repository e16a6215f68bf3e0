import type { Binding } from "../../../src/model/binding.js";
import { roleOf } from "../../../src/model/what.js";
import {
  createMemoryWorld,
  type Harness,
  MEMORY_KIND,
  type MemoryEntry,
  memoryKind,
  memoryName,
} from "../../../src/testing/index.js";
import { aBinding, aSystem, NOW, REPOSITORY } from "../a-system.js";

const system = aSystem({
  name: "wiki",
  kind: MEMORY_KIND,
  identity: "{login}",
  settings: {},
  roles: { editor: {}, owner: {} },
});
const SECRET = "a secret of the environment";

export const harness: Harness = {
  kind: memoryKind(createMemoryWorld()),
  async open() {
    const world = createMemoryWorld();
    const { entries } = world;

    function nameOf(binding: Binding): string {
      return memoryName(system.name, binding.identity, roleOf(binding.what));
    }

    function foreignEntry(binding: Binding, mark: MemoryEntry["mark"]): MemoryEntry {
      return { system: system.name, role: roleOf(binding.what), member: true, identity: binding.identity, mark };
    }

    function put(name: string, entry: MemoryEntry): () => Promise<void> {
      entries.set(name, entry);
      return async () => void entries.delete(name);
    }

    function change(binding: Binding, differences: Partial<MemoryEntry>): void {
      const entry = entries.get(nameOf(binding));
      if (entry) entries.set(nameOf(binding), { ...entry, ...differences });
    }

    return {
      now: NOW,
      bindings: [aBinding("alice", "wiki/owner", "alice"), aBinding("bob", "wiki/editor", "bob")],
      connect: () =>
        memoryKind(world).open({ system, repository: REPOSITORY, environment: { TOKEN: SECRET }, retries: 0 }),
      snapshot: async () => structuredClone([...entries].sort()),
      calls: world.calls,
      cut: async (call, work) => world.fail({ from: call, work, transient: true }),
      fail: async (how) => world.fail({ from: 1, work: "undone", transient: how === "transient" }),
      heal: async () => world.heal(),
      foreign: [
        {
          about: "somebody else's member",
          namesake: false,
          place: async (binding) => put("wiki/carol/owner", { ...foreignEntry(binding, undefined), identity: "carol" }),
        },
        {
          about: "the same membership, given by hand",
          namesake: true,
          place: async (binding) => put(nameOf(binding), foreignEntry(binding, undefined)),
        },
        {
          about: "the same membership, marked by another repository",
          namesake: true,
          place: async (binding) =>
            put(nameOf(binding), foreignEntry(binding, { ...binding, repository: "acme/other" })),
        },
      ],
      drifts: [
        { about: "the member left", damage: async (binding) => change(binding, { member: false }) },
        { about: "the role gave something else", damage: async (binding) => change(binding, { gives: "less" }) },
      ],
      secrets: [SECRET],
      close: async () => undefined,
    };
  },
};
