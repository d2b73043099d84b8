import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

export const externalIdBadFormat = inputFault({
  id: 'external-id-bad-format',
  tier: 2,
  confidence: 'observed',
  summary: 'the external ID has a form that AWS does not accept',
  sources: ['https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html'],
  connectors: bothConnectors,
  lookAlikes: ['trust-external-id-mismatch'],
  spoil: ({ externalId }) => (externalId === undefined ? undefined : { externalId: `${externalId} ` }),
  steps: ['sts.assume'],
  say: (_, { typed }) =>
    sentence`${name(typed.externalId ?? '')} cannot be an external ID: AWS takes letters, digits and _ + = , . @ : / - without spaces.`,
  advise: ({ problem }) => (problem.meant?.externalId === undefined ? 'Copy the external ID again.' : `Use ${problem.meant.externalId}.`),
})
