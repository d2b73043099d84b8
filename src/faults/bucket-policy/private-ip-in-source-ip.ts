import { cidrAround, encloses, parseAddress, parseCidr } from '../../base/cidr.ts'
import { rfc1918 } from '../../network/special-addresses.ts'
import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { denyOnBucket } from '../deny-on-bucket.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'
import { endpointOf } from '../vantage.ts'
import { sourceIpDeny } from './source-ip-deny.ts'

function isPrivate(text: string): boolean {
  const address = parseAddress(text)
  const parsed = parseCidr(text)
  const range = address.ok ? cidrAround(address.value) : parsed.ok ? parsed.value.cidr : undefined
  return range !== undefined && rfc1918.some((known) => encloses(known, range))
}

/** The ranges of a condition that lists nothing but addresses which S3 never sees. */
function privateRanges(denial: Denial): readonly string[] {
  const [trace] = denyingConditions(denial, 'aws:sourceip')
  return trace !== undefined && trace.condition.operator.name === 'NotIpAddress' && trace.expected.every(isPrivate) ? trace.expected : []
}

export const privateIpInSourceIp: Fault<StatementFinding<Denial>> = {
  id: 'private-ip-in-source-ip',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket takes requests from private addresses only, which S3 never sees',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-ip-deny', 'source-vpce-deny', 'bucket-policy-explicit-deny'],
  specificity: 2,

  inject: (setUp) =>
    endpointOf(setUp) !== undefined
      ? undefined
      : denyOnBucket(setUp, 'InternalOnly', { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } }),

  recognise: (evidence) => denialFindings(evidence, (denial) => isBucketSide(denial) && privateRanges(denial).length > 0),

  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes requests from private addresses only, as ${name(privateRanges(first)[0] ?? '')}, and AWS never sees those.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition aws:SourceIp`,

  advise: (_, { circumstances }) => `List public addresses, with the connector's ${circumstances.sourceIp} among them.`,

  fix: (finding, evidence) => sourceIpDeny.fix(finding, evidence),
}
