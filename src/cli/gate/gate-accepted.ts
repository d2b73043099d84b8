import { parseYaml } from '../../base/parse-yaml.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { list, record, reportTo, required, text } from '../../base/shape.ts'
import type { Acceptance } from '../../report/gate-report.ts'
import { readNamedFile } from '../read-named-file.ts'
import { readSource } from '../read-source.ts'

/** Where accepted broadenings are listed unless `--accepted` says otherwise. */
const usualFile = 'sallyport-accepted.yaml'

/** The whole shape of the file. */
export const acceptedShape = record('the list of what is accepted', {
  accepted: required(
    list(
      record('something accepted', {
        finding: required(text(), 'the id that the gate prints'),
        reason: required(text(), 'why it is fine'),
        owner: required(text(), 'who says so'),
        expires: required(text(), 'the last day on which it counts, as "2027-01-31"'),
      }),
    ),
    'findings that may be newly allowed',
  ),
})

export interface Accepted {
  readonly byId: ReadonlyMap<string, Acceptance>
  /** What is in the way of none: it is over. */
  readonly expired: readonly string[]
}

/** Reads what somebody accepted, with reason, owner and expiry. `today` is `2026-11-26`. */
export function readAccepted(file: string | undefined, today: string): Result<Accepted, readonly Problem[]> {
  const name = file ?? usualFile
  const source = file === undefined ? readSource(name) : readNamedFile(file)
  if (source === undefined) return ok({ byId: new Map(), expired: [] })
  const document = parseYaml(source, name)
  if (!document.ok) return document
  const problems: Problem[] = []
  const report = reportTo(problems, 'gate')
  const read = acceptedShape.read(document.value, report)
  const byId = new Map<string, Acceptance>()
  const expired: string[] = []
  for (const { of } of read?.of.accepted.items ?? []) {
    const { finding, reason, owner, expires } = of
    if (!isDay(expires.text)) report('bad-day', expires.at, `\`${expires.text}\` is no day`, 'write it as "2027-01-31"')
    else if (reason.text.trim() === '' || owner.text.trim() === '') report('empty', finding.at, 'reason and owner cannot be empty')
    else if (expires.text < today) expired.push(`the acceptance of ${finding.text} (${owner.text}) ended on ${expires.text}`)
    else byId.set(finding.text, { reason: reason.text, owner: owner.text, expires: expires.text })
  }
  return problems.length > 0 ? err(problems) : ok({ byId, expired })
}

const isDay = (day: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`))
