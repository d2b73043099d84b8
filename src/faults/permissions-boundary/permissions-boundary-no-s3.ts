import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import { policyOf } from '../edit-fixture.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { holderIn, holderOf } from '../holder.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, deedsOf, whoNeeds } from '../subject.ts'

export const permissionsBoundaryNoS3: Fault<AbsenceFinding> = {
  id: 'permissions-boundary-no-s3',
  layer: 'permissions-boundary',
  tier: 1,
  confidence: 'documented',
  summary: 'the permissions boundary leaves out what the connection needs',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['boundary-implicit'],
  verdict: 'unique',
  lookAlikes: ['list-action-missing'],
  specificity: 1,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    const identity = holder === undefined ? undefined : holderIn(setUp.fixture, holder)
    if (holder === undefined || identity === undefined || ('boundary' in identity && identity.boundary !== undefined)) return undefined
    const document = policyOf([{ Sid: 'ServersOnly', Effect: 'Allow', Action: 'ec2:*', Resource: '*' }])
    return breakBy(setUp, [{ edit: 'newDocument', place: { kind: 'boundary', holder }, document }])
  },

  recognise: (evidence) => absenceFindings(evidence, ({ layer }) => layer === 'permissionsBoundary'),

  say: ({ claims, first }, evidence) => {
    const who = whoNeeds(first.need)
    const bucket = name(bucketOf(first.need) ?? evidence.connection.bucket)
    if (isEverything(claims, evidence))
      return sentence`The permissions boundary of the ${who} leaves out everything that the connection needs in ${bucket}.`
    return sentence`The permissions boundary of the ${who} does not let it ${deedsOf(claims.map(({ need }) => need))} in ${bucket}.`
  },

  where: ({ first }, { fixture }) => {
    const holder = holderOf(fixture, first.need.by)
    return `IAM > ${holder?.type === 'user' ? 'Users' : 'Roles'} > ${holder?.name ?? ''} > Permissions boundary`
  },

  advise: ({ claims }) => `Add ${[...new Set(claims.map(({ need }) => need.action))].join(', ')} to the boundary.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}

const isEverything = ({ length }: AbsenceFinding['claims'], { decided }: Evidence): boolean =>
  length >= decided.filter(({ need }) => need.action !== 'sts:AssumeRole').length
