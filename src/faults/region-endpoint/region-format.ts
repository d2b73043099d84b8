import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

export const regionFormat = inputFault({
  id: 'region-format',
  layer: 'region-endpoint',
  tier: 2,
  confidence: 'observed',
  summary: 'the region is misspelt',
  sources: ['https://docs.aws.amazon.com/general/latest/gr/rande.html'],
  connectors: bothConnectors,
  lookAlikes: ['wrong-region'],
  spoil: ({ region }) => ({ region: region.replaceAll('-', '_') }),
  steps: [],
  say: (_, { typed }) =>
    sentence`${name(typed.region)} is not the name of a region, so the bucket ${name(typed.bucket)} cannot be reached there.`,
  advise: ({ problem }) => (problem.meant?.region === undefined ? 'Choose the region of the bucket.' : `Use ${problem.meant.region}.`),
})
