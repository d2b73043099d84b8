import type { Observation } from '../connectors/observation.ts'
import type { Answer } from './diagnosis.ts'

/** What AWS said, of the steps that failed. */
export const answersOf = (observations: readonly Observation[]): readonly Answer[] =>
  observations
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ step, code, message, status, requestId }) => ({
      step,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
    }))
