import type { CompiledStatement } from './compiled-statement.ts'
import type { ElementTrace, LayerName, StatementTrace } from './decision.ts'
import { traceAction } from './match-action.ts'
import { traceCondition } from './match-condition.ts'
import { tracePrincipal } from './match-principal.ts'
import { traceResource } from './match-resource.ts'
import { namesPrincipals, type RequestFacts } from './request-facts.ts'

/**
 * A statement, and what the tree said of it when its action was first asked for: requests resemble each other, and an element or a statement
 * that comes out as it did is the same node again. It is kept until another action comes; to keep each new one would cost more than it saves.
 */
export interface TraceableStatement {
  readonly compiled: CompiledStatement
  first: FirstTrace | undefined
}

interface FirstTrace {
  readonly action: string
  readonly what: ElementTrace
  readonly trace: StatementTrace
}

/** All elements of a statement, each with its reason. */
export function traceStatement(traceable: TraceableStatement, facts: RequestFacts, layer: LayerName): StatementTrace {
  const { compiled } = traceable
  const { action } = facts.request
  const known = traceable.first?.action === action ? traceable.first : undefined
  const first = known ?? outline(compiled, action)
  const trace = traceElements(compiled, first, facts, layer)
  if (known === undefined) traceable.first = { action, what: first.what, trace }
  return isNameless(compiled, layer) ? assemble(compiled, false, [nameless(compiled), ...trace.because]) : trace
}

/** The statement with the trace of its action in the place of each element that depends on more. */
function outline(compiled: CompiledStatement, action: string): FirstTrace {
  const { principal, resource, conditions } = compiled
  const what = traceAction(compiled.action, action)
  const who = principal === undefined ? [] : [what]
  const about = resource === undefined ? [] : [what]
  return { action, what, trace: assemble(compiled, what.matches, [...who, what, ...about, ...conditions.map(() => what)]) }
}

function traceElements(
  compiled: CompiledStatement,
  { what, trace: { because }, trace }: FirstTrace,
  facts: RequestFacts,
  layer: LayerName,
): StatementTrace {
  const { principal, resource, conditions } = compiled
  let changed: ElementTrace[] | undefined
  let applies = what.matches
  let place = 0
  if (principal !== undefined) {
    const who = tracePrincipal(principal, facts, layer, compiled.effect)
    if (!who.matches) applies = false
    if (who !== because[0]) changed = put(who, 0, because, changed)
    place = 1
  }
  if (resource !== undefined) {
    const about = traceResource(resource, facts)
    place += 1
    if (!about.matches) applies = false
    if (about !== because[place]) changed = put(about, place, because, changed)
  }
  for (const condition of conditions) {
    const when = traceCondition(condition, facts)
    place += 1
    if (!when.matches) applies = false
    if (when !== because[place]) changed = put(when, place, because, changed)
  }
  return changed === undefined ? trace : assemble(compiled, applies, changed)
}

/** The elements with one of them changed; they are copied the first time. */
function put(element: ElementTrace, place: number, because: readonly ElementTrace[], changed: ElementTrace[] | undefined): ElementTrace[] {
  const elements = changed ?? because.slice()
  elements[place] = element
  return elements
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
