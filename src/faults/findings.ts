import { nearMisses } from '../engine/near-miss.ts'
import type { Absence, Cause, Denial, Miss } from './cause.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './fault.ts'
import { documentsOfLayer, findStatement } from './find-statement.ts'
import { type ConditionMiss, isConditionMiss } from './miss.ts'
import type { PlacedDocument, PlacedStatement } from './placed-document.ts'

/** A finding about one statement: `first` stands for all its claims. */
export interface StatementFinding<C extends Denial | Miss> extends Finding {
  readonly claims: readonly C[]
  readonly first: C
  readonly placed: PlacedStatement
}

/** A finding about a permission that nobody gave. */
export interface AbsenceFinding extends Finding {
  readonly claims: readonly (Absence | Miss)[]
  readonly first: Absence | Miss
  /** A document of the layer, the one that is about the same bucket if there is any. */
  readonly document?: PlacedDocument
}

export const isMiss = (cause: Cause): cause is Miss => cause.cause === 'miss'
export const isDenial = (cause: Cause): cause is Denial => cause.cause === 'denial'
/** Something that no policy of a layer gives. */
export const isGap = (cause: Cause): cause is Absence | Miss => isAbsence(cause) || isMiss(cause)
export const isAbsence = (cause: Cause): cause is Absence => cause.cause === 'absence'

/** Misses in one element of one statement are one finding. */
export function missFindings({ causes }: Pick<Evidence, 'causes'>, accepts: (miss: Miss) => boolean): readonly StatementFinding<Miss>[] {
  return group(
    causes.filter(isMiss).filter(accepts),
    ({ placed, element }) => `${placed.document.file.file} ${placed.statement.index} ${element.at.pointer}`,
  ).map((claims) => ({ claims, first: claims[0], placed: claims[0].placed, at: claims[0].element.at }))
}

export type ConditionFinding = StatementFinding<Miss> & { readonly first: ConditionMiss; readonly claims: readonly ConditionMiss[] }

/** Misses in one condition of one statement are one finding. */
export function conditionFindings(
  { causes }: Pick<Evidence, 'causes'>,
  accepts: (miss: ConditionMiss) => boolean,
): readonly ConditionFinding[] {
  const missed = causes.filter(isMiss).filter(isConditionMiss).filter(accepts)
  return group(missed, ({ placed, element }) => `${placed.document.file.file} ${placed.statement.index} ${element.at.pointer}`).map(
    (claims) => ({
      claims,
      first: claims[0],
      placed: claims[0].placed,
      at: claims[0].element.at,
    }),
  )
}

/** Denials by one statement are one finding. */
export function denialFindings(
  { causes }: Pick<Evidence, 'causes'>,
  accepts: (denial: Denial) => boolean,
): readonly StatementFinding<Denial>[] {
  return group(causes.filter(isDenial).filter(accepts), ({ placed }) => `${placed.document.file.file} ${placed.statement.index}`).map(
    (claims) => ({ claims, first: claims[0], placed: claims[0].placed, at: claims[0].trace.at }),
  )
}

/** Missing permissions of one identity in one layer are one finding; it points at the statement that lacks only the action, or at the document. */
export function absenceFindings(
  evidence: Pick<Evidence, 'causes' | 'fixture'>,
  accepts: (cause: Absence | Miss) => boolean,
): readonly AbsenceFinding[] {
  const absent = evidence.causes.filter(isGap).filter(accepts)
  return group(absent, ({ layer, need }) => `${layer} ${JSON.stringify(need.by)}`).map((claims) => {
    const first = claims[0]
    const document = homeOf(evidence, first)
    const nearest = nearestStatement(evidence, first) ?? statementAbout(document, first)
    const at = first.cause === 'miss' ? first.element.at : (nearest?.statement.action.at ?? document?.file.policy.at)
    return { claims, first, ...(document === undefined ? {} : { document }), ...(at === undefined ? {} : { at }) }
  })
}

/** The Allow that would apply if it had the action. */
export function nearestStatement({ fixture }: Pick<Evidence, 'fixture'>, { need, decision, layer }: Cause): PlacedStatement | undefined {
  const near = nearMisses(decision).find(
    (miss) => miss.layer === layer && miss.misses.every(({ element }) => element === 'action' || element === 'notAction'),
  )
  return near === undefined ? undefined : findStatement(fixture, need, layer, near.statement)
}

/** An Allow that is about the same bucket, role or key. */
function statementAbout(document: PlacedDocument | undefined, { need }: Cause): PlacedStatement | undefined {
  const [subject = ''] = need.resource.split('/')
  const statement = document?.file.policy.statements.find(
    ({ effect, resource }) =>
      effect === 'Allow' && resource?.patterns.some(({ text }) => text === subject || text.startsWith(`${subject}/`)),
  )
  return document === undefined || statement === undefined ? undefined : { document, statement }
}

/** The document into which the missing permission belongs: one that speaks of the same bucket, role or key, else the first of its layer that allows something. */
export function homeOf({ fixture }: Pick<Evidence, 'fixture'>, { need, layer }: Cause): PlacedDocument | undefined {
  const documents = documentsOfLayer(fixture, need, layer)
  const [subject = ''] = need.resource.replace('arn:aws:s3:::', '').split('/')
  return documents.find(({ file }) => file.text.includes(`:${subject}`)) ?? documents.find(allowsSomething) ?? documents[0]
}

const allowsSomething = ({ file }: PlacedDocument): boolean => file.policy.statements.some(({ effect }) => effect === 'Allow')

type NonEmpty<T> = readonly [T, ...T[]]

export function group<T>(items: readonly T[], keyOf: (item: T) => string): readonly NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const known = groups.get(keyOf(item))
    if (known === undefined) groups.set(keyOf(item), [item])
    else known.push(item)
  }
  return [...groups.values()]
}
