import type { Call } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { IamStore } from './store.ts'

/** The prefix of a service's actions, where it is not its name. */
const namespaces: Readonly<Partial<Record<Call['service'], string>>> = { s3control: 's3' }

type SignedCall = Pick<Call, 'caller' | 'service' | 'region' | 'now'>

/** Notes a call that was signed. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
export function recordAccess({ caller, service: name, region, now }: SignedCall, { lastAccesses }: IamStore): void {
  const { principal } = caller
  const entity = principal.type === 'assumedRole' ? principal.roleArn : principalArn(principal)
  if (entity === undefined || caller.account === undefined) return
  const service = namespaces[name] ?? name
  lastAccesses.set(`${entity} ${service}`, { entity, service, date: now, region })
}
