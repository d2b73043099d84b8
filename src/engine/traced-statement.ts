import type { CompiledStatement } from './compiled-statement.ts'
import type { ElementTrace, LayerName, StatementTrace } from './decision.ts'
import { traceAction } from './match-action.ts'
import { traceCondition } from './match-condition.ts'
import { tracePrincipal } from './match-principal.ts'
import { traceResource } from './match-resource.ts'
import { namesPrincipals, type RequestFacts } from './request-facts.ts'

/** A statement, and what the tree says of it in every request with the same action: requests come with the same few. */
export interface TraceableStatement {
  readonly compiled: CompiledStatement
  readonly skeletonFor: (action: string) => Skeleton
}

interface Skeleton {
  readonly action: string
  readonly actionMatches: boolean
  /** All elements; where one depends on more than the action, another has its place taken. */
  readonly elements: readonly ElementTrace[]
  /** The whole statement, where it depends on nothing else. */
  readonly whole: StatementTrace | undefined
}

export function traceable(compiled: CompiledStatement): TraceableStatement {
  let last: Skeleton | undefined
  const skeletonFor = (action: string): Skeleton => {
    if (last?.action !== action) last = makeSkeleton(compiled, action)
    return last
  }
  return { compiled, skeletonFor }
}

function makeSkeleton(compiled: CompiledStatement, action: string): Skeleton {
  const { principal, resource, conditions } = compiled
  const what = traceAction(compiled.action, action)
  const who = principal === undefined ? [] : [principal.everyone?.trace ?? what]
  const about = resource === undefined ? [] : [resource.everything ?? what]
  const elements = [...who, what, ...about, ...conditions.map(() => what)]
  const depends =
    (principal !== undefined && principal.everyone === undefined) ||
    (resource !== undefined && resource.everything === undefined) ||
    conditions.length > 0
  const whole = depends ? undefined : assemble(compiled, what.matches, elements)
  return { action, actionMatches: what.matches, elements, whole }
}

/** All elements of a statement, each with its reason. */
export function traceStatement({ compiled, skeletonFor }: TraceableStatement, facts: RequestFacts, layer: LayerName): StatementTrace {
  const skeleton = skeletonFor(facts.request.action)
  if (skeleton.whole === undefined) return fillSkeleton(compiled, skeleton, facts, layer)
  return isNameless(compiled, layer) ? assemble(compiled, false, [nameless(compiled), ...skeleton.elements]) : skeleton.whole
}

function fillSkeleton(compiled: CompiledStatement, skeleton: Skeleton, facts: RequestFacts, layer: LayerName): StatementTrace {
  const { principal, resource, conditions } = compiled
  const because = skeleton.elements.slice()
  let applies = skeleton.actionMatches
  let place = 0
  if (principal !== undefined) {
    const who = tracePrincipal(principal, facts, layer, compiled.effect)
    if (!who.matches) applies = false
    because[0] = who
    place = 1
  }
  if (resource !== undefined) {
    const about = traceResource(resource, facts)
    if (!about.matches) applies = false
    place += 1
    because[place] = about
  }
  for (const condition of conditions) {
    const when = traceCondition(condition, facts)
    if (!when.matches) applies = false
    place += 1
    because[place] = when
  }
  return isNameless(compiled, layer) ? assemble(compiled, false, [nameless(compiled), ...because]) : assemble(compiled, applies, because)
}

/** Whether the statement names nobody where it has to. */
const isNameless = ({ principal }: CompiledStatement, layer: LayerName): boolean => principal === undefined && namesPrincipals(layer)

const nameless = ({ at }: CompiledStatement): ElementTrace => ({
  node: 'element',
  element: 'principal',
  at,
  matches: false,
  why: { code: 'elementMissing' },
})

function assemble({ at, index, sid, effect }: CompiledStatement, applies: boolean, because: readonly ElementTrace[]): StatementTrace {
  if (sid === undefined) return { node: 'statement', at, index, effect, applies, because }
  return { node: 'statement', at, index, sid, effect, applies, because }
}
