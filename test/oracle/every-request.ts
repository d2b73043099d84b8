import type { Principal, Request } from '../../src/engine/request.ts'
import { parseAccountId } from '../../src/policy/account-id.ts'
import { principals } from '../arbitraries/policy-pair.ts'

const account = (text: string) => {
  const parsed = parseAccountId(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}

const actions = ['s3:GetObject', 's3:PutObject']
const resources = ['b/a', 'b/b', 'b/ab', 'b/xb', 'b/ax', 'b/x', 'c/a', 'c/xx', 'b/aab'].map((path) => `arn:aws:s3:::${path}`)

type Values = readonly (readonly string[] | undefined)[]

/** Values that the small policies tell apart. */
const values: Readonly<Record<string, Values>> = {
  'aws:principaltag/t': [undefined, ['a'], ['b'], ['A'], ['ax'], ['x'], ['']],
  'aws:tagkeys': [undefined, ['a'], ['b'], ['ab'], ['a', 'b'], ['a', 'xx'], ['x', 'ab']],
  's3:max-keys': [undefined, ['1'], ['2'], ['3'], ['0'], ['4']],
  'aws:sourceip': [undefined, ['10.1.1.1'], ['10.200.1.1'], ['200.1.1.1'], ['::5'], ['9.1.1.1']],
  'aws:currenttime': [['2025-06-01T00:00:00Z'], ['2026-06-01T00:00:00Z'], ['2027-06-01T00:00:00Z']],
  'aws:securetransport': [['true'], ['false']],
  'aws:username': [undefined, ['a'], ['b'], ['ab'], ['x']],
}

const role = (arn: string): Principal => {
  const [, , , , owner = '', path = ''] = arn.split(':')
  const name = path.slice(path.indexOf('/') + 1)
  return {
    type: 'assumedRole',
    arn: `arn:aws:sts::${owner}:assumed-role/${name}/s`,
    roleArn: arn,
    sessionName: 's',
    account: account(owner),
  }
}
const user = (arn: string): Principal => ({ type: 'user', arn, account: account(arn.split(':')[4] ?? '') })

/** Every request that tells two small identity policies apart, over the keys that they mention. */
export function* everyRequest(text: string): Generator<Request> {
  const keys = Object.keys(values).filter((key) => text.toLowerCase().includes(key))
  for (const context of contexts(keys))
    for (const action of actions)
      for (const resource of resources) {
        const name = context.get('aws:username')?.[0]
        const principal = name === undefined ? role(principals.role) : user(`arn:aws:iam::111122223333:user/${name}`)
        yield { principal, action, resource, resourceAccount: account('111122223333'), context }
      }
}

function* contexts(keys: readonly string[]): Generator<Map<string, readonly string[]>> {
  const [key, ...others] = keys
  if (key === undefined) return yield new Map()
  for (const rest of contexts(others))
    for (const value of values[key] ?? []) yield value === undefined ? rest : new Map([...rest, [key, value]])
}

const callers: readonly Principal[] = [
  role(principals.role),
  role(principals.otherRole),
  role(principals.foreignRole),
  user(principals.user),
  user('arn:aws:iam::444455556666:user/v'),
  { type: 'service', service: principals.service },
  { type: 'service', service: 'x.amazonaws.com' },
  { type: 'anonymous' },
]

/** Every request that tells two small resource policies apart. */
export function* everyCall(): Generator<Request> {
  for (const principal of callers)
    for (const action of actions)
      for (const resource of resources)
        for (const organization of [undefined, 'o-a', 'o-c'])
          yield { principal, action, resource, resourceAccount: account('777788889999'), context: contextOf(principal, organization) }
}

/** The requests of one caller, to its own account or another. */
export function* everyCallOf(arn: string, crossAccount: boolean): Generator<Request> {
  const own = callers.filter((caller) => (caller.type === 'assumedRole' ? caller.roleArn : 'arn' in caller ? caller.arn : '') === arn)
  const resourceAccount = account(crossAccount ? '777788889999' : '111122223333')
  for (const request of everyCall())
    for (const secure of own.includes(request.principal) ? ['true', 'false'] : []) {
      // AWS sends these with every request.
      const sent = [['aws:securetransport', [secure]] as const, ['aws:currenttime', ['2026-06-01T00:00:00Z']] as const]
      yield { ...request, resourceAccount, context: new Map([...request.context, ...sent]) }
    }
}

function contextOf(principal: Principal, organization: string | undefined): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([['aws:principalisawsservice', [String(principal.type === 'service')]]])
  if (principal.type === 'anonymous') return context.set('aws:principalaccount', ['anonymous'])
  if (!('account' in principal)) return context
  context.set('aws:principalaccount', [principal.account])
  context.set('aws:principalarn', [principal.type === 'assumedRole' ? principal.roleArn : principal.arn])
  return organization === undefined ? context : context.set('aws:principalorgid', [organization])
}
