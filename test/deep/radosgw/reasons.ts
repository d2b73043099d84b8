import type { Case, Statement } from './policies.ts'

export interface Difference {
  readonly one: Case
  /** `bob: list` */
  readonly request: string
  /** Whether the sandbox allows it; radosgw does not agree. */
  readonly allowed: boolean
}

interface Reason {
  readonly because: string
  readonly explains: (difference: Difference) => boolean
}

const statementsOf = ({ bucket, user, role, session = [] }: Case): readonly Statement[] => [...bucket, ...user, ...role, ...session]

const uses =
  (operator: RegExp) =>
  (statement: Statement): boolean =>
    Object.keys(statement.Condition ?? {}).some((name) => operator.test(name))

const hasPrefix = (request: string): boolean => / list [ab]\//.test(request)

const isForEverybody = ({ Effect, Principal }: Statement): boolean =>
  Effect === 'Allow' && (Principal === '*' || (Principal as { AWS?: unknown }).AWS === '*')

const names = (word: string, { Principal }: Statement): boolean => JSON.stringify(Principal ?? '').includes(word)

/** Where radosgw is not AWS. */
export const reasons: readonly Reason[] = [
  {
    because: 'a negated operator holds for a key that the request has not, on AWS; on radosgw nothing holds for it',
    explains: ({ one, request }) => !hasPrefix(request) && statementsOf(one).some(uses(/^StringNot/)),
  },
  {
    because: 'a bucket policy for everybody names the session itself, so that its session policy takes nothing from it, on AWS',
    explains: ({ one, request, allowed }) =>
      request.startsWith('session') && allowed && one.session !== undefined && one.bucket.some(isForEverybody),
  },
  {
    because: 'a request without TLS has `aws:SecureTransport: false` on AWS; radosgw has no such key over plain HTTP',
    explains: ({ one }) => statementsOf(one).some(({ Condition = {} }) => Condition.Bool?.['aws:SecureTransport'] === 'false'),
  },
  {
    because: 'a session is the role on AWS; radosgw also takes it for the user who began it',
    explains: ({ one, request }) => request.startsWith('session') && one.bucket.some((statement) => names('user/bob', statement)),
  },
  {
    because: 'alice is the account here: to deny the account denies everybody in it, on AWS; to radosgw she is a user like the others',
    explains: ({ one, request, allowed }) =>
      !allowed &&
      /^(bob|session)/.test(request) &&
      [...one.bucket, ...one.trust].some((statement) => statement.Effect === 'Deny' && names('alice', statement)),
  },
]

export const reasonOf = (difference: Difference): Reason | undefined => reasons.find(({ explains }) => explains(difference))
