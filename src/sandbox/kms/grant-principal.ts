import type { AwsError } from '../error.ts'
import type { IamStore } from '../iam/store.ts'
import type { Grant } from './grant.ts'
import type { Key } from './key.ts'

// The sentences, and what becomes of a grant whose role is deleted, were recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/grants.json).

const assumedRole = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/

/** The unique id behind an ARN of a user, a role or a session of a role, as grants keep it. */
export function principalIdOf(arn: string, iam: IamStore): string | undefined {
  const [, account = '', role = '', session = ''] = assumedRole.exec(arn) ?? []
  if (role === '') return iam.principalId(arn)
  for (const { id, roles } of iam.accounts.values()) {
    const found = id === account ? roles.get(role) : undefined
    if (found !== undefined) return `${found.id}:${session}`
  }
  return undefined
}

/** Users, roles and sessions of roles must be of those that are there, where the account is known. */
export function refusePrincipal(arn: string, iam: IamStore): AwsError | undefined {
  const [prefix, , service, , account = '', resource = ''] = arn.split(':')
  if (service === 'sts' && resource.startsWith('assumed-role/') && !assumedRole.test(arn)) return invalidArn('is not valid', arn)
  const mustBeThere = (service === 'iam' && resource !== 'root') || resource.startsWith('assumed-role/')
  const isKnown = !mustBeThere || !iam.knowsAccount(account) || principalIdOf(arn, iam) !== undefined
  return prefix === 'arn' && isKnown ? undefined : invalidArn('does not refer to a valid principal', arn)
}

const invalidArn = (what: string, arn: string): AwsError => ({ code: 'InvalidArnException', message: `ARN ${what}: ${arn}`, status: 400 })

/** The grants of a key; a principal that is gone is named by its id, and another one of the same name is not that principal. */
export const grantsOf = ({ grants }: Pick<Key, 'grants'>, iam: IamStore): readonly Grant[] =>
  [...grants.values()].map((grant) => asPrincipalsAre(grant, iam))

function asPrincipalsAre(grant: Grant, iam: IamStore): Grant {
  const { granteePrincipal, granteeId, retiringPrincipal, retiringId } = grant
  const isGone = (arn: string | undefined, id: string | undefined): id is string =>
    arn !== undefined && id !== undefined && principalIdOf(arn, iam) !== id
  const gone = {
    ...(isGone(granteePrincipal, granteeId) ? { granteePrincipal: granteeId } : {}),
    ...(isGone(retiringPrincipal, retiringId) ? { retiringPrincipal: retiringId } : {}),
  }
  return Object.keys(gone).length === 0 ? grant : { ...grant, ...gone }
}
