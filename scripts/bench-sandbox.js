/*
 * Measures the sandbox beside other servers, each in a process of its own, in one run and through the SDK: one that answers constants, one that does the
 * least that must be done, and `s3rver`. Run with `npm run bench`, or parts of it with `node scripts/bench-sandbox.js put list`; nothing here asserts a time.
 */
import { fork, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { account, Bucket, calls, credentials, keyOf, kibibyte, listed, trust } from './bench-calls.js'
import { median, timeOf } from './measure.js'

/** The parts, in the order in which they run. */
const parts = {
  start: 'from startSandbox() and from the shell to the first answer, and the memory of an idle sandbox',
  put: 'PutObject of 1 KiB',
  get: 'GetObject of 1 KiB',
  list: 'ListObjectsV2 of a bucket with 1,000 keys',
  assume: 'AssumeRole',
  role: 'CreateRole and PutRolePolicy',
  listing: 'listing 10 and 1,000 of many keys (BENCH_KEYS, 100,000 unless given), on the wire and through the SDK',
  upload: 'the upload of one large object (BENCH_BYTES, a gibibyte unless given)',
}
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  const names = Object.entries(parts).map(([name, what]) => `  ${name.padEnd(8)} ${what}\n`)
  const isHelp = unknown.includes('--help') || unknown.includes('-h')
  const text = `usage: node scripts/bench-sandbox.js [PART…]\n\nMeasures the sandbox after \`npm run build\`; all parts unless some are named:\n\n${names.join('')}`
  console[isHelp ? 'log' : 'error'](isHelp ? text : `there is no part \`${unknown[0]}\`\n\n${text}`)
  process.exit(isHelp ? 0 : 2)
}
const isAsked = (name) => asked.length === 0 || asked.includes(name)

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const since0 = performance.now()
const { startSandbox } = await import('../dist/cli/library.js')
const imported = performance.now() - since0
const { IAM } = await import('@aws-sdk/client-iam')
const { S3 } = await import('@aws-sdk/client-s3')
const { STS } = await import('@aws-sdk/client-sts')

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const many = Number(process.env.BENCH_KEYS ?? 100_000)
const gibibyte = Number(process.env.BENCH_BYTES ?? 2 ** 30)
const milliseconds = 150
const turnCount = 15
/** Calls before the first that counts: what was optimized by then is what a server runs on. An account has room for 1,000 roles, and one is there. */
const warmUp = 900
const longestWarmUp = 10_000

const rows = []
const row = (...cells) => {
  rows.push(cells)
  console.error(cells.join('  '))
}

/**
 * Microseconds of processor time of a call, of the client and of the server in its own process, with so many in flight: what else the machine does falls
 * out of it. Contenders take short turns, so that what slows the machine for a while slows all of them.
 */
async function turnsOf(contenders, inFlight) {
  const turns = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  for (let turn = 0; turn < turnCount; turn += 1) {
    for (const contender of contenders) {
      turns[contender.name].push(await timesOf(contender, inFlight))
      await contender.call.tidy?.()
    }
  }
  return turns
}

/** Microseconds of processor time of one call. */
async function timesOf({ call, used }, inFlight) {
  let done = 0
  const [since, usedBefore] = [process.cpuUsage(), await used()]
  const until = performance.now() + milliseconds
  const worker = async () => {
    while (performance.now() < until) await call(done++)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(since)
  return { client: (user + system) / done, server: ((await used()) - usedBefore) / done }
}

async function warm({ call }) {
  let done = 0
  const until = performance.now() + longestWarmUp
  const worker = async () => {
    while (done < warmUp && performance.now() < until) await call(done++)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  await call.tidy?.()
}

/** A server in a process of its own, as `bench-server.js` starts it, with the processor time that it has used. */
async function startServer(name) {
  const child = fork(fileURLToPath(new URL('./bench-server.js', import.meta.url)), [name])
  const told = (message) =>
    new Promise((resolve) => {
      child.once('message', resolve)
      if (message !== undefined) child.send(message)
    })
  const endpoint = await told()
  return { name, endpoint, used: () => told('used'), close: () => child.kill() }
}

const clientsOf = (endpoint, credentials) => {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials,
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) },
  }
  return { s3: new S3({ ...config, forcePathStyle: true }), iam: new IAM(config), sts: new STS(config) }
}

async function compareCalls() {
  const names = ['null server', 'least server', 'sandbox', 's3rver']
  const servers = []
  for (const name of names) {
    const server = await startServer(name)
    servers.push({ ...server, clients: clientsOf(server.endpoint, name === 's3rver' ? s3rverCredentials : credentials) })
  }
  const { s3, iam } = servers.find(({ name }) => name === 'sandbox').clients
  await s3.createBucket({ Bucket })
  await iam.createRole({ RoleName: 'bench', AssumeRolePolicyDocument: trust })
  if (isAsked('get') || isAsked('list')) for (const { clients } of servers) await fill(clients)
  for (const [part, callOf] of Object.entries(calls).filter(([name]) => isAsked(name))) {
    const taking = servers.filter(({ name }) => name !== 's3rver' || !/assume|role/.test(part))
    const contenders = taking.map((server) => ({ ...server, call: callOf(server.clients) }))
    for (const contender of contenders) await warm(contender)
    for (const inFlight of [1, 16]) report(part, inFlight, await turnsOf(contenders, inFlight))
  }
  for (const { close } of servers) close()
}

async function fill({ s3 }) {
  for (let first = 0; first < listed; first += 20) {
    const keys = Array.from({ length: 20 }, (_, index) => keyOf(first + index))
    await Promise.all(keys.map((Key) => s3.putObject({ Bucket, Key, Body: kibibyte })))
  }
}

const s3rverCredentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/** Rates are medians; a ratio is the median of those of neighbouring turns. */
function report(part, inFlight, turns) {
  const whole = ({ client, server }) => client + server
  const rateOf = (name) => 1e6 / median(turns[name].map(whole))
  const serverOf = (name) => median(turns[name].map(({ server }) => server))
  const ratioOf = (name, other) => median(turns[name].map((times, turn) => whole(turns[other][turn]) / whole(times)))
  const beside = turns.s3rver === undefined ? '' : `, ${ratioOf('sandbox', 's3rver').toFixed(1)} x s3rver`
  row(
    `${parts[part]}, ${inFlight} in flight`,
    Object.keys(turns)
      .map((name) => `${name} ${rateOf(name).toFixed(0)}/s (${serverOf(name).toFixed(0)} us)`)
      .join(', '),
    `${ratioOf('sandbox', 'null server').toFixed(2)} of the null server (aim 0.8), the least server ${ratioOf('least server', 'null server').toFixed(2)}${beside}`,
  )
}

/** Without the SDK, which is slower than what is measured. */
const agent = new Agent({ keepAlive: true, maxSockets: 32 })
function ask(endpoint, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(
      endpoint + path,
      { method, agent, headers: body === undefined ? headers : { 'content-length': body.length, ...headers } },
      (answer) => {
        answer.on('data', () => {})
        answer.on('end', () => (answer.statusCode < 300 ? resolve() : reject(new Error(`${method} ${path}: ${answer.statusCode}`))))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

async function publicBucket(endpoint, credentials) {
  const { s3 } = clientsOf(endpoint, credentials)
  await s3.createBucket({ Bucket })
  await s3.deletePublicAccessBlock({ Bucket })
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`]
  await s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: ['s3:PutObject', 's3:ListBucket'], Resource }],
    }),
  })
}

async function compareListings() {
  const sandbox = await startSandbox({ accounts: [{ id: account }] })
  const credentials = sandbox.accounts.get(account).rootCredentials
  await publicBucket(sandbox.endpoint, credentials)
  let next = 0
  const worker = async () => {
    while (next < many) await ask(sandbox.endpoint, 'PUT', `/${Bucket}/${keyOf(next++)}`, Buffer.from('x'))
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  const list = (maximum) =>
    processorTimeOf(() => ask(sandbox.endpoint, 'GET', `/${Bucket}?list-type=2&start-after=${keyOf(many >> 1)}&max-keys=${maximum}`), 101)
  await list(1000)
  const [ten, thousand] = [await list(10), await list(1000)]
  row(
    `listing 1,000 of ${many} keys`,
    `${thousand.toFixed(2)} ms`,
    `${(thousand / ten).toFixed(1)} x listing 10 (${ten.toFixed(2)} ms; aim 3 x), client and server together`,
  )
  const constant = await startServer('null server')
  const through = async (endpoint, MaxKeys) => {
    const { s3 } = clientsOf(endpoint, credentials)
    return processorTimeOf(() => s3.listObjectsV2({ Bucket, StartAfter: keyOf(many >> 1), MaxKeys }), 31)
  }
  await through(constant.endpoint, 1000)
  const [few, whole] = [await through(sandbox.endpoint, 10), await through(sandbox.endpoint, 1000)]
  const [fewConstant, wholeConstant] = [await through(constant.endpoint, 10), await through(constant.endpoint, 1000)]
  constant.close()
  row(
    'the same through the SDK',
    `${whole.toFixed(2)} ms`,
    `${(whole / few).toFixed(1)} x listing 10; a server that answers constants ${wholeConstant.toFixed(2)} ms, ${(wholeConstant / fewConstant).toFixed(1)} x: so much is the SDK's, which reads the XML`,
  )
  await sandbox.close()
}

async function compareStarts() {
  const first = async () => {
    const sandbox = await startSandbox()
    await ask(sandbox.endpoint, 'GET', '/anything').catch(() => {})
    await sandbox.close()
  }
  // What the client loads for its first request is not the sandbox's.
  const other = createServer((_, answer) => answer.end())
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve))
  await ask(`http://127.0.0.1:${other.address().port}`, 'GET', '/anything')
  other.close()
  const [since, before] = [performance.now(), process.cpuUsage()]
  await first()
  const [cold, used] = [performance.now() - since, process.cpuUsage(before)]
  row(
    'startSandbox() to the first answer',
    `${(await timeOf(first, 9)).toFixed(1)} ms`,
    `the first time ${cold.toFixed(0)} ms, ${((used.user + used.system) / 1000).toFixed(0)} of them of processor time (aim 100), after an import of ${imported.toFixed(0)} ms`,
  )
  const bare = await timeOf(async () => spawnSync(process.execPath, ['-e', '0']), 5)
  const times = []
  let resident = 0
  for (let run = 0; run < 5; run += 1) {
    const begun = performance.now()
    const child = spawn(process.execPath, [cli, 'sandbox', 'start'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const endpoint = await new Promise((resolve) => {
      let text = ''
      child.stdout.on('data', (chunk) => {
        text += chunk
        const found = /AWS_ENDPOINT_URL=(\S+)/.exec(text)
        if (found) resolve(found[1])
      })
    })
    await ask(endpoint, 'GET', '/anything').catch(() => {})
    times.push(performance.now() - begun)
    if (run === 0) resident = await residentOf(child)
    child.kill()
    await new Promise((resolve) => child.on('close', resolve))
  }
  const http = spawn(process.execPath, ['-e', 'require("node:http").createServer((_, answer) => answer.end()).listen(0, "127.0.0.1")'])
  const alone = await residentOf(http)
  http.kill()
  row(
    'sallyport sandbox start to the first answer',
    `${median(times).toFixed(0)} ms`,
    `${(median(times) - bare).toFixed(0)} ms above bare node (${bare.toFixed(0)} ms; aim 200)`,
  )
  row('resident when idle', `${resident.toFixed(0)} MiB`, `a bare node:http server has ${alone.toFixed(0)} MiB (aim 50)`)
}

/** In mebibytes, when it has been idle for a second. */
async function residentOf(child) {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024
}

function upload(endpoint) {
  const chunk = Buffer.alloc(256 * 1024, 'u')
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}/${Bucket}/large`, { method: 'PUT', headers: { 'content-length': gibibyte } }, (answer) => {
      answer.resume()
      answer.on('end', resolve)
    })
    sent.on('error', reject)
    let left = gibibyte
    const write = () => {
      while (left > 0) {
        left -= chunk.length
        if (!sent.write(chunk)) return sent.once('drain', write)
      }
      sent.end()
    }
    write()
  })
}

async function compareUploads() {
  const alone = createServer((incoming, response) => {
    incoming.on('data', () => {})
    incoming.on('end', () => response.end())
  })
  await new Promise((resolve) => alone.listen(0, '127.0.0.1', resolve))
  const sandbox = await startSandbox({ accounts: [{ id: account }] })
  await publicBucket(sandbox.endpoint, sandbox.accounts.get(account).rootCredentials)
  const rate = async (endpoint) => gibibyte / 1e6 / ((await timeOf(() => upload(endpoint), 3)) / 1000)
  const md5 = md5Rate()
  const [base, real] = [await rate(`http://127.0.0.1:${alone.address().port}`), await rate(sandbox.endpoint)]
  row(
    `upload of ${(gibibyte / 2 ** 20).toFixed(0)} MiB`,
    `${real.toFixed(0)} MB/s`,
    `${(real / base).toFixed(2)} of node:http alone (${base.toFixed(0)} MB/s; aim 0.5), client in the same process; MD5 by itself ${md5.toFixed(0)} MB/s, which is ${(md5 / base).toFixed(2)}`,
  )
  alone.close()
  await sandbox.close()
}

/** Milliseconds of processor time of one call, in the middle of so many. */
async function processorTimeOf(call, count) {
  const times = []
  for (let n = 0; n < count; n += 1) {
    const since = process.cpuUsage()
    await call()
    const { user, system } = process.cpuUsage(since)
    times.push((user + system) / 1000)
  }
  return median(times)
}

/** What the ETag of an object costs, whoever computes it. */
function md5Rate() {
  const [chunk, chunks] = [Buffer.alloc(256 * 1024, 'u'), 1024]
  const hash = createHash('md5')
  const since = performance.now()
  for (let n = 0; n < chunks; n += 1) hash.update(chunk)
  hash.digest()
  return (chunk.length * chunks) / 1e3 / (performance.now() - since)
}

if (isAsked('start')) await compareStarts()
if (Object.keys(calls).some(isAsked)) await compareCalls()
if (isAsked('listing')) await compareListings()
if (isAsked('upload')) await compareUploads()
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)))
for (const cells of rows)
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
process.exit()
