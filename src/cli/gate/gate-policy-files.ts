import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { PolicyType } from '../../policy/policy.ts'
import type { GateReport } from '../../report/gate-report.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { Accepted } from './gate-accepted.ts'
import { changesOf } from './gate-changes.ts'
import { joinTypes, typesDiffer } from './gate-matches.ts'
import { readPolicy } from './gate-policy.ts'
import type { CompareOptions } from './gate-sides.ts'
import type { GateUnit } from './gate-unit.ts'

/** Two policy documents, whatever their names, as the same policy before and after a change. */
export function comparePolicyFiles(
  before: string,
  after: string,
  type: PolicyType | undefined,
  { failOn, timeout }: Pick<CompareOptions, 'failOn' | 'timeout'>,
  accepted: Accepted,
): Result<GateReport, readonly Problem[]> {
  const units = readBoth(before, after, type)
  if (!units.ok) return units
  const [one, other] = units.value.map((unit) => ({ ...unit, key: 'policy', name: after }))
  const changes = changesOf(one === undefined ? [] : [one], other === undefined ? [] : [other], accepted, timeout)
  return changes.ok ? ok({ base: before, head: after, ...changes.value, ingress: [], unknown: [], failOn }) : changes
}

/** Where the two do not say the same of themselves, they are read again as what both can be. */
function readBoth(before: string, after: string, type: PolicyType | undefined): Result<readonly [GateUnit, GateUnit], readonly Problem[]> {
  const [one, other] = [readFile(before, type), readFile(after, type)]
  if (!one.ok || !other.ok) return err([one, other].flatMap((read) => (read.ok ? [] : read.error)))
  const joined = joinTypes(one.value, other.value)
  if (joined === undefined) return err([typesDiffer(one.value, other.value)])
  return one.value.type === joined && other.value.type === joined ? ok([one.value, other.value]) : readBoth(before, after, joined)
}

function readFile(file: string, type: PolicyType | undefined): Result<GateUnit, readonly Problem[]> {
  const read = readPolicy(file, file, readNamedFile(file), type)
  if ('problems' in read) return err(read.problems)
  if (read.unit !== undefined) return ok(read.unit)
  throw new CommandFailure(exitCode.input, `\`${file}\` is no policy document`, 'it has no `Statement`')
}
