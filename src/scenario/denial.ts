import type { Span } from '../base/span.ts'
import type { Decision, ElementTrace, LayerTrace, Outcome, PolicyTrace, StatementTrace } from '../engine/decision.ts'
import { layerTitle, renderMismatch } from '../engine/render-trace.ts'
import type { Request } from '../engine/request.ts'
import { documentsOf, type PlacedDocument } from '../faults/placed-document.ts'
import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import { isMeant } from './is-meant.ts'

/** A request of the connector that was refused, and why: the decision tree with the places of the user's files. */
export interface Denial {
  readonly action: string
  readonly resource: string
  readonly principal: string
  readonly outcome: Outcome
  readonly layers: readonly DenialLayer[]
}

export interface DenialLayer {
  readonly title: string
  readonly outcome: Outcome
  readonly statements: readonly DenialStatement[]
}

export interface DenialStatement {
  readonly effect: StatementTrace['effect']
  readonly sid?: string
  readonly policy: string
  /** Absent for a policy that is none of the fixture's files. */
  readonly at?: Span
  readonly applies: boolean
  readonly elements: readonly { readonly matches: boolean; readonly text: string }[]
}

/** Undefined for a request that was allowed. */
export function denialOf(fixture: Fixture, request: Request, decision: Decision): Denial | undefined {
  if (decision.outcome === 'allowed') return undefined
  const { principal, action, resource } = request
  const documents = documentsOf(fixture)
  const layers = decision.because.map((layer) => layerOf(layer, documents, request, fixture))
  return { action, resource, principal: 'arn' in principal ? principal.arn : principal.type, outcome: decision.outcome, layers }
}

function layerOf(layer: LayerTrace, documents: readonly PlacedDocument[], request: Request, fixture: Fixture): DenialLayer {
  const statements = layer.because.flatMap((policy) => {
    const document = documents.find((each) => isMeant(each, layer.layer, policy, request, fixture))
    return policy.because.map((statement) => statementOf(policy, statement, document?.file))
  })
  return { title: layerTitle[layer.layer], outcome: layer.outcome, statements }
}

function statementOf({ name }: PolicyTrace, trace: StatementTrace, file: PolicyFile | undefined): DenialStatement {
  const at = file?.policy.statements[trace.index]?.at
  const { effect, sid, applies } = trace
  const elements = trace.because.map((element) => ({ matches: element.matches, text: elementText(element) }))
  return { effect, ...(sid === undefined ? {} : { sid }), policy: name, ...(at === undefined ? {} : { at }), applies, elements }
}

const quoted = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ')

function elementText(element: ElementTrace): string {
  if (element.node === 'condition') {
    const sent =
      element.actual === undefined ? 'the request does not send it' : `the request sends ${quoted(element.actual) || 'an empty list'}`
    return `${element.condition.operator.text} ${element.condition.key}: wants ${quoted(element.expected)}, ${sent}`
  }
  return element.matches ? `${element.element} matches` : `${element.element}: ${renderMismatch(element.why)}`
}
