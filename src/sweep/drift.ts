import type { Observation } from '../connectors/observation.ts'

/** One way in which a target answered otherwise than the embedded sandbox: either the fixture is not all there is, or we have AWS wrong. */
export interface Drift {
  readonly step: string
  readonly what: 'outcome' | 'status' | 'code' | 'message'
  /** What the target said; `-` for nothing. */
  readonly there: string
  /** What the embedded sandbox says. */
  readonly here: string
}

/** Step by step, in the words of the fixture. A step that differs in its outcome is told once, by the outcome. */
export function findDrift(there: readonly Observation[], here: readonly Observation[]): readonly Drift[] {
  const steps = [...new Set([...there, ...here].map(({ step }) => step))]
  return steps.flatMap((step) => compareStep(step, nth(there, step), nth(here, step)))
}

/** A probe makes each step once. */
const nth = (observations: readonly Observation[], name: string): Observation | undefined => observations.find(({ step }) => step === name)

function compareStep(step: string, there: Observation | undefined, here: Observation | undefined): readonly Drift[] {
  const differ = (what: Drift['what'], left: string, right: string): readonly Drift[] =>
    left === right ? [] : [{ step, what, there: left, here: right }]
  const outcome = differ('outcome', there?.outcome ?? '-', here?.outcome ?? '-')
  if (outcome.length > 0 || there === undefined || here === undefined) return outcome
  return [
    ...differ('status', String(there.status ?? '-'), String(here.status ?? '-')),
    ...differ('code', there.code ?? '-', here.code ?? '-'),
    ...differ('message', comparable(there.message), comparable(here.message)),
  ]
}

/** Without what is another each time: ids of requests, keys and sessions, and addresses. */
export const comparable = (message: string | undefined): string =>
  (message ?? '-')
    .replace(/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '(id)')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '(id)')
    .replace(/\b\d{8}T\d{6}Z\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '(time)')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '(address)')
    .replace(/\b[A-Za-z0-9+/_-]{60,}={0,2}/g, '(text)')

/** `the real service now says …`, for reports. */
export const describeDrift = ({ step, what, there, here }: Drift): string =>
  `${step}: the target says ${what} \`${there}\`, the embedded sandbox \`${here}\``
