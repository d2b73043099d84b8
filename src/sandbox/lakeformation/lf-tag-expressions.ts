import type {
  CreateLFTagExpressionRequest,
  DeleteLFTagExpressionRequest,
  GetLFTagExpressionRequest,
  GetLFTagExpressionResponse,
  ListLFTagExpressionsRequest,
  ListLFTagExpressionsResponse,
  UpdateLFTagExpressionRequest,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { identityArn } from '../glue/identity-arn.ts'
import { pageOf } from '../glue/page.ts'
import { type CatalogPlace, placeKey } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, notThere } from './errors.ts'
import { heldOn, holds, isAdministrator, needsNoGrant } from './held.ts'
import { expressionOutput, holdsTag, parseExpression } from './lake-tag.ts'
import { insufficient } from './lf-tags.ts'
import type { LakePermission } from './need.ts'
import { onLake } from './on-lake.ts'
import { type TagExpression, type TagValues, tagKey } from './store.ts'

/** Whoever writes an expression may grant by each of its tags. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTagExpression.html */
function parse(
  sent: Parameters<typeof parseExpression>[0],
  place: CatalogPlace,
  call: Call,
  stores: Stores,
): Result<readonly TagValues[], AwsError> {
  const expression = parseExpression(sent, place, stores)
  if (!expression.ok) return expression
  const mayUse = ({ key, values }: TagValues): boolean =>
    values.every((value) => holdsTag('GRANT_WITH_LF_TAG_EXPRESSION', key, value, place, call, stores))
  const missing = expression.value.find((each) => !mayUse(each))
  return missing === undefined ? expression : err(insufficient('GRANT_WITH_LF_TAG_EXPRESSION', missing.key))
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTagExpression.html */
export const createLfTagExpression: Operation<CreateLFTagExpressionRequest, object> = onLake(
  'lakeformation:CreateLFTagExpression',
  (place, { Name: name, Description: description, Expression }: Parsed<CreateLFTagExpressionRequest>, call, stores) => {
    const mayCreate =
      isAdministrator(place, call, stores) || holds(heldOn({ kind: 'catalog' }, place, stores), 'CREATE_LF_TAG_EXPRESSION', call)
    if (!mayCreate) return err(insufficient('CREATE_LF_TAG_EXPRESSION', 'Catalog'))
    const { lakeformation } = stores
    // The page has no other error for it; the words are inferred.
    if (lakeformation.expression(place, name) !== undefined) return err(invalidInput(`LF-Tag expression ${name} already exists.`))
    const expression = parse(Expression, place, call, stores)
    if (!expression.ok) return expression
    const own = { id: call.random.uuid(), name, description, expression: expression.value, creator: identityArn(call) }
    lakeformation.expressions.set(tagKey(place, name), { ...place, ...own })
    return ok({})
  },
)

const sees = (permission: LakePermission, { id, name }: TagExpression, place: CatalogPlace, call: Call, stores: Stores): boolean =>
  needsNoGrant(permission, place, call, stores) || holds(heldOn({ kind: 'lfTagExpression', id, name }, place, stores), permission, call)

function find(name: string, permission: LakePermission, place: CatalogPlace, call: Call, stores: Stores): Result<TagExpression, AwsError> {
  const found = stores.lakeformation.expression(place, name)
  if (found === undefined) return err(notThere)
  return sees(permission, found, place, call, stores) ? ok(found) : err(insufficient(permission, name))
}

const outputOf = ({ name, description, catalog, expression }: TagExpression): GetLFTagExpressionResponse => ({
  Name: name,
  Description: description,
  CatalogId: catalog,
  Expression: expressionOutput(expression),
})

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetLFTagExpression.html */
export const getLfTagExpression: Operation<GetLFTagExpressionRequest, GetLFTagExpressionResponse> = onLake(
  'lakeformation:GetLFTagExpression',
  (place, { Name }: Parsed<GetLFTagExpressionRequest>, call, stores) => {
    const found = find(Name, 'DESCRIBE', place, call, stores)
    return found.ok ? ok(outputOf(found.value)) : found
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLFTagExpressions.html */
export const listLfTagExpressions: Operation<ListLFTagExpressionsRequest, ListLFTagExpressionsResponse> = onLake(
  'lakeformation:ListLFTagExpressions',
  (place, input: Parsed<ListLFTagExpressionsRequest>, call, stores) => {
    const seen = stores.lakeformation.expressionsIn(place).filter((each) => sees('DESCRIBE', each, place, call, stores))
    const page = pageOf(seen, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ LFTagExpressions: items.map(outputOf), ...next })
  },
)

/** What is granted by it is granted by what it says from now on. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTagExpression.html */
export const updateLfTagExpression: Operation<UpdateLFTagExpressionRequest, object> = onLake(
  'lakeformation:UpdateLFTagExpression',
  (place, { Name, Description: description, Expression }: Parsed<UpdateLFTagExpressionRequest>, call, stores) => {
    const found = find(Name, 'ALTER', place, call, stores)
    if (!found.ok) return found
    const expression = parse(Expression, place, call, stores)
    if (!expression.ok) return expression
    stores.lakeformation.expressions.set(tagKey(place, Name), { ...found.value, description, expression: expression.value })
    return ok({})
  },
)

/** Takes the grants on it and by it along. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteLFTagExpression.html */
export const deleteLfTagExpression: Operation<DeleteLFTagExpressionRequest, object> = onLake(
  'lakeformation:DeleteLFTagExpression',
  (place, { Name }: Parsed<DeleteLFTagExpressionRequest>, call, stores) => {
    const found = find(Name, 'DROP', place, call, stores)
    if (!found.ok) return found
    const { expressions, grants } = stores.lakeformation
    expressions.delete(tagKey(place, Name))
    for (const [key, grant] of grants) {
      const { on } = grant
      const speaksOfIt = (on.kind === 'namedPolicy' || on.kind === 'lfTagExpression') && on.id === found.value.id
      if (placeKey(grant) === placeKey(place) && speaksOfIt) grants.delete(key)
    }
    return ok({})
  },
)
