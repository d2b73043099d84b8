import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { list, record, reportTo, required, text } from '../base/shape.ts'
import type { PlannedCase } from './plan.ts'
import type { Suppression } from './suppression.ts'

const day = { pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, is: 'a day', help: 'write it as 2027-01-31' }
const something = { pattern: /\S/, is: 'an answer', help: 'a suppression that nobody can explain is not one' }

/** The whole shape of a file of suppressions. */
export const suppressionsShape = record('a file of suppressions', {
  suppressions: required(
    list(
      record('a suppression', {
        scenario: required(text(), "the scenario's file, or the end of its path"),
        case: required(text(), 'the title of the case'),
        reason: required(text(something), 'why the failure is borne'),
        owner: required(text(something), 'who sees to it that it ends'),
        expires: required(text(day), 'the last day on which it counts: 2027-01-31'),
      }),
    ),
    'the cases that may fail for now',
  ),
})

/** Reads the failures that are borne for now; every one says why, who sees to it, and until when. */
export function parseSuppressions(source: string, file: string): Result<readonly Suppression[], readonly Problem[]> {
  const root = parseYaml(source, file)
  if (!root.ok) return root
  const problems: Problem[] = []
  const read = suppressionsShape.read(root.value, reportTo(problems, 'suppressions'))
  if (read === undefined || problems.length > 0) return err(problems)
  return ok(
    read.of.suppressions.items.map(({ at, of }) => ({
      at,
      scenario: of.scenario.text,
      case: of.case.text,
      reason: of.reason.text,
      owner: of.owner.text,
      expires: of.expires.text,
    })),
  )
}

/** The suppression of a case, whether it has expired or not. */
export const suppressionOf = (suppressions: readonly Suppression[], { scenario, title }: PlannedCase): Suppression | undefined =>
  suppressions.find((each) => each.case === title && isAbout(each, scenario))

/** A suppression may name the end of a path. */
export const isAbout = (suppression: Pick<Suppression, 'scenario'>, { at }: Pick<PlannedCase['scenario'], 'at'>): boolean =>
  at.file === suppression.scenario || at.file.endsWith(`/${suppression.scenario}`)

/** `today` as `2027-01-31`. */
export const isExpired = ({ expires }: Suppression, today: string): boolean => expires < today
