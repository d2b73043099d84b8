/** The sandbox cannot start with this seed, for a reason that the user can mend. */
export class SeedError extends Error {}
