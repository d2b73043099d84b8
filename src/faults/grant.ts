import { foldName } from '../connectors/glue-needs.ts'
import { catalogOf } from '../fixture/decide.ts'
import type { Need } from '../fixture/need.ts'
import { actionsMatching } from '../policy/reference.ts'
import type { Absence, Cause, Miss } from './cause.ts'
import type { Edit, JsonValue } from './edit.ts'
import { policyOf } from './edit-fixture.ts'
import { addActions, addCondition, appendStatement, setResources } from './edit-statement.ts'
import type { Evidence } from './evidence.ts'
import { group, homeOf, nearestStatement, type StatementFinding } from './findings.ts'
import { holderOf, principalArnOf } from './holder.ts'
import { missedResource, servesByPattern } from './miss.ts'
import type { PlacedStatement } from './placed-document.ts'
import { coversResource } from './relate-resource.ts'
import type { SetUp } from './set-up.ts'
import { bucketArn, bucketOf, isOnBucket, isOnCatalog, isOnPoint, objectsArn, pointNameOf } from './subject.ts'

/**
 * Gives what is missing, and nothing else: the action to a statement that has all but the action, or statements of their own to the policy that
 * speaks of the same things; a new policy only where there is none.
 */
export function grantMissing(evidence: Evidence, claims: readonly (Absence | Miss)[]): readonly Edit[] {
  const [first] = claims
  if (first === undefined) return []
  const near = new Map(claims.map((claim) => [claim, narrowStatement(evidence, claim)]))
  const edits = group(
    claims.filter((claim) => near.get(claim) !== undefined),
    (claim) => `${near.get(claim)?.document.file.file} ${near.get(claim)?.statement.index}`,
  ).flatMap((those): readonly Edit[] => {
    const placed = near.get(those[0])
    return placed === undefined ? [] : [addActions(placed, actionsOf(those))]
  })
  const rest = claims.filter((claim) => near.get(claim) === undefined)
  return [...edits, ...grantAnew(evidence, rest)]
}

const actionsOf = (causes: readonly Cause[]): readonly string[] => [...new Set(causes.map(({ need }) => need.action))]

/** A statement that lacks the action alone, and would give it on nothing that the connection does not use. */
function narrowStatement(evidence: Evidence, cause: Absence | Miss): PlacedStatement | undefined {
  const placed = cause.cause === 'absence' ? nearestStatement(evidence, cause) : undefined
  if (placed === undefined || placed.statement.action.element !== 'Action' || placed.statement.conditions.length > 0) return undefined
  if (leastCondition(evidence, cause.need) !== undefined && cause.need.action !== 'sts:AssumeRole') return undefined
  const useful = leastResources(evidence, cause.need)
  const resources = placed.statement.resource?.patterns.map(({ text }) => text) ?? []
  return resources.every((text) => useful.includes(text)) ? placed : undefined
}

/** Statements of their own for what is missing, in the policy that speaks of the same things. */
export function grantAnew(evidence: Evidence, claims: readonly (Absence | Miss)[]): readonly Edit[] {
  const [first] = claims
  if (first === undefined) return []
  const needs = claims.map(({ need }) => need)
  const statements = statementsFor(evidence, needs, first.layer === 'resource')
  const home = homeOf(evidence, first)
  if (home !== undefined) return statements.map((statement) => appendStatement(home, statement))
  const place = newPlace(evidence, first)
  return place === undefined ? [] : [{ edit: 'newDocument', place, document: policyOf(statements) }]
}

function newPlace({ fixture }: Evidence, { need, layer }: Cause): Extract<Edit, { edit: 'newDocument' }>['place'] | undefined {
  const bucket = bucketOf(need)
  const catalog = catalogOf(fixture, need.resource)
  if (layer === 'resource' && catalog !== undefined) return { kind: 'catalogPolicy', catalog: catalog.name }
  if (layer === 'resource' && isOnPoint(need)) return { kind: 'accessPointPolicy', accessPoint: pointNameOf(need.resource) }
  if (layer === 'resource') return bucket === undefined ? undefined : { kind: 'bucketPolicy', bucket }
  const holder = holderOf(fixture, need.by)
  return layer === 'identity' && holder !== undefined ? { kind: 'inline', holder, name: 'connector-access' } : undefined
}

/** The least that a policy has to say so that the needs are met, one statement for each kind of resource. */
export function statementsFor(setUp: SetUp, needs: readonly Need[], namesPrincipal: boolean): readonly JsonValue[] {
  return group(needs, (need) => `${leastResources(setUp, need).join(' ')} ${JSON.stringify(leastCondition(setUp, need))}`).map((same) => {
    const [first] = same
    const resources = first.resource.startsWith('arn:aws:kms:') && namesPrincipal ? ['*'] : leastResources(setUp, first)
    const condition = leastCondition(setUp, first)
    const actions = [...new Set(same.map(({ action }) => action))]
    return {
      Effect: 'Allow',
      ...(namesPrincipal ? { Principal: { AWS: principalArnOf(setUp.fixture, first.by) } } : {}),
      Action: actions.length === 1 ? (actions[0] ?? '') : actions,
      ...(first.action.startsWith('sts:') && namesPrincipal ? {} : { Resource: resources.length === 1 ? (resources[0] ?? '') : resources }),
      ...(condition === undefined ? {} : { Condition: condition }),
    }
  })
}

/**
 * Puts what the needs ask for in the place of the patterns that were meant to be it. A pattern that some need is granted by, that covers files
 * which are there, or that has wildcards for more than one folder stays beside it. Listing is limited to the folder: in the statement itself where it is about nothing else, else in one of its own.
 */
export function mendResources(evidence: Evidence, { claims, placed }: Pick<StatementFinding<Miss>, 'claims' | 'placed'>): readonly Edit[] {
  const listing = claims.filter(({ need }) => need.action === 's3:ListBucket' && 'StringLike' in (leastCondition(evidence, need) ?? {}))
  const isLimited = placed.statement.conditions.some(({ key }) => key.toLowerCase() === 's3:prefix')
  if (listing.length === 0 || isLimited) return mendPatterns(evidence, { claims, placed })
  const { baseDirectory } = evidence.connection
  if (claims.length === listing.length && placed.statement.action.patterns.every(({ text }) => text.toLowerCase() === 's3:listbucket')) {
    return [
      ...mendPatterns(evidence, { claims, placed }),
      addCondition(placed, 'StringLike', 's3:prefix', [baseDirectory, `${baseDirectory}/*`]),
    ]
  }
  return [
    ...mendPatterns(evidence, { claims: claims.filter((claim) => !listing.includes(claim)), placed }),
    ...grantAnew(evidence, listing),
  ]
}

function mendPatterns(evidence: Evidence, { claims, placed }: Pick<StatementFinding<Miss>, 'claims' | 'placed'>): readonly Edit[] {
  const wanted = new Map<string, readonly string[]>()
  for (const claim of claims) {
    const relation = missedResource(claim)
    if (relation === undefined || !('pattern' in relation)) continue
    const { text } = relation.pattern
    wanted.set(text, [...(wanted.get(text) ?? []), ...leastResources(evidence, claim.need)])
  }
  const texts = (placed.statement.resource?.patterns ?? []).flatMap(({ text }) => {
    const instead = wanted.get(text)
    if (instead === undefined) return [text]
    return isInUse(evidence, placed, text) || isForActionsToo(placed, text, instead) ? [text, ...instead] : instead
  })
  return wanted.size === 0 ? [] : [setResources(placed, texts)]
}

function isInUse({ decided, fixture }: Evidence, placed: PlacedStatement, pattern: string): boolean {
  if (servesByPattern(decided, placed, pattern) || /[*?]/.test(pattern.replace(/\/?\*$/, ''))) return true
  return [...fixture.buckets.values()].some(({ name, objects }) =>
    [...objects.keys()].some((key) => coversResource(pattern, `${bucketArn(name)}/${key}`)),
  )
}

/** A bucket in the place of its files, where the statement has actions on the bucket too: with them it is right. */
const isForActionsToo = ({ statement }: PlacedStatement, pattern: string, instead: readonly string[]): boolean =>
  instead.some((text) => text.startsWith(`${pattern}/`)) && statement.action.patterns.some(({ text }) => mayBeOnBucket(text))

/** Whether an action is one of buckets; of one that does not exist nobody knows. */
function mayBeOnBucket(pattern: string): boolean {
  const actions = actionsMatching(pattern)
  return actions.length === 0 || actions.some(({ resourceTypes }) => resourceTypes.some(({ type }) => type.name === 'bucket'))
}

/** The bucket, its objects in the connection's folder, the key or the role that a need is about. */
export function leastResources({ connection }: Pick<SetUp, 'connection'>, need: Need): readonly string[] {
  const bucket = bucketOf(need)
  if (isOnCatalog(need)) return catalogResources(connection, need)
  if (isOnPoint(need)) return [pointResource(connection, need)]
  if (bucket === undefined || need.resource === bucketArn(bucket)) return [need.resource]
  const { stagingFolder } = connection
  if (stagingFolder !== undefined && need.resource.startsWith(`${bucketArn(connection.bucket)}/${stagingFolder}/`))
    return [objectsArn(bucket, stagingFolder)]
  return [objectsArn(bucket, isOnBucket(need, connection) ? connection.baseDirectory : '')]
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html */
function pointResource({ baseDirectory, stagingFolder }: SetUp['connection'], { resource }: Need): string {
  const [point = '', key] = resource.split('/object/')
  if (key === undefined) return resource
  const folder = stagingFolder !== undefined && key.startsWith(`${stagingFolder}/`) ? stagingFolder : baseDirectory
  return `${point}/object/${folder === '' ? '' : `${folder}/`}*`
}

/**
 * Catalog, database and every table of it: Glue asks all that an action is about.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#data-catalog-resource-arns
 */
function catalogResources({ glueDatabase }: SetUp['connection'], { resource, action }: Need): readonly string[] {
  if (action.endsWith('Database') && action !== 'glue:GetDatabase') return [resource]
  const catalog = resource.split(':').slice(0, 5).join(':')
  const database = foldName(glueDatabase ?? '')
  const tables = action === 'glue:GetDatabase' ? [] : [`${catalog}:table/${database}/*`]
  return [`${catalog}:catalog`, `${catalog}:database/${database}`, ...tables]
}

/** Listing is limited to the folder, the role to its external ID, and the bucket behind an access point to what comes through it. */
export function leastCondition({ connection }: Pick<SetUp, 'connection'>, need: Need): Readonly<Record<string, JsonValue>> | undefined {
  const { baseDirectory, externalId } = connection
  if (need.action === 'sts:AssumeRole' && externalId !== undefined && 'sts:externalid' in need.context) {
    return { StringEquals: { 'sts:ExternalId': externalId } }
  }
  const point = isOnPoint(need) ? undefined : need.context['s3:dataaccesspointarn']
  const isLimited = need.action === 's3:ListBucket' && baseDirectory !== '' && isOnBucket(need, connection)
  if (point === undefined && !isLimited) return undefined
  return {
    ...(point === undefined ? {} : { StringEquals: { 's3:DataAccessPointArn': point } }),
    ...(isLimited ? { StringLike: { 's3:prefix': [baseDirectory, `${baseDirectory}/*`] } } : {}),
  }
}
