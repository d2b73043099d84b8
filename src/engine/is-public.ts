import { encloses } from '../base/cidr.ts'
import { parseAddressRange } from '../policy/condition-address.ts'
import type { Condition, Policy, PolicyVersion, Statement } from '../policy/policy.ts'

/**
 * Whether S3 counts a bucket policy as public. It does unless each Allow is fixed to principals or to values of certain condition keys,
 * without a wildcard or a policy variable.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublicPolicy = ({ statements, version }: Policy): boolean =>
  statements.some((statement) => statement.effect === 'Allow' && isPublicStatement(statement, version))

/** Whether one Allow opens the bucket to the public. */
export const isPublicStatement = (statement: Statement, version: PolicyVersion): boolean =>
  !namesFixedPrincipals(statement) && !statement.conditions.some((condition) => isFixed(condition, version))

/** A web identity provider stands for everybody who can sign in there: S3's page has it as an example of public. */
const namesFixedPrincipals = ({ principal }: Statement): boolean =>
  principal === undefined ||
  (principal.element === 'Principal' &&
    principal.patterns.every(({ type, text }) => type !== '*' && type !== 'Federated' && !/[*?]/.test(text)))

/** Keys whose fixed values make a grant private. The keys of the principal stand for the page's "AWS principal, user, role, or service principal". */
const fixingKeys: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

/** Operators that are true only for a value that the policy names. */
const fixingOperators: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
])

function isFixed({ key, operator, values }: Condition, version: PolicyVersion): boolean {
  const name = key.toLowerCase()
  if (!fixingKeys.has(name) || !fixingOperators.has(operator.name)) return false
  if (operator.quantifier === 'ForAllValues' || (operator.ifExists && operator.quantifier === undefined)) return false
  return values.every(({ text }) => isFixedValue(name, text, version))
}

function isFixedValue(key: string, text: string, version: PolicyVersion): boolean {
  if (version === '2012-10-17' && text.includes('${')) return false
  if (key === 'aws:sourceip') return isNarrowRange(text)
  if (key === 's3:dataaccesspointarn') return /^arn:[^:*?]+:s3:[^:*?]*:\d{12}:accesspoint\//.test(text)
  return !/[*?]/.test(text)
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(parseAddressRange).filter((range) => range !== undefined)

/** Ranges wider than /8 (IPv4) or /32 (IPv6) are public, private ones apart. */
function isNarrowRange(text: string): boolean {
  const range = parseAddressRange(text)
  if (range === undefined) return false
  return range.prefixLength >= (range.family === 'ipv4' ? 8 : 32) || privateRanges.some((wide) => encloses(wide, range))
}
