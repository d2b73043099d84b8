/*
 * Measures the product, each figure as a ratio to something trivial in the same run: a bare `node`, or a node:http server that answers constants.
 * Run with `npm run bench`; nothing here asserts a time.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { median, timeOf } from './measure.js'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const { startSandbox } = await import('../dist/sandbox/start-sandbox.js')
const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')

const ms = (value) => `${value.toFixed(1)} ms`

function wallOf(args, runs = 7) {
  const times = []
  for (let run = 0; run < runs; run += 1) {
    const since = performance.now()
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
    times.push(performance.now() - since)
  }
  return median(times)
}

/** Calls a second, with this many in flight. */
async function rateOf(client, inFlight, calls) {
  let left = calls
  const since = performance.now()
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await client.send(new GetCallerIdentityCommand({}))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return calls / ((performance.now() - since) / 1000)
}

const identity =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:root</Arn>' +
  '<UserId>111122223333</UserId><Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>'

async function startNullServer() {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(200, { 'content-type': 'text/xml', 'content-length': identity.length }).end(identity))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

const rows = []
const row = (what, value, ratio = '') => rows.push([what, value, ratio])

const bare = wallOf(['-e', '0'])
const help = wallOf([cli, '--help'])
row('node -e 0', ms(bare))
row('sallyport --help', ms(help), `${ms(help - bare)} above bare node`)

const start = await timeOf(async () => (await startSandbox()).close(), 15)
const nothing = await timeOf(async () => (await startNullServer()).close(), 15)
row('null server, ready and closed', ms(nothing))
row('sandbox, ready and closed', ms(start), `${(start / nothing).toFixed(1)} x the null server`)

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const sandbox = await startSandbox({ accounts: [{ id: '111122223333', rootCredentials: credentials }] })
const stub = await startNullServer()
const clientOf = (endpoint) => new STSClient({ endpoint, region: 'us-east-1', credentials })
const [ours, theirs] = [clientOf(sandbox.endpoint), clientOf(stub.endpoint)]
for (const client of [ours, theirs]) await rateOf(client, 4, 200)
for (const inFlight of [1, 16]) {
  const base = await rateOf(theirs, inFlight, 1500)
  const real = await rateOf(ours, inFlight, 1500)
  row(`GetCallerIdentity, ${inFlight} in flight: null server`, `${base.toFixed(0)} /s`)
  row(`GetCallerIdentity, ${inFlight} in flight: sandbox`, `${real.toFixed(0)} /s`, `${(real / base).toFixed(2)} of the null server`)
}
const nullRate = await rateOf(theirs, 4, 1500)
stub.close()
await sandbox.close()

/** Milliseconds until a first case has its line. */
function firstLine() {
  const since = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, 'test', '--seed', '1', '--concurrency', '1'], { stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.on('data', (chunk) => {
      if (!/^ {2}ok /m.test(String(chunk))) return
      resolve(performance.now() - since)
      child.kill()
    })
  })
}
const first = median([await firstLine(), await firstLine(), await firstLine()])
row('sallyport test, first case', ms(first), `${(first / bare).toFixed(1)} x a bare node`)

const { benchWatch } = await import('./bench-watch.js')
const watched = await benchWatch()
row(
  'sallyport test --watch, save to first case',
  ms(watched.first),
  `${(watched.first / bare).toFixed(1)} x a bare node; all five cases ${ms(watched.all)}`,
)

const since = performance.now()
const { stdout } = spawnSync(process.execPath, [cli, 'test', '--json', '--seed', '1'], { encoding: 'utf8', maxBuffer: 2 ** 28 })
const seconds = (performance.now() - since) / 1000
const { passed, failed, error } = JSON.parse(stdout).counts
const cases = passed + failed + error
row(
  `sallyport test, ${cases} cases`,
  `${seconds.toFixed(1)} s, ${(cases / seconds).toFixed(1)} cases/s`,
  `80 cases in ${((80 * seconds) / cases).toFixed(1)} s, 1,000 in ${((1000 * seconds) / cases).toFixed(0)} s at this rate; a case costs as much as ${((nullRate * seconds) / cases).toFixed(0)} calls to the null server`,
)

const { benchAnalysis } = await import('./bench-analysis.js')
const analysis = benchAnalysis(fileURLToPath(new URL('../test/analysis/data/managed-policies.jsonl', import.meta.url)))
row(
  `newAccess, ${analysis.comparisons} mutants of managed policies`,
  `p50 ${ms(analysis.p50)}, p90 ${ms(analysis.p90)}, p99 ${ms(analysis.p99)}, max ${ms(analysis.max)}`,
  `p99 ${(analysis.p99 / bare).toFixed(1)} of a bare node; ${analysis.undecided} undecided, ${analysis.rssMb} MB`,
)

const { benchGate } = await import('./bench-gate.js')
const gate = await benchGate()
row(
  'sallyport gate, 20 of 500 policies changed',
  `${(gate.gate / 1000).toFixed(2)} s from the shell`,
  `${(gate.gate / gate.git).toFixed(0)} x git diff --name-only (${ms(gate.git)}), ${(gate.gate / gate.node).toFixed(1)} x a bare node`,
)

const { benchSolver } = await import('./bench-analysis.js')
const solver = await benchSolver()
if (solver.skipped !== undefined) row('newAccess beside cvc5', `skipped: ${solver.skipped}`)
else
  row(
    `newAccess beside cvc5, ${solver.pairs} pairs`,
    `p50 ${ms(solver.own)} and ${ms(solver.cvc5)}, of which ${ms(solver.start)} the start of its process`,
    `${(solver.cvc5 / solver.own).toFixed(1)} x as fast; ${solver.gaveUp} times cvc5 gave up, ${solver.disagreements} disagreements`,
  )

const { benchSweep } = await import('./bench-sweep.js')
for (const cells of await benchSweep()) row(...cells)

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column].length)))
for (const cells of rows)
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
process.exit(0)
