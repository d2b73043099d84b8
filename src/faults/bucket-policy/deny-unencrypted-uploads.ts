import { breakBy } from '../break-grant.ts'
import { addToBucketPolicy, denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { exemptPrincipal } from '../exempt.ts'
import type { Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf } from '../subject.ts'

const encryptionHeader = 's3:x-amz-server-side-encryption'

export const denyUnencryptedUploads: Fault<StatementFinding<Denial>> = {
  id: 'deny-unencrypted-uploads',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket takes only uploads that ask for encryption, and the connection does not ask',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    'https://github.com/aws/amazon-ssm-agent/issues/315',
    'https://segment.com/docs/connections/storage/catalog/amazon-s3/',
  ],
  connectors: ['s3-data-lake'],
  classes: ['resource-explicit/PutObject'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket, kmsKeyArn, connector } = setUp.connection
    if (connector !== 's3-data-lake' || kmsKeyArn !== undefined || !setUp.fixture.buckets.has(bucket)) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'EncryptedUploadsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${bucketArn(bucket)}/*`,
        Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } },
      }),
    ])
  },

  recognise: (evidence) =>
    denialFindings(
      evidence,
      (denial) => isBucketSide(denial) && denial.need.action === 's3:PutObject' && denyingConditions(denial, encryptionHeader).length > 0,
    ),

  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} takes only uploads that ask for encryption, and the connection does not ask for it.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition ${encryptionHeader}`,

  advise: () => 'Turn on encryption in the connection, or except it from this Deny: S3 encrypts every new object anyway.',

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
