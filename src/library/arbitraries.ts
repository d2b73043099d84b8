/** What `import … from 'sallyport/arbitraries'` gives: random policies and what goes with them, for fast-check. All shrink to the shortest that fails. */
import * as fc from 'fast-check'
import type { Principal, Request } from '../engine/request.ts'
import { everyFault } from '../faults/every-fault.ts'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import { policyDocument } from '../policy/format-policy.ts'
import { parsePolicyText } from '../policy/parse-policy.ts'
import type { Policy, PolicyType } from '../policy/policy.ts'
import { anyPolicyDocument } from './policy-document.ts'
import { printedAs } from './printed-as.ts'

export { anyNetwork } from './network.ts'
export { anyPolicyDocument, anyPolicyType } from './policy-document.ts'

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((each) => each.join(''))

/** Often one of two, so that two of them are often the same account. */
export const anyAccountId: fc.Arbitrary<AccountId> = fc
  .oneof({ weight: 4, arbitrary: fc.constantFrom('111122223333', '444455556666') }, { weight: 1, arbitrary: digits(12) })
  .map((text) => {
    const id = parseAccountId(text)
    if (!id.ok) throw new Error(`internal error: ${text} is no account id`)
    return id.value
  })

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const anyBucketName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('acme-exports', 'acme-exports-eu') },
  {
    weight: 1,
    arbitrary: fc
      .stringMatching(/^[a-z][a-z0-9-]{1,20}[a-z0-9]$/)
      .filter((name) => !/^(?:xn--|sthree-|amzn-s3-demo-)|-(?:s3alias|mrap)$|--(?:ol-s3|x-s3|table-s3)$/.test(name)),
  },
)

/** Keys as people choose them, and as they do not. */
export const anyObjectKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('daily/2026-11-21.csv', 'daily/', 'a b/ü.csv', 'weekly/x'),
  fc.string({ minLength: 1, maxLength: 20 }),
)

/** A bucket or an object. */
export const anyS3Arn: fc.Arbitrary<string> = fc
  .tuple(anyBucketName, fc.option(anyObjectKey, { nil: undefined }))
  .map(([bucket, key]) => `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`)

const iamName = fc.oneof(fc.constantFrom('Reader', 'etl-app'), fc.stringMatching(/^[\w+=,.@-]{1,12}$/))

/** A user or role. */
export const anyIdentityArn: fc.Arbitrary<string> = fc
  .tuple(anyAccountId, fc.constantFrom('user', 'role'), fc.constantFrom('/', '/app/'), iamName)
  .map(([account, type, path, name]) => `arn:aws:iam::${account}:${type}${path}${name}`)

export const anyArn: fc.Arbitrary<string> = fc.oneof(anyS3Arn, anyIdentityArn)

/** A block of IPv4 addresses, the host bits zero: `10.0.0.0/8`. */
export const anyCidr: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, length]) => {
    const network = length === 0 ? 0 : Math.floor(address / 2 ** (32 - length)) * 2 ** (32 - length)
    return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.')}/${length}`
  })

/** Users, sessions of roles, root users, and nobody who signs. */
export const anyPrincipal: fc.Arbitrary<Principal> = fc.tuple(anyAccountId, iamName).chain(([account, name]) =>
  fc.constantFrom<Principal>(
    { type: 'user', arn: `arn:aws:iam::${account}:user/${name}`, account },
    {
      type: 'assumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/${name}/s`,
      roleArn: `arn:aws:iam::${account}:role/${name}`,
      sessionName: 's',
      account,
    },
    { type: 'root', arn: `arn:aws:iam::${account}:root`, account },
    { type: 'anonymous' },
  ),
)

/** A policy that AWS's grammar allows, parsed; most hold something that can match `anyRequest`. */
export const anyPolicy = (type: PolicyType = 'identity'): fc.Arbitrary<Policy> =>
  anyPolicyDocument(type)
    .map((document) => parsePolicyText(JSON.stringify(document), 'policy.json', type))
    .filter((parsed) => parsed.ok)
    .map((parsed) => {
      if (!parsed.ok) throw new Error('internal error: it was parsed before')
      return printedAs(parsed.value, JSON.stringify(policyDocument(parsed.value)))
    })

/** A request to S3, with the context keys that conditions like to name. */
export const anyRequest: fc.Arbitrary<Request> = fc
  .record({
    principal: anyPrincipal,
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:ListBucket'),
    resource: anyS3Arn,
    resourceAccount: anyAccountId,
    context: fc.dictionary(
      fc.constantFrom('aws:sourceip', 'aws:securetransport', 's3:prefix', 'aws:username'),
      fc.constantFrom('203.0.113.10', 'true', 'daily/', 'etl-app'),
    ),
  })
  .map(({ context, ...request }) => ({ ...request, context: new Map(Object.entries(context).map(([key, value]) => [key, [value]])) }))

/** The id of a fault of the catalogue. */
export const anyFaultId: fc.Arbitrary<string> = fc.constantFrom(...everyFault.map(({ id }) => id))
