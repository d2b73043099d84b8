import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { newAccess } from '../../src/analysis/new-access.ts'
import { awsManagedPolicies } from '../../src/policy/aws-managed-policy.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { listOf, policyMutations } from '../arbitraries/policy-mutation.ts'
import { smtProblem } from '../oracle/smt-problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-solvers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Document {
  readonly Version?: string
  readonly Statement: unknown
}

const corpus: readonly Document[] = [
  ...[...awsManagedPolicies.values()].map(({ text }) => JSON.parse(text) as Document),
  ...readFileSync(new URL('../analysis/data/managed-policies.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly document: Document }).document),
]

/** Seconds for a question; what takes longer is not compared. */
const patience = 2
const solvers = {
  cvc5: (file: string) => ['--lang=smt2', '--strings-exp', `--tlimit=${patience * 1000}`, file],
  z3: (file: string) => [`-T:${patience}`, file],
} as const

const isThere = (program: string): boolean => (process.env.PATH ?? '').split(delimiter).some((each) => existsSync(join(each, program)))

/** In CI there must be both; elsewhere what is missing is said and skipped. */
function isSkipped(program: string): boolean {
  const skipped = !isThere(program) && process.env.CI === undefined
  if (skipped) console.warn(`the comparison with ${program} is skipped: it is not here`)
  return skipped
}

interface Pair {
  readonly before: Policy
  readonly after: Policy
  readonly problem: string
}

/** Real policies and what a change makes of them, in both directions; without what the problem does not cover. */
function pairs(count: number): readonly Pair[] {
  const { seed = 1 } = fc.readConfigureGlobal()
  const picks = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { seed, numRuns: count * 4 })
  const found: Pair[] = []
  for (const [policy, mutation, at, turned] of picks) {
    if (found.length >= count) break
    found.push(...pairOf(corpus[policy % corpus.length], mutation, at, turned))
  }
  return found
}

function pairOf(document: Document | undefined, mutation: number, at: number, turned: boolean): readonly Pair[] {
  const statements = listOf(document?.Statement).filter((each): each is object => typeof each === 'object' && each !== null)
  const changed = policyMutations[mutation % policyMutations.length]?.(statements, at % statements.length) ?? []
  const [one, other] = [statements, changed].map((list) =>
    parsePolicyText(JSON.stringify({ ...document, Statement: list }), 'p', 'identity'),
  )
  if (one?.ok !== true || other?.ok !== true || changed.length === 0) return []
  const [before, after] = turned ? [other.value, one.value] : [one.value, other.value]
  const problem = smtProblem(before, after)
  return problem === undefined ? [] : [{ before, after, problem }]
}

const answerOf = (solver: keyof typeof solvers, file: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(solver, solvers[solver](file), (_error, stdout) => resolve(stdout.trim().split('\n')[0] ?? ''))
  })

describe('solvers of SMT-LIB', () => {
  const { numRuns: count = 100 } = fc.readConfigureGlobal()
  const names = (['cvc5', 'z3'] as const).filter((solver) => !isSkipped(solver))

  it.skipIf(names.length === 0)(
    'find new access where the analysis does, and nowhere else',
    { timeout: 60_000 + count * 6_000 },
    async () => {
      const counts = new Map(names.map((solver) => [solver, { compared: 0, 'gave up': 0 }]))
      const wrong: string[] = []
      let undecided = 0
      for (const [index, { before, after, problem }] of pairs(count).entries()) {
        const file = join(folder, `${index}.smt2`)
        writeFileSync(file, problem)
        const answers = names.map(async (solver) => [solver, await answerOf(solver, file)] as const)
        const { verdict } = newAccess(before, after, { unrestrictedResources: true })
        if (verdict === 'undecided') undecided += 1
        for (const [solver, answer] of await Promise.all(answers)) {
          const kept = counts.get(solver)
          const isAnswer = answer === 'sat' || answer === 'unsat'
          if (kept !== undefined) kept[isAnswer ? 'compared' : 'gave up'] += 1
          if (isAnswer && verdict !== 'undecided' && (answer === 'sat') !== (verdict === 'new-access'))
            wrong.push(`${verdict}, ${solver} ${answer}\n${problem}`)
        }
      }
      console.info(`${count} pairs, ${undecided} undecided; ${JSON.stringify(Object.fromEntries(counts))}`)
      expect(wrong).toEqual([])
      for (const { compared } of counts.values()) expect(compared).toBeGreaterThan(count / 2)
    },
  )
})
