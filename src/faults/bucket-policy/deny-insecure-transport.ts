import { breakBy } from '../break-grant.ts'
import { denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Cause, Denial } from '../cause.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { conditionFindings, denialFindings } from '../findings.ts'
import { isOnKey } from '../miss.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf } from '../subject.ts'

interface InsecureFinding extends Finding {
  readonly first: Denial
}

export const denyInsecureTransport: Fault<InsecureFinding> = {
  id: 'deny-insecure-transport',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the bucket takes encrypted connections only, and the connection uses plain http',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit', 'insecure-transport', 'intermediate'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => breakBy(setUp, [{ edit: 'connection', change: { setting: 'scheme', value: 'http' } }]),

  /** One for the whole connection, whatever number of buckets refuses it, and whatever else asks for encryption. */
  recognise: (evidence) => {
    const { scheme } = evidence.connection
    const findings = denialFindings(
      evidence,
      (denial) => isBucketSide(denial) && denyingConditions(denial, 'aws:securetransport').length > 0,
    )
    const [finding] = findings
    if (scheme !== 'http' || finding === undefined) return []
    const at = denyingConditions(finding.first, 'aws:securetransport')[0]?.at ?? finding.at
    const elsewhere = conditionFindings(evidence, ({ element }) => isOnKey(element, 'aws:securetransport'))
    const claims = [...findings, ...elsewhere].flatMap((one): readonly Cause[] => one.claims)
    return [{ first: finding.first, claims, ...(at === undefined ? {} : { at }) }]
  },

  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} accepts encrypted connections only, and this connection uses plain http.`,

  where: () => 'Connection settings > Endpoint',

  advise: () => 'Use https, or leave the endpoint empty.',

  fix: () => [{ edit: 'connection', change: { setting: 'scheme', value: 'https' } }],
}
