/**
 * How the sandbox behaves where AWS has changed, or never was as other servers are. `legacy-s3` is for clients and suites that were written against
 * those: buckets as before April 2023 (ACLs on, no public access blocked), owners with display names, ARNs without an account in `Principal`, any
 * region in the scope of a signature, Signature Version 2, and the answers of `older-answers.ts`.
 */
export type Profile = 'current' | 'legacy-s3'

export const profiles = ['current', 'legacy-s3'] as const satisfies readonly Profile[]

/** What behaves by a profile. */
export interface Profiled {
  readonly profile: Profile
}
