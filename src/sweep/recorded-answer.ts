import type { Observation } from '../connectors/observation.ts'
import { comparable, type Drift, findDrift } from './drift.ts'

/** What a target refused in one step of a case, in the fixture's words and without ids of requests, keys and sessions. */
export interface RecordedAnswer extends Pick<Observation, 'step' | 'operation' | 'status' | 'code' | 'message'> {
  /** The file of the scenario, as it was named. */
  readonly scenario: string
  readonly title: string
  readonly injected: readonly string[]
}

type RecordedCase = Pick<RecordedAnswer, 'scenario' | 'title' | 'injected'>

/** A line for each step that was refused. */
export const formatAnswers = (of: RecordedCase, observations: readonly Observation[]): string =>
  observations
    .filter(({ outcome, operation }) => outcome === 'failed' && operation !== undefined)
    .map(({ step, operation, status, code, message }) => {
      const { scenario, title, injected } = of
      return `${JSON.stringify({ scenario, title, injected, step, operation, status, code, message: comparable(message) })}\n`
    })
    .join('')

/** Lines of others are left out. */
export const parseAnswers = (text: string): readonly RecordedAnswer[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isAnswer)

const isAnswer = (value: unknown): value is RecordedAnswer =>
  typeof value === 'object' && value !== null && ['scenario', 'title', 'injected', 'step', 'operation'].every((name) => name in value)

/** Where the sandbox answers otherwise than the lines say. A step without a line is not compared. */
export const compareAnswers = (recorded: readonly RecordedAnswer[], here: readonly Observation[]): readonly Drift[] =>
  findDrift(
    recorded.map((answer): Observation => ({ ...answer, title: '', outcome: 'failed', durationMs: 0, facts: {} })),
    here.filter(({ step }) => recorded.some((answer) => answer.step === step)),
  )
