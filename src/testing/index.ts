/** For authors of providers: a kind that lives in memory, and the laws that every kind keeps. */
export { conformance } from "./conformance/conformance.js";
export type { Harness, Place, Runner } from "./conformance/harness.js";
export { MEMORY_KIND, memoryKind } from "./memory-provider.js";
export { createMemoryWorld, type MemoryEntry, type MemoryFault, type MemoryWorld, memoryName } from "./memory-world.js";
