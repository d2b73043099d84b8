// Writes src/sandbox/models/*.data.ts from the schemas that the installed SDK clients export, and from constraints.json.
// `node scripts/generate-models.js` writes; `generateModels()` answers the texts, so that a test can compare them with what is committed.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '../src/sandbox/models')

/** EC2 has over eight hundred: of those that are not served, the name alone is kept. */
const ec2Operations = `
  AssociateVpcCidrBlock CreateVpc DeleteVpc DescribeVpcAttribute DescribeVpcClassicLink DescribeVpcs DisassociateVpcCidrBlock ModifyVpcAttribute
  AssociateSubnetCidrBlock CreateSubnet DeleteSubnet DescribeSubnets DisassociateSubnetCidrBlock ModifySubnetAttribute
  AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup DescribeSecurityGroupReferences
  DescribeSecurityGroupRules DescribeSecurityGroups DescribeStaleSecurityGroups GetSecurityGroupsForVpc ModifySecurityGroupRules
  RevokeSecurityGroupEgress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsEgress
  UpdateSecurityGroupRuleDescriptionsIngress CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry
  DescribeNetworkAcls ReplaceNetworkAclAssociation ReplaceNetworkAclEntry AssociateRouteTable CreateRoute CreateRouteTable DeleteRoute
  DeleteRouteTable DescribeRouteTables DisassociateRouteTable ReplaceRoute ReplaceRouteTableAssociation AttachInternetGateway
  CreateInternetGateway DeleteInternetGateway DescribeInternetGateways DetachInternetGateway CreateEgressOnlyInternetGateway
  DeleteEgressOnlyInternetGateway DescribeEgressOnlyInternetGateways AttachVpnGateway CreateVpnGateway DeleteVpnGateway
  DescribeVpnGateways DetachVpnGateway CreateNatGateway DeleteNatGateway DescribeNatGateways AllocateAddress AssociateAddress
  DescribeAddresses DisassociateAddress ReleaseAddress AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection
  DescribeVpcPeeringConnections ModifyVpcPeeringConnectionOptions RejectVpcPeeringConnection CreateVpcEndpoint DeleteVpcEndpoints
  DescribeVpcEndpoints DescribeVpcEndpointServices ModifyVpcEndpoint AcceptVpcEndpointConnections CreateVpcEndpointServiceConfiguration
  DeleteVpcEndpointServiceConfigurations DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations
  DescribeVpcEndpointServicePermissions ModifyVpcEndpointServicePermissions RejectVpcEndpointConnections CreateManagedPrefixList
  DeleteManagedPrefixList DescribeManagedPrefixLists DescribePrefixLists GetManagedPrefixListAssociations GetManagedPrefixListEntries
  ModifyManagedPrefixList CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaceAttribute DescribeNetworkInterfaces
  ModifyNetworkInterfaceAttribute CreateTags DeleteTags DescribeTags DescribeAccountAttributes DescribeAvailabilityZones
  AssociateDhcpOptions CreateDhcpOptions DeleteDhcpOptions DescribeDhcpOptions CreateDefaultSubnet CreateDefaultVpc DescribeRegions
  AssignPrivateIpAddresses UnassignPrivateIpAddresses DescribeAddressesAttribute
`.split(/\s+/)

/** Of large services the operations that a connector needs; `mine-constraints.py` reads the same list. */
const few = JSON.parse(readFileSync(join(here, 'served-operations.json'), 'utf8'))

const services = [
  { service: 'iam', protocol: 'query', client: 'IAMClient' },
  { service: 'sts', protocol: 'query', client: 'STSClient' },
  { service: 's3', protocol: 'rest-xml', client: 'S3Client' },
  { service: 'kms', protocol: 'json', client: 'KMSClient' },
  { service: 'organizations', protocol: 'json', client: 'OrganizationsClient' },
  { service: 'ec2', protocol: 'ec2', client: 'EC2Client', served: ec2Operations },
  { service: 's3control', from: 's3-control', protocol: 'rest-xml', client: 'S3ControlClient', served: few.s3control },
  { service: 'glue', protocol: 'json', client: 'GlueClient', served: few.glue },
  { service: 'lakeformation', protocol: 'rest-json', client: 'LakeFormationClient', served: few.lakeformation },
]

/** Constraints that the SDK's documentation states and the mined botocore does not have yet, by member. */
const documented = { MinimumSessionTokenSize: { min: 0, max: 4096, integer: true } }

/**
 * How documents of S3 begin where the model has another order, as the schema of its first API says; some clients check, or read the stream.
 * @see https://doc.s3.amazonaws.com/2006-03-01/AmazonS3.xsd
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_Examples
 */
const order = {
  Owner: ['ID'],
  Grantee: ['ID'],
  CopyObjectResult: ['LastModified', 'ETag'],
  CopyPartResult: ['LastModified', 'ETag'],
  ListObjectsOutput: ['Name', 'Prefix', 'Marker', 'NextMarker', 'MaxKeys', 'Delimiter', 'EncodingType', 'IsTruncated'],
  ListObjectsV2Output: [
    'Name',
    'Prefix',
    'StartAfter',
    'ContinuationToken',
    'NextContinuationToken',
    'KeyCount',
    'MaxKeys',
    'Delimiter',
    'EncodingType',
    'IsTruncated',
  ],
  ListObjectVersionsOutput:
    'Name Prefix KeyMarker VersionIdMarker NextKeyMarker NextVersionIdMarker MaxKeys Delimiter EncodingType IsTruncated'.split(' '),
  ObjectVersion: ['Key', 'VersionId', 'IsLatest', 'LastModified', 'ETag'],
  DeleteMarkerEntry: ['Key', 'VersionId', 'IsLatest', 'LastModified'],
  MultipartUpload: ['Key', 'UploadId'],
}

// The kinds and numbers of @smithy/core/schema, as its `sentinels.js` and `translateTraits.js` define them.
const kind = { list: 1, map: 2, structure: 3, union: 4, operation: 9, error: -3 }
const simple = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
  21: 'blob',
  42: 'stream',
}
const document = 15
const numbered = ['label', 'idempotent', 'idempotencyToken', 'sensitive', 'payload', 'responseCode', 'queryParams']
const named = {
  httpHeader: 'header',
  httpQuery: 'query',
  httpPrefixHeaders: 'prefix',
  xmlName: 'xmlName',
  ec2QueryName: 'queryName',
  xmlNamespace: 'namespace',
  httpLabel: 'label',
  httpPayload: 'payload',
  xmlFlattened: 'flattened',
  xmlAttribute: 'attribute',
  sensitive: 'sensitive',
}

/** The traits that the codecs know, of a number or an object of Smithy's. */
function traitsOf(indicator) {
  if (typeof indicator !== 'object') {
    return Object.fromEntries(numbered.flatMap((name, bit) => (((indicator ?? 0) >> bit) & 1 ? [[name, 1]] : [])))
  }
  return Object.fromEntries(
    Object.entries(indicator).flatMap(([trait, value]) => (named[trait] === undefined ? [] : [[named[trait], value]])),
  )
}

const upperFirst = (name) => name.charAt(0).toUpperCase() + name.slice(1)

const inOrder = (members, first) =>
  Object.fromEntries([...new Set([...first, ...Object.keys(members)])].map((name) => [name, members[name]]))

class Generator {
  structures = {}
  lists = {}
  maps = {}
  used = new Set()

  constructor(service, mined = { members: {}, constraints: {} }) {
    this.service = service
    this.mined = mined
  }

  /** The name under which a schema stands in the data; complex ones are written down on the way. */
  type(reference, own = {}) {
    const schema = typeof reference === 'function' ? reference() : reference
    if (typeof schema === 'number') return this.number(schema)
    if (schema.length === 2) return this.type(schema[0], Object.assign(own, traitsOf(schema[1])))
    const [of, , name, traits] = schema
    if (of === 0) return this.type(schema[4], Object.assign(own, traitsOf(traits)))
    if (of === kind.list) return this.list(name, schema[4])
    if (of === kind.map) return this.map(name, schema[4], schema[5])
    if (of === kind.structure || of === kind.union) return this.structure(schema)
    throw new Error(`unknown schema ${JSON.stringify(schema)}`)
  }

  number(schema) {
    if (schema >= 128) return this.map(`${simple[schema & 63]}Map`, 0, schema & 63)
    if (schema >= 64) return this.list(`${simple[schema & 63]}List`, schema & 63)
    if (simple[schema] === undefined) throw new Error(`unknown simple schema ${schema}`)
    return simple[schema]
  }

  list(name, member) {
    const own = {}
    this.lists[name] ??= { member: this.type(member, own), ...(own.xmlName === undefined ? {} : { xmlName: own.xmlName }) }
    return name
  }

  map(name, key, value) {
    this.maps[name] ??= { key: this.type(key), value: this.type(value) }
    return name
  }

  structure([, , name, traits, members, types, required = 0]) {
    if (this.structures[name] !== undefined) return name
    const structure = { members: {} }
    this.structures[name] = structure
    members.forEach((member, index) => {
      // The types of Iceberg's columns are documents; no operation that is built takes them.
      if (types[index] !== document) structure.members[member] = this.member(name, member, types[index])
    })
    if (required > 0) structure.required = members.slice(0, required).filter((member) => structure.members[member] !== undefined)
    const { xmlName } = traitsOf(traits)
    if (xmlName !== undefined) structure.xmlName = xmlName
    if (this.service === 's3') structure.members = inOrder(structure.members, order[name] ?? [])
    return name
  }

  member(structure, member, reference) {
    const own = {}
    const type = this.type(reference, own)
    delete own.idempotencyToken
    // Where EC2 does not say how a parameter is called, it is the name on the wire with a capital letter.
    if (own.queryName === upperFirst(own.xmlName ?? member)) delete own.queryName
    const constraint = this.mined.members[structure]?.[member] ?? (Object.hasOwn(documented, member) ? member : undefined)
    if (constraint !== undefined) this.use(constraint)
    if (constraint !== undefined) own.constraint = constraint
    const integer = type === 'number' && this.constraint(constraint)?.integer ? 'integer' : type
    return Object.keys(own).length === 0 ? integer : [integer, own]
  }

  constraint(name) {
    return this.mined.constraints[name] ?? documented[name]
  }

  use(constraint) {
    if (this.used.has(constraint)) return
    this.used.add(constraint)
    const { member, key, value } = this.constraint(constraint)
    for (const part of [member, key, value]) if (part !== undefined) this.use(part)
  }

  operation([, , , traits, input, output]) {
    const isEmpty = (reference) => {
      const schema = typeof reference === 'function' ? reference() : reference
      return schema === 'unit' || schema.length < 5
    }
    return {
      ...(isEmpty(input) ? {} : { input: this.type(input) }),
      ...(isEmpty(output) ? {} : { output: this.type(output) }),
      ...(traits?.http === undefined ? {} : { http: traits.http }),
      ...(traits?.httpChecksum === undefined ? {} : { checksum: 1 }),
    }
  }
}

/** Codes that the service's exceptions have on the wire, with their status. */
function errorsOf(schemas) {
  const errors = schemas
    .filter(([of]) => of === kind.error)
    .map(([, , name, traits]) => [traits?.awsQueryError?.[0] ?? name, traits?.awsQueryError?.[1] ?? traits?.httpError])
  return Object.fromEntries(errors.filter(([, status]) => status !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function generate({ service, from = service, protocol, client, served }, mined) {
  const sdk = await import(`@aws-sdk/client-${from}`)
  const schemas = Object.entries(sdk)
    .filter(([name, schema]) => name.endsWith('$') && Array.isArray(schema))
    .map(([, schema]) => schema)
  const generator = new Generator(service, mined)
  const operations = Object.fromEntries(
    schemas
      .filter(([of]) => of === kind.operation)
      .map((schema) => [schema[2], served === undefined || served.includes(schema[2]) ? generator.operation(schema) : {}]),
  )
  const { protocolSettings } = new sdk[client]({ region: 'us-east-1' }).config
  const constraints = Object.fromEntries(
    [...generator.used].sort((a, b) => (a < b ? -1 : 1)).map((name) => [name, generator.constraint(name)]),
  )
  const { structures, lists, maps } = generator
  const { version, xmlNamespace: namespace = '', serviceTarget } = protocolSettings
  return {
    service,
    protocol,
    version,
    namespace,
    target: serviceTarget,
    operations,
    structures,
    lists,
    maps,
    errors: errorsOf(schemas),
    constraints,
  }
}

/** JSON as text, since that loads faster than an object literal; one line an entry, so that a change of the SDK reads as a diff. */
function print(model, from) {
  const parts = Object.entries(model).map(([key, value]) => {
    if (typeof value === 'string') return `${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const lines = Object.entries(value).map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
    return `${JSON.stringify(key)}: {\n${lines.join(',\n')}\n}`
  })
  const text = `{\n${parts.join(',\n')}\n}`
  if (/`|\$\{/.test(text)) throw new Error('the model does not fit into a template')
  return `// Generated by scripts/generate-models.js from @aws-sdk/client-${from} and botocore (Apache-2.0, Copyright Amazon.com, Inc. or its affiliates).

/** \`ModelData\` of wire/model.ts, as JSON. */
export const ${model.service}Model: string = String.raw\`${text}\`\n`
}

/** File name and text of each data module. */
export async function generateModels() {
  const mined = JSON.parse(readFileSync(join(here, 'constraints.json'), 'utf8'))
  return Promise.all(
    services.map(async (service) => [
      `${service.service}.data.ts`,
      print(await generate(service, mined[service.service]), service.from ?? service.service),
    ]),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of await generateModels()) writeFileSync(join(target, file), text)
}
