/*
 * One contender of `bench-sandbox.js`, in a process of its own: `node scripts/bench-server.js NAME`, started with an IPC channel. It tells its endpoint,
 * and answers every message with the microseconds of processor time that it has used.
 */
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { account, Bucket, credentials, keyOf, kibibyte, listed, policy } from './bench-calls.js'

const envelope = (operation, result) =>
  `<${operation}Response><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`
const contents = Array.from(
  { length: listed },
  (_, index) =>
    `<Contents><Key>${keyOf(index)}</Key><LastModified>2026-11-26T00:00:00.000Z</LastModified><ETag>&quot;0f343b0931126a20f133d67c2b018a3b&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>1024</Size><StorageClass>STANDARD</StorageClass></Contents>`,
)
const constants = {
  AssumeRole: envelope(
    'AssumeRole',
    `<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2036-11-26T00:00:00Z</Expiration></Credentials>`,
  ),
  CreateRole: envelope(
    'CreateRole',
    `<Role><Path>/</Path><RoleName>r</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::${account}:role/r</Arn><CreateDate>2026-11-26T00:00:00Z</CreateDate></Role>`,
  ),
  PutRolePolicy: envelope('PutRolePolicy', ''),
  DeleteRolePolicy: envelope('DeleteRolePolicy', ''),
  DeleteRole: envelope('DeleteRole', ''),
  list: listOf(listed),
  listOfTen: listOf(10),
}

function listOf(count) {
  const all = contents.slice(0, count).join('')
  return `<ListBucketResult><Name>${Bucket}</Name><KeyCount>${count}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>${all}</ListBucketResult>`
}

/** The constant that fits a request which is neither PutObject nor GetObject. */
function constantFor(url, form) {
  const action = /Action=(\w+)/.exec(form)?.[1]
  if (action !== undefined) return constants[action]
  return url.includes('max-keys=10&') ? constants.listOfTen : constants.list
}

const isListing = ({ method, url }) => method === 'GET' && url.includes('list-type')

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${server.address().port}` }
}

/** Answers constants. */
const startNull = () =>
  listen(
    createServer((incoming, response) => {
      let form = ''
      incoming.on('data', (chunk) => {
        if (incoming.method === 'POST') form += chunk
      })
      incoming.on('end', () => {
        const isObject = incoming.method !== 'POST' && !isListing(incoming)
        const answer = !isObject ? constantFor(incoming.url, form) : incoming.method === 'PUT' ? '' : kibibyte
        response.writeHead(200, { etag: '"0f343b0931126a20f133d67c2b018a3b"', 'content-length': Buffer.byteLength(answer) }).end(answer)
      })
    }),
  )

const hmac = (key, text) => createHmac('sha256', key).update(text).digest()
const keys = new Map()

function signingKey(scope) {
  const known = keys.get(scope)
  if (known !== undefined) return known
  const [date, region, service, end] = scope.split('/')
  const key = [region, service, end].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date))
  keys.set(scope, key)
  return key
}

/** SigV4, for requests as the SDK signs them. */
function verify({ method, url, headers }, payloadHash) {
  const [, credential, signed, signature] = /Credential=([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.authorization)
  const scope = credential.slice(credential.indexOf('/') + 1)
  const [path, query = ''] = url.split('?')
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
  const lines = signed.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = `${method}\n${path}\n${pairs.sort().join('&')}\n${lines.join('')}\n${signed}\n${payloadHash}`
  const expected = hmac(signingKey(scope), `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${hash('sha256', canonical)}`)
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw new Error('the signature does not match')
}

function crc32Of(bytes) {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}

/** The least that must be done: it verifies the signature and the digests, keeps objects in a map, sends S3's headers, and answers constants to all else. */
function startLeast() {
  const objects = new Map()
  const answer = (incoming, body) => {
    const { method, url, headers } = incoming
    const sent = headers['x-amz-content-sha256']
    const payloadHash = sent === undefined || method === 'PUT' ? hash('sha256', body) : sent
    if (sent !== undefined && sent !== payloadHash) throw new Error('the payload is another')
    verify(incoming, payloadHash)
    const id = randomBytes(48).toString('base64')
    const head = ['date', new Date().toUTCString(), 'x-amz-request-id', id.slice(0, 16), 'x-amz-id-2', id, 'server', 'AmazonS3']
    const [path] = url.split('?')
    if (method === 'POST' || isListing(incoming)) return { head, bytes: Buffer.from(constantFor(url, body.toString())) }
    if (method === 'PUT') {
      const checksum = crc32Of(body)
      if (headers['x-amz-checksum-crc32'] !== checksum) throw new Error('the checksum is another')
      objects.set(path, { bytes: Buffer.from(body), etag: `"${hash('md5', body)}"`, checksum })
    }
    const { bytes, etag, checksum } = objects.get(path)
    head.push(
      'etag',
      etag,
      'x-amz-checksum-crc32',
      checksum,
      'x-amz-checksum-type',
      'FULL_OBJECT',
      'x-amz-server-side-encryption',
      'AES256',
    )
    if (method === 'PUT') return { head, bytes: Buffer.alloc(0) }
    head.push('accept-ranges', 'bytes', 'last-modified', new Date().toUTCString(), 'content-type', 'application/octet-stream')
    return { head, bytes }
  }
  return listen(
    createServer((incoming, response) => {
      const chunks = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        const { head, bytes } = answer(incoming, Buffer.concat(chunks))
        response.writeHead(200, [...head, 'content-length', String(bytes.length)]).end(bytes)
      })
    }),
  )
}

async function startOurs() {
  const { startSandbox } = await import('../dist/cli/library.js')
  const users = [{ name: 'bench', accessKeys: [credentials], policies: new Map([['all', policy.replace('"s3:*"', '"s3:*","iam:*"')]]) }]
  return startSandbox({ accounts: [{ id: account, users }] })
}

async function startS3rver() {
  const { default: S3rver } = await import('s3rver')
  const directory = mkdtempSync(join(tmpdir(), 'bench-s3rver-'))
  process.on('exit', () => rmSync(directory, { recursive: true }))
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: Bucket }] })
  const { port } = await server.run()
  return { endpoint: `http://127.0.0.1:${port}` }
}

const starts = { 'null server': startNull, 'least server': startLeast, sandbox: startOurs, s3rver: startS3rver }
const { endpoint } = await starts[process.argv[2]]()
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send(user + system)
})
process.on('disconnect', () => process.exit())
process.send(endpoint)
