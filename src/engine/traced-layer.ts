import type { Applied, TracedLayer } from './applied.ts'
import { matchCaller } from './compiled-statement.ts'
import type { LayerName, LayerTrace, Outcome, PolicyTrace } from './decision.ts'
import type { Layer } from './layer.ts'
import type { AttachedPolicy } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { type TraceableStatement, traceStatement } from './traced-statement.ts'

/** Statements that apply, gathered while the tree is made; most often there are none. */
interface Gathered {
  allows: Applied[] | undefined
  denies: Applied[] | undefined
}

/** Every statement of the layer with its reasons, and which of them apply. */
export function traceLayer({ layer, level, policies, statements }: Layer, facts: RequestFacts): TracedLayer {
  const gathered: Gathered = { allows: undefined, denies: undefined }
  const because = policies.map((attached, place) => tracePolicy(attached, statements[place] ?? none, facts, layer, gathered))
  const { allows = none, denies = none } = gathered
  const outcome = layerOutcome(layer, allows, denies)
  const trace: LayerTrace =
    level === undefined ? { node: 'layer', layer, outcome, because } : { node: 'layer', layer, level, outcome, because }
  return { trace, allows, denies }
}

const none: readonly never[] = []

function tracePolicy(
  { name, arn }: AttachedPolicy,
  statements: readonly TraceableStatement[],
  facts: RequestFacts,
  layer: LayerName,
  gathered: Gathered,
): PolicyTrace {
  const because = statements.map((statement) => {
    const trace = traceStatement(statement, facts, layer)
    const match = trace.applies ? matchCaller(statement.compiled, facts, layer) : undefined
    if (match !== undefined) gather(gathered, { layer, names: match.names, trace })
    return trace
  })
  return arn === undefined ? { node: 'policy', name, because } : { node: 'policy', name, arn, because }
}

function gather(gathered: Gathered, applied: Applied): void {
  const effect = applied.trace?.effect === 'Deny' ? 'denies' : 'allows'
  const others = gathered[effect]
  if (others === undefined) gathered[effect] = [applied]
  else others.push(applied)
}

/**
 * What the statements of a layer come to. RCPFullAWSAccess is attached at every level and cannot be detached, so an RCP only ever denies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function layerOutcome(layer: LayerName, allows: readonly Applied[], denies: readonly Applied[]): Outcome {
  if (denies.length > 0) return 'explicitDeny'
  return allows.length > 0 || layer === 'resourceControl' ? 'allowed' : 'implicitDeny'
}
