import type {
  CreateUserDefinedFunctionRequest,
  DeleteUserDefinedFunctionRequest,
  GetUserDefinedFunctionRequest,
  GetUserDefinedFunctionResponse,
  GetUserDefinedFunctionsRequest,
  GetUserDefinedFunctionsResponse,
  UpdateUserDefinedFunctionRequest,
  UserDefinedFunction as UserDefinedFunctionOutput,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { catalogArn } from './catalog-permission.ts'
import { alreadyExists, glueError } from './errors.ts'
import { findDatabase, onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import { type CatalogPlace, foldName, functionKey, type UserDefinedFunction } from './store.ts'
import { compileNames } from './table-names.ts'

const functionArn = (place: CatalogPlace, database: string, name: string): string =>
  catalogArn(place, 'userDefinedFunction', foldName(database), foldName(name))

interface OfFunction {
  readonly CatalogId?: string | undefined
  readonly DatabaseName: string
  readonly FunctionName: string
}

/** Asked of catalog and database, and of the function where there is one. */
const on = ({ DatabaseName, FunctionName }: OfFunction, place: CatalogPlace) => ({
  database: DatabaseName,
  more: [functionArn(place, DatabaseName, FunctionName)],
})

function find(place: CatalogPlace, database: string, name: string, stores: Stores): Result<UserDefinedFunction, AwsError> {
  const around = findDatabase(place, database, stores)
  if (!around.ok) return around
  const found = stores.glue.functions.get(functionKey(place, database, name))
  // The words are inferred.
  return found === undefined ? err(glueError('EntityNotFoundException', `Function ${name} not found.`)) : ok(found)
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateUserDefinedFunction.html */
export const createUserDefinedFunction: Operation<CreateUserDefinedFunctionRequest, object> = onCatalog({
  action: 'glue:CreateUserDefinedFunction',
  on: ({ DatabaseName }) => ({ database: DatabaseName }),
  run: (place, { DatabaseName, FunctionInput }: Parsed<CreateUserDefinedFunctionRequest>, { now }, stores) => {
    const database = findDatabase(place, DatabaseName, stores)
    if (!database.ok) return database
    const { FunctionName: name } = FunctionInput
    // The words are inferred.
    if (name === undefined) return err(glueError('InvalidInputException', 'FunctionName is required.'))
    const key = functionKey(place, DatabaseName, name)
    if (stores.glue.functions.has(key)) return err(alreadyExists('Function'))
    stores.glue.functions.set(key, { ...place, database: database.value.name, name: foldName(name), input: FunctionInput, createTime: now })
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateUserDefinedFunction.html */
export const updateUserDefinedFunction: Operation<UpdateUserDefinedFunctionRequest, object> = onCatalog({
  action: 'glue:UpdateUserDefinedFunction',
  on,
  run: (place, { DatabaseName, FunctionName, FunctionInput }: Parsed<UpdateUserDefinedFunctionRequest>, _call, stores) => {
    const found = find(place, DatabaseName, FunctionName, stores)
    if (!found.ok) return found
    stores.glue.functions.set(functionKey(place, DatabaseName, FunctionName), { ...found.value, input: FunctionInput })
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteUserDefinedFunction.html */
export const deleteUserDefinedFunction: Operation<DeleteUserDefinedFunctionRequest, object> = onCatalog({
  action: 'glue:DeleteUserDefinedFunction',
  on,
  run: (place, { DatabaseName, FunctionName }: Parsed<DeleteUserDefinedFunctionRequest>, _call, stores) => {
    const found = find(place, DatabaseName, FunctionName, stores)
    if (!found.ok) return found
    stores.glue.functions.delete(functionKey(place, DatabaseName, FunctionName))
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunction.html */
export const getUserDefinedFunction: Operation<GetUserDefinedFunctionRequest, GetUserDefinedFunctionResponse> = onCatalog({
  action: 'glue:GetUserDefinedFunction',
  on,
  run: (place, { DatabaseName, FunctionName }: Parsed<GetUserDefinedFunctionRequest>, _call, stores) => {
    const found = find(place, DatabaseName, FunctionName, stores)
    return found.ok ? ok({ UserDefinedFunction: outputOf(found.value) }) : found
  },
})

/** Of one database, or of all. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunctions.html */
export const getUserDefinedFunctions: Operation<GetUserDefinedFunctionsRequest, GetUserDefinedFunctionsResponse> = onCatalog({
  action: 'glue:GetUserDefinedFunctions',
  on: ({ DatabaseName = '*' }, place) => ({ database: DatabaseName, more: [functionArn(place, DatabaseName, '*')] }),
  run: (place, { DatabaseName: database, FunctionType, Pattern, ...input }: Parsed<GetUserDefinedFunctionsRequest>, _call, stores) => {
    const around = database === undefined ? ok(undefined) : findDatabase(place, database, stores)
    if (!around.ok) return around
    const names = compileNames(Pattern)
    if (!names.ok) return names
    const chosen = stores.glue
      .functionsOf(place)
      .filter((each) => (around.value === undefined || each.database === around.value.name) && names.value(each.name))
      .filter(({ input: { FunctionType: type = 'REGULAR_FUNCTION' } }) => FunctionType === undefined || type === FunctionType)
    const page = pageOf(chosen, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ UserDefinedFunctions: items.map(outputOf), ...next })
  },
})

function outputOf({ input, name, database, catalog, createTime }: UserDefinedFunction): UserDefinedFunctionOutput {
  // The SDK's types of input and output differ by `readonly` alone.
  const own = structuredClone(input) as UserDefinedFunctionOutput
  return { ...own, FunctionName: name, DatabaseName: database, CatalogId: catalog, CreateTime: createTime }
}
