import { bothConnectors } from '../fault.ts'
import { missingAction } from '../missing-action.ts'
import { name, sentence } from '../sentence.ts'
import { isOnTransferBucket, whoNeeds } from '../subject.ts'

export const intermediateRoleMissingAccess = missingAction({
  id: 'intermediate-role-missing-access',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows the role to use the transfer bucket that the pipeline copies through',
  sources: ['https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf'],
  connectors: bothConnectors,
  classes: ['intermediate'],
  verdict: 'extra-probe',
  lookAlikes: ['intermediate-bucket-policy-missing-account'],
  concerns: (need, { connection }) => isOnTransferBucket(need, connection),
  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} can use ${name(connection.bucket)}, but lacks permission on the transfer bucket ${name(connection.intermediateBucket ?? '')}.`,
})
