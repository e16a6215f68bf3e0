import type { Place } from "./place.js";

/** Something that our adapters write, and what must be there in the end, whatever comes in between. */
export interface Write {
  readonly name: string;
  /** A subject of its own, so that no case sees another's. */
  prepare(index: number): Promise<Subject>;
}

export interface Subject {
  write(place: Place): Promise<unknown>;
  /** What is there in the end, without ids and hashes. */
  state(): Promise<unknown>;
}
