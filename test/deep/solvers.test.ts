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
  ...[...awsManagedPolicies().values()].map(({ text }) => JSON.parse(text) as Document),
  ...readFileSync(new URL('../analysis/data/managed-policies.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly document: Document }).document),
]

/** Milliseconds for a question; what takes longer is not compared. */
const patience = 500
const solvers = {
  cvc5: { options: ['--lang=smt2', '--strings-exp', `--tlimit-per=${patience}`], preamble: '' },
  z3: { options: [], preamble: `(set-option :timeout ${patience})\n` },
} as const
type Solver = keyof typeof solvers

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

/** Questions that a process is given at once: to start one takes longer than most of the answers. */
const batch = 50

/** The answers to all questions, in their order; a process that fails or is stuck leaves the rest of its batch without any. */
async function answersOf(solver: Solver, problems: readonly string[]): Promise<readonly (string | undefined)[]> {
  const { options, preamble } = solvers[solver]
  const found: (string | undefined)[] = []
  for (let from = 0; from < problems.length; from += batch) {
    const questions = problems.slice(from, from + batch)
    const file = join(folder, `${solver}-${from}.smt2`)
    writeFileSync(file, questions.map((problem, at) => `${preamble}(echo "question ${at}")\n${problem}(reset)\n`).join(''))
    const printed = await new Promise<string>((resolve) => {
      execFile(solver, [...options, file], { timeout: batch * patience * 2 }, (_error, stdout) => resolve(stdout))
    })
    const lines = new Map([...printed.matchAll(/question (\d+)"?\n(.*)/g)].map(([, at, answer]) => [Number(at), answer]))
    found.push(...questions.map((_, at) => lines.get(at)))
  }
  return found
}

describe('solvers of SMT-LIB', () => {
  const { numRuns: count = 500 } = fc.readConfigureGlobal()
  const names = (['cvc5', 'z3'] as const).filter((solver) => !isSkipped(solver))

  it.skipIf(names.length === 0)(
    'find new access where the analysis does, and nowhere else',
    { timeout: 60_000 + count * 6_000 },
    async () => {
      const asked = pairs(count)
      const problems = asked.map(({ problem }) => problem)
      const answers = names.map(async (solver) => [solver, await answersOf(solver, problems)] as const)
      const verdicts = asked.map(({ before, after }) => newAccess(before, after, { unrestrictedResources: true }).verdict)
      const undecided = verdicts.filter((verdict) => verdict === 'undecided').length
      const wrong: string[] = []
      const compared = new Map<Solver, number>()
      for (const [solver, given] of await Promise.all(answers)) {
        const isAnswer = (answer: string | undefined): boolean => answer === 'sat' || answer === 'unsat'
        compared.set(solver, given.filter(isAnswer).length)
        for (const [at, verdict] of verdicts.entries())
          if (isAnswer(given[at]) && verdict !== 'undecided' && (given[at] === 'sat') !== (verdict === 'new-access'))
            wrong.push(`${verdict}, ${solver} ${given[at]}\n${problems[at]}`)
      }
      console.info(`${asked.length} pairs, ${undecided} undecided; answers: ${JSON.stringify(Object.fromEntries(compared))}`)
      expect(wrong).toEqual([])
      expect(asked.length).toBe(count)
      for (const answered of compared.values()) expect(answered).toBeGreaterThan(count / 2)
    },
  )
})
