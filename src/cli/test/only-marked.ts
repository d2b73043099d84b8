import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { Scenario } from '../../scenario/scenario.ts'

/** Where cases are marked `only`, those alone; with `forbidOnly` each mark is a problem, so that none is left behind by mistake. */
export function onlyMarked(
  scenarios: readonly Scenario[],
  { forbidOnly = false }: { readonly forbidOnly?: boolean },
): Result<readonly Scenario[], readonly Problem[]> {
  const marked = scenarios.flatMap(({ cases }) => cases.filter(({ only }) => only === true))
  if (marked.length === 0) return ok(scenarios)
  if (forbidOnly) return err(marked.map(({ at, title }) => forbidden(at, title)))
  process.stderr.write(`sallyport: only what is marked \`only\`: ${marked.map(({ title }) => `\`${title}\``).join(', ')}\n`)
  const narrowed = scenarios.map((scenario) => ({ ...scenario, cases: scenario.cases.filter(({ only }) => only === true) }))
  return ok(narrowed.filter(({ cases }) => cases.length > 0))
}

const forbidden = (at: Problem['at'], title: string): Problem => ({
  code: 'scenario/only',
  at,
  message: `\`${title}\` is marked \`only\`, which \`--forbid-only\` forbids`,
  help: 'take the mark out before you commit',
})
