import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Report, reportTo, type TextAt } from '../base/shape.ts'
import { didYouMean } from '../base/suggest.ts'
import { type MatrixText, matrixShape } from './matrix-shape.ts'

/** What a sweep goes through: scenarios, faults, targets and regions, each with each. */
export interface Matrix {
  /** As written: seen from the matrix file. */
  readonly scenarios: readonly string[]
  /** Absent: the cases of the scenarios. */
  readonly faults?: 'all' | readonly string[]
  readonly targets: readonly string[]
  /** Empty: each fixture stays in its own. */
  readonly regions: readonly string[]
  /** Targets in which the fixtures stand as they are written. */
  readonly drift: readonly string[]
  readonly concurrency: number
}

/** Reads the text of `sweep.yaml`; all problems are found at once. `known` are the ids of the catalogue. */
export function parseMatrix(source: string, file: string, known: readonly string[]): Result<Matrix, readonly Problem[]> {
  const root = parseYaml(source, file)
  if (!root.ok) return root
  const problems: Problem[] = []
  const report = reportTo(problems, 'sweep')
  const read = matrixShape.read(root.value, report)
  if (read !== undefined) check(read.of, known, report)
  if (read === undefined || problems.length > 0) return err(problems)
  const { scenarios, faults, targets, regions, drift, concurrency } = read.of
  const ids = textsOf(faults)
  return ok({
    scenarios: textsOf(scenarios),
    ...(faults === undefined ? {} : { faults: ids.includes('all') ? 'all' : ids }),
    targets: textsOf(targets),
    regions: textsOf(regions),
    drift: textsOf(drift),
    concurrency: concurrency?.value ?? 4,
  })
}

const textsOf = (items: { readonly items: readonly TextAt[] } | undefined): readonly string[] => items?.items.map(({ text }) => text) ?? []

function check({ scenarios, faults, targets, regions, drift }: MatrixText, known: readonly string[], report: Report): void {
  for (const axis of [scenarios, targets, faults, regions, drift]) {
    if (axis === undefined) continue
    if (axis.items.length === 0) report('empty-axis', axis.at, 'with nothing here there is nothing to sweep')
    const seen = new Set<string>()
    for (const { text, at } of axis.items) {
      if (seen.has(text)) report('twice', at, `\`${text}\` is here twice`)
      seen.add(text)
    }
  }
  for (const { text, at } of faults?.items ?? []) {
    if (text === 'all' ? faults?.items.length === 1 : known.includes(text)) continue
    report('unknown-fault', at, `there is no fault \`${text}\``, didYouMean(text, known).help ?? '`sallyport faults` lists them all')
  }
  for (const { text, at } of targets.items)
    if (text === 'embedded') report('embedded', at, 'every case runs on the embedded sandbox anyway', 'name targets of sallyport.yaml')
}
