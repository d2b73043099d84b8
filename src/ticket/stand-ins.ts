import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { Chosen } from './chosen.ts'
import { type ConnectionFacts, ownId, standIn } from './connection-facts.ts'

/** What a fix writes that the ticket does not say: `198.51.100.7 stands for the address that calls`. */
export function standInsOf(problem: DiagnosedProblem, facts: ConnectionFacts, sourceIp: Chosen | undefined): readonly string[] {
  if (problem.kind !== 'fault') return []
  const written = [
    problem.advice,
    ...problem.fix.patches.flatMap(({ diff }) => diff.split('\n').filter((line) => /^\+(?!\+\+)/.test(line))),
  ].join('\n')
  const made = [
    { value: sourceIp?.from.source === 'assumed' ? sourceIp.value : '', what: 'the address that calls' },
    { value: facts.callerArn.from.source === 'assumed' ? facts.callerArn.value : '', what: 'whoever uses the role' },
    { value: ownId, what: 'the external ID of the connection' },
    { value: facts.roleArn?.from.source === 'assumed' ? facts.roleArn.value : '', what: 'the role' },
    { value: facts.bucket.from.source === 'assumed' ? facts.bucket.value : '', what: 'the bucket' },
  ]
  return made
    .filter(({ value }) => value !== '' && written.includes(value))
    .map(
      ({ value, what }) =>
        `\`${value}\` stands for ${what}${value.includes(standIn.vendor) || what !== 'whoever uses the role' ? ', which the ticket does not say' : ': the ticket names the account alone'}`,
    )
}
