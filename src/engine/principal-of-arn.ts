import { parseAccountId } from '../policy/account-id.ts'
import { parseArn } from '../policy/arn.ts'
import type { Principal } from './request.ts'

/**
 * Who an ARN names: a user, a role (as a session of it), a role session, a federated user, or the root user of an account. `NAME.amazonaws.com`
 * is an AWS service and `anonymous` nobody. Undefined for anything else.
 *
 * The ARN of a session lacks the path of its role, so that the role is taken to have none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function principalOfArn(text: string, sessionName: string): Principal | undefined {
  if (text === 'anonymous') return { type: 'anonymous' }
  if (/^[a-z0-9][a-z0-9.-]*\.amazonaws\.com(?:\.cn)?$/.test(text)) return { type: 'service', service: text }
  const arn = parseArn(text)
  const account = parseAccountId(arn?.account ?? '')
  if (arn === undefined || !account.ok) return undefined
  const [section = '', ...names] = arn.resource.split('/')
  const [name = '', session = ''] = [names.at(-1), names[1]]
  const owner = { arn: text, account: account.value }
  switch (`${arn.service}:${section}`) {
    case 'iam:root':
      return names.length === 0 ? { type: 'root', ...owner } : undefined
    case 'iam:user':
      return name === '' ? undefined : { type: 'user', ...owner }
    case 'iam:role': {
      const sessionArn = `arn:${arn.partition}:sts::${account.value}:assumed-role/${name}/${sessionName}`
      return name === '' ? undefined : { type: 'assumedRole', arn: sessionArn, roleArn: text, sessionName, account: account.value }
    }
    case 'sts:assumed-role': {
      const roleArn = `arn:${arn.partition}:iam::${account.value}:role/${names[0]}`
      return names.length === 2 ? { type: 'assumedRole', ...owner, roleArn, sessionName: session } : undefined
    }
    case 'sts:federated-user':
      return names.length === 1
        ? { type: 'federatedUser', ...owner, userArn: `arn:${arn.partition}:iam::${account.value}:user/${name}` }
        : undefined
    default:
      return undefined
  }
}
