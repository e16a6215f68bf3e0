/** What one run saw and left of a repository, in numbers: nobody's name is in them. */
export interface Figures {
  readonly systems: readonly SystemFigures[];
  /** Emergencies whose review is due. */
  readonly reviewsOverdue: number;
  /** Everything that was to be done was done, written down and told. */
  readonly success: boolean;
}

export interface SystemFigures {
  readonly name: string;
  /** Absent where it could not be read: nobody knows. */
  readonly seen?: {
    /** Bindings that are held when the run has ended. */
    readonly held: number;
    /** Of those that were found, which were not as Curfew makes them, and strangers beside them. */
    readonly drift: number;
  };
  /** Revocations that are due and were not made. */
  readonly overdue: number;
}
