import { breakGrants } from '../break-grant.ts'
import { besideCatalogKey } from '../catalog-key.ts'
import { addCondition } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, isFileKeyUse, keyNameOf, whoNeeds } from '../subject.ts'

const contextOfObject = 'kms:encryptioncontext:aws:s3:arn'

export const kmsEncryptionContextCondition: Fault<ConditionFinding> = {
  id: 'kms-encryption-context-condition',
  layer: 'kms-key-policy',
  tier: 3,
  confidence: 'knowledge',
  summary: 'the key may be used for other files, or for the bucket as a whole, but not for the files of the connection',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context',
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context',
  ],
  connectors: bothConnectors,
  classes: ['kms-identity', 'kms-resource-side'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-key-policy-lacks-role', 'kms-decrypt-missing', 'kms-generate-datakey-missing'],
  specificity: 1,

  /** As it is written for S3 Bucket Keys, which ask for the bucket where others ask for the file. */
  inject: (setUp) =>
    breakGrants(setUp, 'identity', isFileKeyUse, (placed) =>
      placed.statement.action.patterns.every(({ text }) => text.toLowerCase().startsWith('kms:'))
        ? addCondition(placed, 'StringEquals', 'kms:EncryptionContext:aws:s3:arn', [bucketArn(setUp.connection.bucket)])
        : undefined,
    ),

  recognise: (evidence) =>
    conditionFindings(
      besideCatalogKey(evidence),
      ({ need, element }) => need.action.startsWith('kms:') && isOnKey(element, contextOfObject),
    ),

  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may use the key ${name(keyNameOf(first.need))} only for other things than the files in ${name(connection.bucket)}.`,

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${first.element.condition.key}`,

  advise: (_, { connection }) => `Allow the key for ${bucketArn(connection.bucket)} and for ${bucketArn(connection.bucket)}/*.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
