import type {
  BatchDeleteConnectionRequest,
  BatchDeleteConnectionResponse,
  ConnectionInput,
  Connection as ConnectionOutput,
  CreateConnectionRequest,
  CreateConnectionResponse,
  DeleteConnectionRequest,
  GetConnectionRequest,
  GetConnectionResponse,
  GetConnectionsRequest,
  GetConnectionsResponse,
  UpdateConnectionRequest,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { seal } from '../kms/crypt.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { contextOf, useKey } from './catalog-key.ts'
import { catalogArn } from './catalog-permission.ts'
import { alreadyExists, detailOf, glueError } from './errors.ts'
import { onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import { type CatalogPlace, type Connection, connectionKey, placeKey } from './store.ts'

const connectionArn = (place: CatalogPlace, name: string): string => catalogArn(place, 'connection', name)

const on = (name: string, place: CatalogPlace) => ({ more: [connectionArn(place, name)] })

/** Recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue/controls_complete.json), of GetConnection. */
const noConnection = (name: string, { catalog }: CatalogPlace): AwsError =>
  glueError('EntityNotFoundException', `Connection with name ${name} in account ${catalog} is not found`)

function find(place: CatalogPlace, name: string, { glue }: Stores): Result<Connection, AwsError> {
  const connection = glue.connections.get(connectionKey(place, name))
  return connection === undefined ? err(noConnection(name, place)) : ok(connection)
}

type Properties = NonNullable<Connection['input']['ConnectionProperties']>

/** Where passwords are protected, they are kept encrypted. @see https://docs.aws.amazon.com/glue/latest/webapi/API_ConnectionPasswordEncryption.html */
function protect(properties: Properties, place: CatalogPlace, call: Call, stores: Stores): Result<Properties, AwsError> {
  const { PASSWORD, ...others } = properties
  const settings = stores.glue.encryption.get(placeKey(place))?.ConnectionPasswordEncryption
  if (PASSWORD === undefined || settings?.ReturnConnectionPasswordEncrypted !== true) return ok(properties)
  const used = useKey(settings.AwsKmsKeyId, ['kms:Encrypt'], place, call, stores)
  if (!used.ok) return used
  const crypt = { operation: 'Encrypt', key: used.value.key, input: {}, bytes: Buffer.from(PASSWORD), context: contextOf(place) }
  const sealed = seal(crypt, stores.kms, call.random)
  return sealed.ok ? ok({ ...others, ENCRYPTED_PASSWORD: Buffer.from(sealed.value).toString('base64') }) : sealed
}

/** What is kept of a request, stored as it came. */
function parse(input: Parsed<ConnectionInput>, place: CatalogPlace, call: Call, stores: Stores): Result<Connection['input'], AwsError> {
  if (input.AuthenticationConfiguration !== undefined)
    return err({ ...notImplemented('A connection with an AuthenticationConfiguration'), status: 400 })
  const properties = protect(input.ConnectionProperties, place, call, stores)
  return properties.ok ? ok({ ...input, ConnectionProperties: properties.value }) : properties
}

/** Stored, never opened: nothing is reached here by it. @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateConnection.html */
export const createConnection: Operation<CreateConnectionRequest, CreateConnectionResponse> = onCatalog({
  action: 'glue:CreateConnection',
  on: ({ Tags }) => ({ requestTags: new Map(Object.entries(Tags ?? {})) }),
  run: (place, { ConnectionInput: sent, Tags = {} }: Parsed<CreateConnectionRequest>, call, stores) => {
    const { glue } = stores
    const key = connectionKey(place, sent.Name)
    if (glue.connections.has(key)) return err(alreadyExists('Connection'))
    const input = parse(sent, place, call, stores)
    if (!input.ok) return input
    const by = principalArn(call.caller.principal)
    glue.connections.set(key, { ...place, name: sent.Name, input: input.value, createTime: call.now, updateTime: call.now, by })
    if (Object.keys(Tags).length > 0) glue.tags.set(connectionArn(place, sent.Name), new Map(Object.entries(Tags)))
    return ok({})
  },
})

/**
 * Of the first schema, which have no status, and name who changed them without the account: recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/glue/controls_complete.json).
 */
function outputOf({ name, input, createTime, updateTime, by }: Connection, hidesPassword: boolean | undefined): ConnectionOutput {
  const shown = Object.entries(input.ConnectionProperties).filter(([key]) => hidesPassword !== true || !isPassword(key))
  // What was sent and is not told: it is of connections that are not built, or of the request alone.
  const untold = { AuthenticationConfiguration: undefined, ValidateCredentials: undefined, ValidateForComputeEnvironments: undefined }
  // The SDK's types of input and output differ by `readonly` alone.
  return {
    ...(structuredClone({ ...input, ...untold }) as ConnectionOutput),
    Name: name,
    ConnectionProperties: Object.fromEntries(shown),
    CreationTime: createTime,
    LastUpdatedTime: updateTime,
    LastUpdatedBy: by?.split(':').slice(5).join(':'),
    ConnectionSchemaVersion: 1,
  }
}

const isPassword = (key: string): boolean => key === 'PASSWORD' || key === 'ENCRYPTED_PASSWORD'

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnection.html */
export const getConnection: Operation<GetConnectionRequest, GetConnectionResponse> = onCatalog({
  action: 'glue:GetConnection',
  on: ({ Name }, place) => on(Name, place),
  run: (place, { Name, HidePassword, ApplyOverrideForComputeEnvironment }: Parsed<GetConnectionRequest>, _call, stores) => {
    if (ApplyOverrideForComputeEnvironment !== undefined)
      return err({ ...notImplemented('GetConnection for a compute environment'), status: 400 })
    const connection = find(place, Name, stores)
    return connection.ok ? ok({ Connection: outputOf(connection.value, HidePassword) }) : connection
  },
})

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnections.html */
export const getConnections: Operation<GetConnectionsRequest, GetConnectionsResponse> = onCatalog({
  action: 'glue:GetConnections',
  on: (_input, place) => on('*', place),
  run: (place, input: Parsed<GetConnectionsRequest>, _call, { glue }) => {
    const { Filter = {}, HidePassword } = input
    const page = pageOf(
      glue.connectionsOf(place).filter((connection) => passes(Filter, connection)),
      input,
    )
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ ConnectionList: items.map((connection) => outputOf(connection, HidePassword)), ...next })
  },
})

type Filter = NonNullable<Parsed<GetConnectionsRequest>['Filter']>

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnectionsFilter.html */
const passes = (
  { MatchCriteria = [], ConnectionType: type, ConnectionSchemaVersion: schema = 1 }: Filter,
  { input }: Connection,
): boolean =>
  schema === 1 &&
  (type === undefined || input.ConnectionType === type) &&
  MatchCriteria.every((criterion) => input.MatchCriteria?.includes(criterion) === true)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateConnection.html */
export const updateConnection: Operation<UpdateConnectionRequest, object> = onCatalog({
  action: 'glue:UpdateConnection',
  on: ({ Name }, place) => on(Name, place),
  run: (place, { Name, ConnectionInput: sent }: Parsed<UpdateConnectionRequest>, call, stores) => {
    const connection = find(place, Name, stores)
    if (!connection.ok) return connection
    const input = parse(sent, place, call, stores)
    if (!input.ok) return input
    const by = principalArn(call.caller.principal)
    stores.glue.connections.set(connectionKey(place, Name), { ...connection.value, input: input.value, updateTime: call.now, by })
    return ok({})
  },
})

function remove(place: CatalogPlace, name: string, { glue }: Stores): boolean {
  glue.tags.delete(connectionArn(place, name))
  return glue.connections.delete(connectionKey(place, name))
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteConnection.html */
export const deleteConnection: Operation<DeleteConnectionRequest, object> = onCatalog({
  action: 'glue:DeleteConnection',
  on: ({ ConnectionName }, place) => on(ConnectionName, place),
  run: (place, { ConnectionName }: Parsed<DeleteConnectionRequest>, _call, stores) =>
    remove(place, ConnectionName, stores) ? ok({}) : err(noConnection(ConnectionName, place)),
})

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteConnection.html */
export const batchDeleteConnection: Operation<BatchDeleteConnectionRequest, BatchDeleteConnectionResponse> = onCatalog({
  action: 'glue:BatchDeleteConnection',
  on: ({ ConnectionNameList }, place) => ({ more: ConnectionNameList.map((name) => connectionArn(place, name)) }),
  run: (place, { ConnectionNameList }: Parsed<BatchDeleteConnectionRequest>, _call, stores) => {
    const results = ConnectionNameList.map((name) => ({ name, removed: remove(place, name, stores) }))
    const failed = results.filter(({ removed }) => !removed)
    return ok({
      Succeeded: results.filter(({ removed }) => removed).map(({ name }) => name),
      Errors: Object.fromEntries(failed.map(({ name }) => [name, detailOf(noConnection(name, place))])),
    })
  },
})
