import { listPrefix, worker } from '../../connectors/s3-needs.ts'
import { decideSetUp } from '../break-grant.ts'
import { applyEdits, policyOf } from '../edit-fixture.ts'
import type { Fault } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { holderOf } from '../holder.ts'
import { isGiven } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketArn, objectsArn, whoNeeds } from '../subject.ts'
import { withOption } from '../with-option.ts'

const stagingFolder = 'staging'

export const copySourceReadMissing: Fault<AbsenceFinding> = {
  id: 'copy-source-read-missing',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'knowledge',
  summary: 'files are written to a staging folder, and nothing allows to read them there to move them into place',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: ['s3-data-lake'],
  classes: ['identity-implicit/GetObject'],
  verdict: 'extra-probe',
  lookAlikes: ['object-arn-wrong-prefix'],
  specificity: 3,

  inject: (setUp) => {
    const asking = setUp.connection.connector === 's3-data-lake' ? withOption(setUp, { stagingFolder }) : undefined
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    if (asking === undefined || holder === undefined) return undefined
    const Resource = objectsArn(setUp.connection.bucket, stagingFolder)
    const allow = { Sid: 'WriteStaging', Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource }
    const broken = applyEdits(asking, [
      { edit: 'newDocument', place: { kind: 'inline', holder, name: 'staging' }, document: policyOf([allow]) },
    ])
    const refused = decideSetUp(broken).filter((one) => !isMet(one))
    return refused.length > 0 && refused.every(({ need }) => need.action === 's3:GetObject') ? broken : undefined
  },

  recognise: (evidence) => {
    const { stagingFolder: folder } = evidence.connection
    const staged = `${bucketArn(evidence.connection.bucket)}/${folder}/`
    const given = evidence.decided.filter(isGiven).map(({ need }) => need)
    const isWritten = given.some(({ step, action }) => step === 's3.stage' && action === 's3:PutObject')
    // What lets read the folder of the connection lets read below it too.
    const isBelow = folder?.startsWith(listPrefix(evidence.connection) ?? '') === true
    const isReader = given.some((need) => asksFor(evidence, 's3:GetObject')(need) && !need.resource.startsWith(staged))
    if (folder === undefined || !isWritten || (isBelow && !isReader)) return []
    return absenceFindings(
      evidence,
      ({ layer, need }) => layer === 'identity' && need.action === 's3:GetObject' && need.resource.startsWith(staged),
    )
  },

  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may write to the folder ${name(connection.stagingFolder ?? '')}, but not read there to move files into ${name(connection.bucket)}/${name(connection.baseDirectory)}.`,

  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),

  advise: (_, { connection }) => `Allow s3:GetObject on ${objectsArn(connection.bucket, connection.stagingFolder ?? '')}.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
