import type { SetUp } from '../faults/set-up.ts'
import type { Fixture, PolicyFile, User } from '../fixture/fixture.ts'
import type { Identity, Need } from '../fixture/need.ts'
import { parseAccountId } from '../policy/account-id.ts'
import { parsePolicyText } from '../policy/parse-policy.ts'
import { compilePattern, matchesPattern } from '../policy/pattern.ts'
import { actionsMatching } from '../policy/reference.ts'

/** A request that somebody near a connection may try. */
export type Attempt = Need

const strangerName = 'somebody-else-in-'

/** An account that no fixture is about. */
const foreignAccount = '999999999999'

export const isStranger = (by: Identity): boolean => by.type === 'anonymous' || (by.type === 'user' && by.name.startsWith(strangerName))

export function whoIs(by: Identity): string {
  if (by.type === 'anonymous') return 'anybody'
  if (by.type === 'role') return by.arn
  return isStranger(by) ? `somebody else in account ${by.name.slice(strangerName.length)}` : `user ${by.name}`
}

/** The fixture with somebody in each account, and in one more, whose own policies allow everything. */
export function withStrangers(fixture: Fixture): Fixture {
  const foreign = parseAccountId(foreignAccount)
  if (!foreign.ok) throw new Error('internal error: no account id')
  const accounts = new Map([...fixture.accounts, [foreignAccount, { name: foreignAccount, id: foreign.value, at: fixture.at }]])
  const strangers = [...accounts.values()].map(({ name, id }): readonly [string, User] => [
    `${strangerName}${id}`,
    stranger(fixture, name, id),
  ])
  return { ...fixture, accounts, users: new Map([...fixture.users, ...strangers]) }
}

function stranger({ at }: Fixture, account: string, id: string): User {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
  const policy = parsePolicyText(text, 'everything.json', 'identity')
  if (!policy.ok) throw new Error('internal error: the policy that allows everything is broken')
  const file = { file: 'everything.json', format: 'json', text, policy: policy.value } as const
  const name = `${strangerName}${id}`
  return {
    name,
    at,
    account,
    path: '/',
    inline: new Map([['everything', file]]),
    attached: [],
    groups: [],
    tags: new Map(),
    accessKeys: [],
  }
}

/**
 * Requests by everybody near the connection: those who use it, others of their accounts, another account, and nobody who signs. They ask for every
 * action that the documents speak of, on what the connection uses and on what lies beside.
 */
export function attemptsAround(
  { fixture, connection }: SetUp,
  needs: readonly Need[],
  documents: readonly (PolicyFile | undefined)[],
): readonly Attempt[] {
  const parties = new Map(needs.map(({ by }) => [JSON.stringify(by), by]))
  const accounts = [...fixture.accounts.values()].map(({ id }) => id as string)
  const strangers = [...accounts, foreignAccount].map((id): Identity => ({ type: 'user', name: `${strangerName}${id}` }))
  const everybody: readonly Identity[] = [...parties.values(), ...strangers, { type: 'anonymous' }]
  const isSpokenOf = actionTest(documents, needs)
  const onBucketsOfNeeds = onBuckets(needs, connection)
  const throughPoint = onBucketsOfNeeds.flatMap((one) => throughAccessPoint(one, connection))
  const requests = [...onBucketsOfNeeds, ...throughPoint, ...onKeys(needs), ...onRoles(needs)].filter(({ action }) => isSpokenOf(action))
  // Others do not ask from where the connector does.
  const place = (by: Identity): Pick<Need, 'from'> => (connection.from === undefined || isStranger(by) ? {} : { from: connection.from })
  return everybody.flatMap((by) => requests.map((request) => ({ ...request, ...place(by), by })))
}

/** Whether a document has a say in an action; what the connection needs is always tried. */
function actionTest(documents: readonly (PolicyFile | undefined)[], needs: readonly Need[]): (action: string) => boolean {
  const elements = documents.flatMap((file) => file?.policy.statements.map(({ action }) => action) ?? [])
  const patterns = elements.flatMap((element) => element.patterns.map(({ text }) => compilePattern(text, { ignoreCase: true })))
  const needed = new Set(needs.map(({ action }) => action))
  const isNegated = elements.some(({ element }) => element === 'NotAction')
  return (action) => isNegated || needed.has(action) || patterns.some((pattern) => matchesPattern(pattern, action))
}

type Request = Omit<Attempt, 'by'>

const request = (action: string, resource: string, context: Need['context']): Request => ({
  step: 'beyond',
  action,
  resource,
  context,
  expected: 'denied',
})

function onBuckets(needs: readonly Need[], { baseDirectory }: SetUp['connection']): readonly Request[] {
  const buckets = [...new Set(needs.flatMap(({ resource }) => /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1] ?? []))]
  const actions = actionsMatching('s3:*')
  const of = (name: string): readonly string[] =>
    actions.filter(({ resourceTypes }) => resourceTypes.some(({ type }) => type.name === name)).map(({ action }) => action)
  const [ofBuckets, ofObjects] = [of('bucket'), of('object')]
  const inside = baseDirectory === '' ? 'file.csv' : `${baseDirectory}/file.csv`
  return [...buckets, ...buckets.slice(0, 1).map((bucket) => `${bucket}-other`)].flatMap((bucket) => {
    const arn = `arn:aws:s3:::${bucket}`
    const secure = { 'aws:securetransport': 'true' }
    return [
      ...ofBuckets.map((action) => request(action, arn, secure)),
      ...ofObjects.flatMap((action) => [inside, 'elsewhere/file.csv'].map((key) => request(action, `${arn}/${key}`, secure))),
      ...['', 'elsewhere/'].map((prefix) => request('s3:ListBucket', arn, { ...secure, 's3:prefix': prefix })),
      request('s3:GetObject', `${arn}/${inside}`, { 'aws:securetransport': 'false' }),
    ]
  })
}

/** The same by way of the access point of the connection: of the point, and of the bucket behind it. */
function throughAccessPoint(direct: Request, { bucket, accessPoint }: SetUp['connection']): readonly Request[] {
  const [arn, key] = [`arn:aws:s3:::${bucket}`, direct.resource.slice(`arn:aws:s3:::${bucket}/`.length)]
  if (accessPoint === undefined || (direct.resource !== arn && !direct.resource.startsWith(`${arn}/`))) return []
  const context = {
    ...direct.context,
    's3:dataaccesspointarn': accessPoint,
    's3:dataaccesspointaccount': accessPoint.split(':')[4] ?? '',
    's3:accesspointnetworkorigin': 'Internet',
  }
  return [
    { ...direct, context },
    { ...direct, context, bucket, resource: key === '' ? accessPoint : `${accessPoint}/object/${key}` },
  ]
}

const onKeys = (needs: readonly Need[]): readonly Request[] =>
  [...new Set(needs.flatMap(({ resource }) => (resource.startsWith('arn:aws:kms:') ? [resource] : [])))].flatMap((key) =>
    actionsMatching('kms:*').map(({ action }) => request(action, key, {})),
  )

const onRoles = (needs: readonly Need[]): readonly Request[] =>
  needs
    .filter(({ action }) => action === 'sts:AssumeRole')
    .flatMap(({ resource, context }) => {
      const { 'sts:externalid': _, ...without } = context
      return [
        request('sts:AssumeRole', resource, context),
        ...('sts:externalid' in context ? [request('sts:AssumeRole', resource, without)] : []),
      ]
    })
