import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as ec2 from '@aws-sdk/client-ec2'
import * as glue from '@aws-sdk/client-glue'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as lakeformation from '@aws-sdk/client-lakeformation'
import * as organizations from '@aws-sdk/client-organizations'
import * as s3 from '@aws-sdk/client-s3'
import * as s3control from '@aws-sdk/client-s3-control'
import * as sts from '@aws-sdk/client-sts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../../src/base/result.ts'
import { loadService, type Service } from '../../../src/sandbox/services.ts'
import { readEc2Query, unknownParameter, writeEc2Query } from '../../../src/sandbox/wire/ec2-query.ts'
import { readJson, writeJson } from '../../../src/sandbox/wire/json.ts'
import { parseParameters, readQuery, writeQuery } from '../../../src/sandbox/wire/query.ts'
import { readRestXml, writeRestXml } from '../../../src/sandbox/wire/rest-xml.ts'
import { RestRoutes } from '../../../src/sandbox/wire/route-rest.ts'
import { S3Routes } from '../../../src/sandbox/wire/route-s3.ts'
import { locateS3 } from '../../../src/sandbox/wire/s3-address.ts'
import type { OperationShape, StructureShape } from '../../../src/sandbox/wire/shape.ts'
import type { ValueRecord } from '../../../src/sandbox/wire/value.ts'
import { parseWireRequest } from '../../../src/sandbox/wire/wire-request.ts'
import { structureValue } from '../../arbitraries/shape-value.ts'
import { localhostOf, throughLocalhost } from '../through-localhost.ts'

/** What the client computes by itself, adds or rewrites; streams; and lengths, which must be true. */
const clientsOwn = /^(?:Checksum.*|ContentMD5|.*SSECustomerKey(?:MD5)?|ClientToken|ContentLength|ContentType|ExpiresString)$/

/** Why an operation is not in the round trip. */
const leftOut: Readonly<Record<string, string>> = {
  SelectObjectContent: 'answers with an event stream',
  WriteGetObjectResponse: 'puts a member into the host name',
  CreateSession: 'the client of directory buckets calls it by itself',
  GetTable: 'answers a table with a status that has tables',
  GetTables: 'answers tables with a status that has tables',
  GetTableVersion: 'answers a table with a status that has tables',
  GetTableVersions: 'answers tables with a status that has tables',
  SearchTables: 'answers tables with a status that has tables',
  ListDirectoryBuckets: 'is told from ListBuckets by its host name alone',
}

const clients = { iam, sts, s3, s3control, kms, organizations, ec2, glue, lakeformation }

/** Of these the model has the operations alone that are built. */
const partlyModelled: readonly string[] = ['ec2', 's3control', 'glue', 'lakeformation']

const routes = new S3Routes((await loadService('s3')).model)
const lakeRoutes = new RestRoutes((await loadService('lakeformation')).model)
const controlRoutes = new RestRoutes((await loadService('s3control')).model)
const region = 'us-east-1'
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

/** The codecs alone behind HTTP: what came in is kept, what is to go out is set. */
let received: { readonly operation: string | undefined; readonly input: ValueRecord }
let toAnswer: { readonly service: Service; readonly shape: OperationShape; readonly output: ValueRecord }

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function readRequest(request: IncomingMessage, body: string): typeof received {
  const { service, shape } = toAnswer
  const wire = parseWireRequest(request.method ?? '', request.url ?? '', request.rawHeaders)
  if (service.name === 'lakeformation')
    return { operation: lakeRoutes.find(wire.method, wire.path)?.operation, input: expectRead(readJson(shape, body)) }
  if (service.dialect === 'json')
    return { operation: wire.headers.get('x-amz-target')?.split('.')[1], input: expectRead(readJson(shape, body)) }
  if (service.dialect === 'ec2') {
    const parameters = parseParameters(body)
    expect(unknownParameter(shape, parameters)).toBeUndefined()
    return { operation: parameters.parts.get('Action')?.text, input: expectRead(readEc2Query(shape, parameters)) }
  }
  if (service.dialect === 'query') {
    const parameters = parseParameters(body)
    return { operation: parameters.parts.get('Action')?.text, input: expectRead(readQuery(shape, parameters)) }
  }
  if (service.name === 's3control') {
    const { operation, labels = {} } = controlRoutes.find(wire.method, wire.path) ?? {}
    return { operation, input: expectRead(readRestXml(shape, { labels, query: wire.parameters, headers: wire.headers, body })) }
  }
  const { bucket, key } = locateS3(wire.headers.get('host') ?? '', wire.path)
  const header = (name: string): string | undefined => wire.headers.get(name)
  const operation = routes.find({ method: wire.method, bucket, key, parameters: wire.parameters, header })
  const labels = { Bucket: bucket ?? '', Key: key ?? '' }
  return { operation, input: expectRead(readRestXml(shape, { labels, query: wire.parameters, headers: wire.headers, body })) }
}

function expectRead(result: Result<ValueRecord, unknown>): ValueRecord {
  if (!result.ok) throw new Error(`cannot be read: ${JSON.stringify(result.error)}`)
  return result.value
}

function writeAnswer(response: ServerResponse): void {
  const { service, shape, output } = toAnswer
  if (service.dialect === 'json') {
    response.end(writeJson(shape, output))
  } else if (service.dialect === 'ec2') {
    response.end(writeEc2Query(shape, output, service.model.data.namespace, 'request'))
  } else if (service.dialect === 'query') {
    response.end(writeQuery(shape, output, service.model.data.namespace, 'request'))
  } else {
    const { status, headers, body } = writeRestXml(shape, output, service.model.data.namespace)
    response.writeHead(status, { ...headers })
    response.end(body)
  }
}

const server = createServer((request, response) => {
  bodyOf(request)
    .then((body) => {
      received = readRequest(request, body.toString())
      writeAnswer(response)
    })
    .catch((error: unknown) => {
      response.writeHead(400)
      response.end(String(error))
    })
})

let endpoint: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  endpoint = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

type Client = { send: (command: unknown) => Promise<Record<string, unknown>> }

function clientOf(name: keyof typeof clients): Client {
  const config = { endpoint, region, credentials, maxAttempts: 1, forcePathStyle: true }
  const made = {
    iam: () => new iam.IAMClient(config),
    sts: () => new sts.STSClient(config),
    s3: () => new s3.S3Client(config),
    s3control: () => throughLocalhost(new s3control.S3ControlClient({ ...config, endpoint: localhostOf(endpoint) })),
    kms: () => new kms.KMSClient(config),
    organizations: () => new organizations.OrganizationsClient(config),
    ec2: () => new ec2.EC2Client(config),
    glue: () => new glue.GlueClient(config),
    lakeformation: () => new lakeformation.LakeFormationClient(config),
  }
  return made[name]() as unknown as Client
}

function commandOf(name: keyof typeof clients, operation: string, input: object): unknown {
  const commands = clients[name] as unknown as Record<string, new (input: object) => unknown>
  const Command = commands[`${operation}Command`]
  if (Command === undefined) throw new Error(`the SDK has no ${operation}`)
  return new Command(input)
}

/** Without what is not compared, and with plain objects and bytes. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(comparable)
  const entries = Object.entries(value).filter(([key, of]) => of !== undefined && !clientsOwn.test(key) && key !== '$metadata')
  return Object.fromEntries(entries.map(([key, of]) => [key, comparable(of)]).filter(([, of]) => !isEmptyRecord(of)))
}

/** Clients give an empty `Metadata` where no header came. */
const isEmptyRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0

const streamsOf = ({ members }: StructureShape): readonly string[] =>
  members.filter(({ shape }) => shape.kind === 'simple' && shape.type === 'stream').map(({ name }) => name)

/** A member that is the whole payload is always sent: the SDK takes an empty 200 for an error. */
const payloadsOf = ({ members }: StructureShape): readonly string[] =>
  members.filter(({ shape, traits }) => traits.payload === 1 && shape.kind === 'structure').map(({ name }) => name)

const ownOf = ({ members }: StructureShape): readonly string[] => members.map(({ name }) => name).filter((name) => clientsOwn.test(name))

const all = await Promise.all((Object.keys(clients) as (keyof typeof clients)[]).map(loadService))

describe.each(all)('$name', (service) => {
  const { name } = service
  const isModelled = (operation: string): boolean =>
    service.model.data.operations[operation]?.input !== undefined || !partlyModelled.includes(name)
  const operations = Object.keys(service.model.data.operations).filter(
    (operation) => leftOut[operation] === undefined && isModelled(operation),
  )

  let client: Client
  beforeAll(() => {
    client = clientOf(name)
  })

  it.each(operations)('%s: what the SDK sends is read as it was meant, and reads back what is written', async (operation) => {
    const shape = service.model.operation(operation) as OperationShape
    const bucketName = fc.stringMatching(/^[a-z][a-z0-9]{5,12}$/)
    const input = fc
      .tuple(structureValue(shape.input, [], [...ownOf(shape.input), ...streamsOf(shape.input)]), bucketName)
      .map(([value, bucket]) => ('Bucket' in value ? { ...value, Bucket: bucket } : value))
      // It is a part of the host name.
      .map((value) => (name === 's3control' ? { ...value, AccountId: '111122223333' } : value))
    const output = structureValue(shape.output, payloadsOf(shape.output), [...ownOf(shape.output), ...streamsOf(shape.output)])
    await fc.assert(
      fc.asyncProperty(input, output, async (sent, answered) => {
        toAnswer = { service, shape, output: answered as ValueRecord }
        const got = await client.send(commandOf(name, operation, sent))
        expect(received.operation).toBe(operation)
        expect(comparable(received.input)).toEqual(comparable(sent))
        for (const stream of streamsOf(shape.output)) delete got[stream]
        expect(comparable(got)).toEqual(comparable(answered))
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1 },
    )
  })
})
