import type { Decision, ElementTrace, LayerName, StatementTrace } from '../engine/decision.ts'
import type { Question } from '../fixture/decide.ts'
import type { AccessPoint } from '../fixture/fixture.ts'
import type { LakeNeed, Need } from '../fixture/need.ts'
import type { ServiceWay } from '../fixture/service-way.ts'
import type { PlacedStatement } from './placed-document.ts'

/** A need and how the engine decides it. */
export interface Decided {
  readonly need: Need
  readonly question: Question
  readonly decision: Decision
}

/** One thing that stands between a need and its permission. A need may have several, and each fault claims those it explains. */
export type Cause = Denial | Miss | Absence | Override | Opening | Unreachable | Ungranted | ShutOut

interface Common {
  readonly need: Need
  readonly decision: Decision
  readonly layer: LayerName
}

/** A statement that denies. */
export interface Denial extends Common {
  readonly cause: 'denial'
  readonly placed: PlacedStatement
  readonly trace: StatementTrace
}

/** The statement that was meant to allow it, and one element of it that does not match. */
export interface Miss extends Common {
  readonly cause: 'miss'
  readonly placed: PlacedStatement
  readonly element: MissedElement
}

export type MissedElement = Exclude<ElementTrace, { readonly matches: true }>

/** Nothing in the layer was meant to allow it. */
export interface Absence extends Common {
  readonly cause: 'absence'
}

/** A rule of AWS that refuses whatever the policies allow, by its name in the engine. */
export interface Override extends Common {
  readonly cause: 'override'
  readonly exception: string
}

/** No way leads from where the connector runs to the service: nothing is decided there at all. */
export interface Unreachable extends Common {
  readonly cause: 'unreachable'
  readonly way: ServiceWay
}

/** Lake Formation does not grant something, whatever the policies allow. */
export interface Ungranted extends Common {
  readonly cause: 'ungranted'
  readonly lacking: LakeNeed
}

/** An access point takes requests from its VPC alone, whatever the policies allow. */
export interface ShutOut extends Common {
  readonly cause: 'shutOut'
  readonly point: AccessPoint
}

/** A statement that allows what a well-made set-up refuses. */
export interface Opening extends Common {
  readonly cause: 'opening'
  readonly placed: PlacedStatement
}
