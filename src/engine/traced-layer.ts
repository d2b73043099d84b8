import type { Applied, TracedLayer } from './applied.ts'
import { matchCaller } from './compiled-statement.ts'
import type { LayerName, LayerTrace, Outcome, PolicyTrace, StatementTrace } from './decision.ts'
import type { Layer } from './layer.ts'
import type { AttachedPolicy } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { traceStatement } from './traced-statement.ts'

/** Every statement of the layer with its reasons, and which of them apply. */
export function traceLayer({ layer, level, policies, statements }: Layer, facts: RequestFacts): TracedLayer {
  let allows: Applied[] | undefined
  let denies: Applied[] | undefined
  const because = policies.map((attached, place) => {
    const traces = (statements[place] ?? []).map((statement) => {
      const trace = traceStatement(statement, facts, layer)
      const match = trace.applies ? matchCaller(statement.compiled, facts, layer) : undefined
      if (match === undefined) return trace
      const applied = { layer, names: match.names, trace }
      if (trace.effect === 'Allow') allows = withApplied(allows, applied)
      else denies = withApplied(denies, applied)
      return trace
    })
    return tracePolicy(attached, traces)
  })
  const outcome = layerOutcome(layer, allows ?? none, denies ?? none)
  return { trace: assemble(layer, level, because, outcome), allows: allows ?? none, denies: denies ?? none }
}

const none: readonly Applied[] = []

/** Most often there is one, and a list of one needs no room to grow. */
function withApplied(others: Applied[] | undefined, applied: Applied): Applied[] {
  if (others === undefined) return [applied]
  others.push(applied)
  return others
}

function tracePolicy({ name, arn }: AttachedPolicy, because: readonly StatementTrace[]): PolicyTrace {
  return arn === undefined ? { node: 'policy', name, because } : { node: 'policy', name, arn, because }
}

const assemble = (layer: LayerName, level: number | undefined, because: readonly PolicyTrace[], outcome: Outcome): LayerTrace =>
  level === undefined ? { node: 'layer', layer, outcome, because } : { node: 'layer', layer, level, outcome, because }

/**
 * What the statements of a layer come to. RCPFullAWSAccess is attached at every level and cannot be detached, so an RCP only ever denies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function layerOutcome(layer: LayerName, allows: readonly Applied[], denies: readonly Applied[]): Outcome {
  if (denies.length > 0) return 'explicitDeny'
  return allows.length > 0 || layer === 'resourceControl' ? 'allowed' : 'implicitDeny'
}
