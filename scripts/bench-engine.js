/*
 * Measures the engine beside a hand-written check of just one request and beside Cedar, in the same run: a role session reads an S3 object under an identity
 * policy of 5 statements, a bucket policy of 3, an SCP of 2 and a boundary of 2, with variables and conditions. All contenders get the same
 * requests, parse what is in them, and have to agree on each. Rounds of the contenders alternate and count processor time, so that other
 * work on the machine weighs on all alike.
 *
 * Run with `npm run build && node scripts/bench-engine.js`; nothing here asserts a time.
 */
import { median } from './measure.js'

const { authorize, decideOutcome } = await import('../dist/engine/authorize.js')
const { parsePolicyText } = await import('../dist/policy/parse-policy.js')

function attach(statements, type) {
  const parsed = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'policy.json', type)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return { name: type, policy: parsed.value }
}

const on = (path) => `arn:aws:s3:::acme-exports${path}`
const identityStatements = [
  {
    Effect: 'Allow',
    Action: ['s3:ListBucket', 's3:GetBucketLocation'],
    Resource: on(''),
    Condition: { StringLike: { 's3:prefix': ['', 'home/${aws:PrincipalTag/team}/*'] } },
  },
  { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: on('/home/${aws:PrincipalTag/team}/*'),
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  },
  { Effect: 'Allow', Action: 's3:PutObject', Resource: on('/home/${aws:PrincipalTag/team}/*') },
  { Effect: 'Deny', Action: 's3:Delete*', Resource: on('/*') },
]
const bucketStatements = [
  { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [on(''), on('/*')], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/Other' }, Action: 's3:GetObject', Resource: on('/*') },
  {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [on(''), on('/*')],
    Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.0/24'] }, Bool: { 'aws:ViaAWSService': 'false' } },
  },
]
const scpStatements = [
  { Effect: 'Allow', Action: '*', Resource: '*' },
  {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
  },
]
const boundaryStatements = [
  { Effect: 'Allow', Action: ['s3:*', 'kms:*', 'glue:*'], Resource: '*' },
  { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } },
]

const policies = {
  identity: [attach(identityStatements, 'identity')],
  resource: attach(bucketStatements, 'bucket'),
  serviceControl: [[attach(scpStatements, 'serviceControl')]],
  permissionsBoundary: attach(boundaryStatements, 'permissionsBoundary'),
}

const teams = ['data', 'finance', 'growth', 'platform', 'research', 'risk', 'sales', 'support']

/** Of sixteen requests one comes from elsewhere, an explicit deny, and one is for the home of another team, an implicit one. */
function requestOf(number) {
  const team = teams[number % teams.length]
  const home = number % 16 === 5 ? 'nobody' : team
  return {
    principal: {
      type: 'assumedRole',
      arn: `arn:aws:sts::111122223333:assumed-role/Reader/s${number}`,
      roleArn: 'arn:aws:iam::111122223333:role/Reader',
      sessionName: `s${number}`,
      account: '111122223333',
      roleId: 'AROAEXAMPLEREADER',
    },
    action: 's3:GetObject',
    resource: on(`/home/${home}/2026/11/25/${number}.csv`),
    resourceAccount: '111122223333',
    context: new Map([
      ['aws:principalarn', ['arn:aws:iam::111122223333:role/Reader']],
      ['aws:principaltag/team', [team]],
      ['aws:securetransport', ['true']],
      ['aws:sourceip', [`${number % 16 === 11 ? '192.0.2' : number % 3 === 0 ? '198.51.100' : '203.0.113'}.${number % 256}`]],
      ['aws:viaawsservice', ['false']],
      ['aws:requestedregion', ['eu-west-1']],
      ['aws:currenttime', [new Date(Date.UTC(2026, 10, 25, 12) + number * 7000).toISOString().replace('.000', '')]],
    ]),
  }
}

/*
 * Many requests, so that no contender lives on remembering the last one and no compiler on knowing the only one; not so many that the
 * processor's cache loses them, because a request that has just come in is in the cache.
 */
const requests = Array.from({ length: 128 }, (_, number) => requestOf(number))

// The same twelve statements, written out by hand for a read of an object by this session: nothing is looked up, nothing explained.
const one = (context, key) => {
  const values = context.get(key)
  return values !== undefined && values.length === 1 ? values[0] : undefined
}
const addressOf = (text) => {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  return match === null
    ? undefined
    : ((Number(match[1]) << 24) | (Number(match[2]) << 16) | (Number(match[3]) << 8) | Number(match[4])) >>> 0
}
const inNet = (address, net) => address !== undefined && (address & 0xffffff00) >>> 0 === net
const office = addressOf('203.0.113.0')
const backup = addressOf('198.51.100.0')
const end = Date.parse('2030-01-01T00:00:00Z')
const bucket = on('')
const objects = on('/')

function byHand({ principal, action, resource, context }) {
  const name = action.toLowerCase()
  const onBucket = resource === bucket || resource.startsWith(objects)
  const isS3 = name.startsWith('s3:')
  const secure = one(context, 'aws:securetransport')
  const region = one(context, 'aws:requestedregion')
  const time = Date.parse(one(context, 'aws:currenttime'))
  const team = one(context, 'aws:principaltag/team')
  if (!name.startsWith('iam:') && !name.startsWith('sts:') && region !== 'eu-west-1' && region !== 'us-east-1') return 'explicitDeny'
  if (isS3 && onBucket && secure === 'false') return 'explicitDeny'
  const address = addressOf(one(context, 'aws:sourceip') ?? '')
  const direct = one(context, 'aws:viaawsservice') === 'false'
  if (isS3 && onBucket && direct && !inNet(address, office) && !inNet(address, backup)) return 'explicitDeny'
  if (name.startsWith('s3:delete') && resource.startsWith(objects)) return 'explicitDeny'
  if (isS3 && time > end) return 'explicitDeny'
  const home = team === undefined ? undefined : `${objects}home/${team}/`
  const reads = name === 's3:getobject' || name === 's3:getobjectversion'
  const identity =
    ((name === 's3:listbucket' || name === 's3:getbucketlocation') && resource === bucket && listed(context, team)) ||
    (name === 's3:listallmybuckets' && resource === '*') ||
    (reads && home !== undefined && resource.startsWith(home) && secure === 'true') ||
    (name === 's3:putobject' && home !== undefined && resource.startsWith(home))
  const boundary = isS3 || name.startsWith('kms:') || name.startsWith('glue:')
  const named = name === 's3:getobject' && principal.roleArn === 'arn:aws:iam::111122223333:role/Other' && resource.startsWith(objects)
  return boundary && (identity || named) ? 'allowed' : 'implicitDeny'
}

function listed(context, team) {
  const prefix = one(context, 's3:prefix')
  return prefix === '' || (team !== undefined && prefix?.startsWith(`home/${team}/`))
}

/** An identity policy of so many statements, all of them about something else but the last. */
const withUnrelated = (count) => ({
  ...policies,
  identity: [
    attach(
      [
        ...Array.from({ length: count }, (_, index) => ({
          Effect: index % 7 === 0 ? 'Deny' : 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: `arn:aws:s3:::tenant-${index}/*`,
        })),
        ...identityStatements,
      ],
      'identity',
    ),
  ],
})

/*
 * The same rules in Cedar, parsed beforehand. Its patterns have no variables, so that the team of the folder is an attribute of the resource; a
 * guardrail that lacks an Allow is a forbid with `unless`.
 */
const cedarPolicies = `
permit(principal, action in [Action::"ListBucket", Action::"GetBucketLocation"], resource == Bucket::"acme-exports")
  when { context has prefix && (context.prefix == "" || context.prefix like "home/*") };
permit(principal, action == Action::"ListAllMyBuckets", resource);
permit(principal, action in [Action::"GetObject", Action::"GetObjectVersion"], resource in Bucket::"acme-exports")
  when { resource.path like "home/*" && resource.team == principal.team && context.secureTransport };
permit(principal, action == Action::"PutObject", resource in Bucket::"acme-exports")
  when { resource.path like "home/*" && resource.team == principal.team };
forbid(principal, action in [Action::"DeleteObject", Action::"DeleteObjectVersion"], resource in Bucket::"acme-exports");
forbid(principal, action, resource in Bucket::"acme-exports") unless { context.secureTransport };
permit(principal == Role::"Other", action == Action::"GetObject", resource in Bucket::"acme-exports");
forbid(principal, action, resource in Bucket::"acme-exports")
  when { !context.viaAwsService }
  unless { context.sourceIp.isInRange(ip("203.0.113.0/24")) || context.sourceIp.isInRange(ip("198.51.100.0/24")) };
forbid(principal, action, resource)
  when { !(action in [Action::"iam", Action::"sts"]) && context.requestedRegion != "eu-west-1" && context.requestedRegion != "us-east-1" };
forbid(principal, action, resource) unless { action in [Action::"s3", Action::"kms", Action::"glue"] };
forbid(principal, action in Action::"s3", resource) when { context.currentTime > datetime("2030-01-01T00:00:00Z") };
`

async function startCedar() {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs')
  const parsed = cedar.preparsePolicySet('bench', { staticPolicies: cedarPolicies })
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed))
  const calls = new Map(requests.map((request) => [request, cedarCallOf(request)]))
  return (request) => {
    const answer = cedar.statefulIsAuthorized(calls.get(request))
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer))
    return answer.response.decision === 'allow'
  }
}

/** The request in Cedar's words, made ready before the measurement. */
function cedarCallOf({ resource, context }) {
  const entity = (type, id) => ({ type, id })
  const path = resource.slice(objects.length)
  const [, home] = path.split('/')
  const object = entity('Object', path)
  const team = one(context, 'aws:principaltag/team')
  return {
    principal: entity('Role', 'Reader'),
    action: entity('Action', 'GetObject'),
    resource: object,
    context: {
      secureTransport: true,
      viaAwsService: false,
      requestedRegion: 'eu-west-1',
      sourceIp: { __extn: { fn: 'ip', arg: one(context, 'aws:sourceip') } },
      currentTime: { __extn: { fn: 'datetime', arg: one(context, 'aws:currenttime') } },
    },
    preparsedPolicySetId: 'bench',
    entities: [
      { uid: entity('Role', 'Reader'), attrs: { team }, parents: [] },
      { uid: object, attrs: { path, team: home }, parents: [entity('Bucket', 'acme-exports')] },
      { uid: entity('Action', 'GetObject'), attrs: {}, parents: [entity('Action', 's3')] },
    ],
  }
}

const few = withUnrelated(10)
const many = withUnrelated(10_000)

/** Where the last decision is kept, so that no compiler leaves out a tree that nobody looks at. */
let kept

const contenders = {
  'by hand': (request) => byHand(request) === 'allowed',
  decideOutcome: (request) => decideOutcome(request, policies) === 'allowed',
  'authorize (with the tree)': (request) => {
    kept = authorize(request, policies)
    return kept.outcome === 'allowed'
  },
  'decideOutcome, 10 unrelated statements': (request) => decideOutcome(request, few) === 'allowed',
  'decideOutcome, 10,000 unrelated statements': (request) => decideOutcome(request, many) === 'allowed',
  'Cedar, policies parsed before': await startCedar(),
}

for (const request of requests) {
  const outcome = byHand(request)
  const decision = authorize(request, policies)
  const statements = decision.because.flatMap((layer) => layer.because.flatMap((policy) => policy.because))
  if (decision.outcome !== outcome || decideOutcome(request, policies) !== outcome) throw new Error(`the engine says ${decision.outcome}`)
  if (statements.length !== 12) throw new Error(`the tree has ${statements.length} statements`)
  for (const [name, run] of Object.entries(contenders))
    if (run(request) !== (outcome === 'allowed')) throw new Error(`${name} does not say ${outcome} of ${request.resource}`)
}

/** Decisions a second of processor time. */
function rateOf(run, decisions) {
  let allowed = 0
  const since = process.cpuUsage()
  for (let index = 0; index < decisions; index += 1) if (run(requests[index & 127])) allowed += 1
  const { user, system } = process.cpuUsage(since)
  if (allowed === 0) throw new Error('nothing was allowed')
  return decisions / ((user + system) / 1e6)
}

const rounds = Number(process.argv[2] ?? 15)
/** Decisions a round: the slow contender needs no more to be measured. */
const perRound = (name) => (name.startsWith('Cedar') ? 500 : 20_000)
for (const [name, run] of Object.entries(contenders)) rateOf(run, 10 * perRound(name))
const rates = new Map(Object.keys(contenders).map((name) => [name, []]))
for (let round = 0; round < rounds; round += 1)
  for (const [name, run] of Object.entries(contenders)) rates.get(name).push(rateOf(run, perRound(name)))

const floor = median(rates.get('by hand'))
for (const [name, all] of rates) {
  const rate = median(all)
  const perSecond = Math.round(rate).toLocaleString('en').padStart(9)
  console.log(`${name.padEnd(44)} ${perSecond} a second of processor time, ${(rate / floor).toPrecision(2)} of by hand`)
}
