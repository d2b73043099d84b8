import type { Span } from '../base/span.ts'
import type { Decision, ElementTrace, StatementTrace } from '../engine/decision.ts'
import type { Request } from '../engine/request.ts'
import { documentsOf } from '../faults/placed-document.ts'
import { roleArn, userArn } from '../fixture/decide.ts'
import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import type { Statement } from '../policy/policy.ts'
import { isMeant } from './is-meant.ts'

/** What the cases of a run have made of the policies: which statements decided, which conditions were seen both ways, who asked. */
export interface Coverage {
  /** Sorted by file. */
  readonly files: readonly FileCoverage[]
  readonly principals: readonly PrincipalCoverage[]
}

export interface FileCoverage {
  readonly file: string
  readonly statements: readonly StatementCoverage[]
}

export interface StatementCoverage {
  readonly at: Span
  readonly sid?: string
  readonly effect: Statement['effect']
  /** Decisions in which it applied. */
  readonly applied: number
  readonly conditions: readonly ConditionCoverage[]
}

/** How often a condition held and did not, where everything else of its statement matched. */
export interface ConditionCoverage {
  readonly at: Span
  /** `StringEquals sts:ExternalId` */
  readonly text: string
  readonly held: number
  readonly failed: number
}

export interface PrincipalCoverage {
  readonly arn: string
  readonly at: Span
  /** Decisions on its requests. */
  readonly asked: number
}

interface Mutable<T extends object> {
  readonly at: T
  applied: number
  readonly conditions: { held: number; failed: number }[]
}

/** Counts what decisions make of the policies of fixtures. */
export class CoverageRecorder {
  private readonly statements = new Map<string, Mutable<Statement>>()
  private readonly files = new Map<string, PolicyFile>()
  private readonly principals = new Map<string, { readonly at: Span; asked: number }>()

  /** What could be covered: every statement and every principal of the fixture, as the user wrote it. */
  add(fixture: Fixture): void {
    for (const { file } of documentsOf(fixture)) {
      if (this.files.has(file.file)) continue
      this.files.set(file.file, file)
      for (const statement of file.policy.statements) {
        const counts = { at: statement, applied: 0, conditions: statement.conditions.map(() => ({ held: 0, failed: 0 })) }
        this.statements.set(keyOf(file, statement), counts)
      }
    }
    for (const { arn, at } of principalsOf(fixture)) if (!this.principals.has(arn)) this.principals.set(arn, { at, asked: 0 })
  }

  /** One decision on the policies of `probed`, which may be the fixture with something injected: a statement that was changed counts for nothing. */
  record(probed: Fixture, request: Request, decision: Decision): void {
    const asking = 'roleArn' in request.principal ? request.principal.roleArn : 'arn' in request.principal ? request.principal.arn : ''
    const principal = this.principals.get(asking)
    if (principal === undefined) return
    principal.asked += 1
    const documents = documentsOf(probed)
    for (const layer of decision.because) {
      for (const policy of layer.because) {
        const document = documents.find((each) => isMeant(each, layer.layer, policy, request, probed))
        if (document !== undefined) for (const statement of policy.because) this.count(document.file, statement)
      }
    }
  }

  private count(file: PolicyFile, trace: StatementTrace): void {
    const statement = file.policy.statements[trace.index]
    const counts = statement && this.statements.get(keyOf(file, statement))
    if (counts === undefined) return
    if (trace.applies) counts.applied += 1
    if (trace.because.some((element) => element.element !== 'condition' && !element.matches)) return
    trace.because.filter(isCondition).forEach(({ matches }, index) => {
      const condition = counts.conditions[index]
      if (condition !== undefined) condition[matches ? 'held' : 'failed'] += 1
    })
  }

  result(): Coverage {
    const files = [...this.files.values()].map((file) => ({
      file: file.file,
      statements: file.policy.statements.map((statement) => this.resultOf(file, statement)),
    }))
    return {
      files: files.filter(({ statements }) => statements.length > 0).sort((a, b) => (a.file < b.file ? -1 : 1)),
      principals: [...this.principals].map(([arn, { at, asked }]) => ({ arn, at, asked })).sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    }
  }

  private resultOf(file: PolicyFile, statement: Statement): StatementCoverage {
    const { at, sid, effect, conditions } = statement
    const counts = this.statements.get(keyOf(file, statement))
    return {
      at,
      ...(sid === undefined ? {} : { sid }),
      effect,
      applied: counts?.applied ?? 0,
      conditions: conditions.map((condition, index) => ({
        at: condition.at,
        text: `${condition.operator.text} ${condition.key}`,
        held: counts?.conditions[index]?.held ?? 0,
        failed: counts?.conditions[index]?.failed ?? 0,
      })),
    }
  }
}

const isCondition = (element: ElementTrace): element is ElementTrace & { readonly node: 'condition' } => element.node === 'condition'

/** A statement is known by its text: what was injected beside it may have moved it. */
const keyOf = ({ file, text }: PolicyFile, { at }: Pick<Statement, 'at'>): string =>
  `${file}\0${text.slice(at.start.offset, at.end.offset)}`

const principalsOf = (fixture: Fixture): readonly { readonly arn: string; readonly at: Span }[] => [
  ...[...fixture.users.values()].map((user) => ({ arn: userArn(fixture, user), at: user.at })),
  ...[...fixture.roles.values()].map((role) => ({ arn: roleArn(fixture, role), at: role.at })),
]

/** What two shards of a run have covered together. */
export function addCoverage(left: Coverage, right: Coverage): Coverage {
  const files = new Map([...right.files, ...left.files].map((file) => [file.file, file]))
  const others = new Map(right.files.map((file) => [file.file, file]))
  const principals = new Map([...right.principals, ...left.principals].map((one) => [one.arn, one]))
  const asked = (arn: string): number =>
    [left, right].flatMap((each) => each.principals).reduce((sum, one) => sum + (one.arn === arn ? one.asked : 0), 0)
  return {
    files: [...files.values()]
      .map((file) => (left.files.includes(file) ? addFile(file, others.get(file.file)) : file))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    principals: [...principals.values()].map((one) => ({ ...one, asked: asked(one.arn) })).sort((a, b) => (a.arn < b.arn ? -1 : 1)),
  }
}

const addFile = (file: FileCoverage, other: FileCoverage | undefined): FileCoverage => ({
  file: file.file,
  statements: file.statements.map((statement, index) => {
    const same = other?.statements[index]
    return {
      ...statement,
      applied: statement.applied + (same?.applied ?? 0),
      conditions: statement.conditions.map((condition, position) => ({
        ...condition,
        held: condition.held + (same?.conditions[position]?.held ?? 0),
        failed: condition.failed + (same?.conditions[position]?.failed ?? 0),
      })),
    }
  }),
})

/** How much of what could be covered is: statements that applied, each condition both ways, principals that asked. */
export interface CoverageCounts {
  readonly statements: Share
  /** Each condition counts twice: held, and not. */
  readonly conditions: Share
  readonly principals: Share
  /** Of everything, in per cent, rounded down; 100 where there is nothing. */
  readonly percent: number
}

export interface Share {
  readonly covered: number
  readonly all: number
}

export function countCoverage({ files, principals }: Coverage): CoverageCounts {
  const statements = files.flatMap((file) => file.statements)
  const ways = statements.flatMap(({ conditions }) => conditions.flatMap(({ held, failed }) => [held, failed]))
  const share = (numbers: readonly number[]): Share => ({ covered: numbers.filter((number) => number > 0).length, all: numbers.length })
  const parts = {
    statements: share(statements.map(({ applied }) => applied)),
    conditions: share(ways),
    principals: share(principals.map(({ asked }) => asked)),
  }
  const all = share([...statements.map(({ applied }) => applied), ...ways, ...principals.map(({ asked }) => asked)])
  return { ...parts, percent: all.all === 0 ? 100 : Math.floor((100 * all.covered) / all.all) }
}
