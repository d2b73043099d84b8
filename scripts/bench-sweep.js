/*
 * Cases a minute on a target that takes 100 ms for each call, as a distant AWS would, by how many cases are in flight. The target is a sandbox of its
 * own process; the runs are the command itself, which starts, deploys, looks, compares and cleans up.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const ids = { vendor: '222233334444', customer: '777788889999' }

/** Faults of the shipped set-up that need no third account. */
const faults = [
  'list-action-missing',
  'get-object-action-missing',
  'object-arn-missing-wildcard',
  'list-on-object-arn',
  'object-arn-wrong-bucket',
  'object-arn-wrong-prefix',
  'trust-external-id-mismatch',
  'trust-wrong-account',
]

async function openFolder(sandbox) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  const accounts = Object.entries(ids).map(([name, id]) => `      ${name}: { id: "${id}", profile: ${name} }`)
  writeFileSync(
    join(folder, 'sallyport.yaml'),
    `allowedAccounts: ["${ids.vendor}", "${ids.customer}"]
targets:
  far:
    kind: endpoint
    url: ${sandbox.endpoint}
    plainUrl: ${sandbox.plainEndpoint}
    readOnly: false
    regions: [us-east-1]
    accounts:
${accounts.join('\n')}
    ceiling: { resources: 5000 }
    window: { seconds: 30, stableSeconds: 0 }
`,
  )
  const profiles = Object.entries(ids).map(([name, id]) => {
    const { accessKeyId, secretAccessKey } = sandbox.accounts.get(id).rootCredentials
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  })
  writeFileSync(join(folder, 'credentials'), profiles.join(''))
  writeFileSync(join(folder, 'config'), '')
  const { IAM } = await import('@aws-sdk/client-iam')
  for (const id of Object.values(ids)) {
    const iam = new IAM({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials: sandbox.accounts.get(id).rootCredentials })
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
    await iam.createPolicy({ PolicyName: 'SallyportBoundary', Path: '/sallyport/', PolicyDocument })
  }
  return folder
}

/** Every scenario file has the same cases; as many are swept as there are to be in flight. */
function writeSweep(folder, concurrency, copies) {
  const fixture = relative(folder, at('policies/s3-input'))
  const connection =
    '{ iamRole: EtleapInput, externalId: dep-42, inputBucket: acme-exports, baseDirectory: daily, intermediateBucket: etl-transfer }'
  const cases = Array.from(
    { length: copies },
    (_, index) => `  case ${index}: { inject: ${faults[index % faults.length]}, expect: same }\n`,
  )
  writeFileSync(
    join(folder, 'scenario.yaml'),
    `fixture: ${fixture}\nconnector: s3-input\nconnection: ${connection}\ncases:\n${cases.join('')}`,
  )
  writeFileSync(join(folder, 'sweep.yaml'), `scenarios: [scenario.yaml]\ntargets: [far]\nconcurrency: ${concurrency}\n`)
}

function sweep(folder) {
  const env = {
    ...process.env,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [at('dist/cli/main.js'), 'sweep', '--json'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text).records) : reject(new Error(`the sweep ended with ${code}: ${text}`)),
    )
  })
}

/** Rows of figures: what, and how many cases a minute. */
export async function benchSweep(plan = { 1: 3, 8: 24, 32: 64 }) {
  const { startSandbox } = await import('../dist/sandbox/start-sandbox.js')
  const sandbox = await startSandbox({ accounts: Object.values(ids).map((id) => ({ id })) })
  const folder = await openFolder(sandbox)
  sandbox.setHostile({ latencyMs: 100 })
  const rows = []
  try {
    for (const [concurrency, cases] of Object.entries(plan)) {
      writeSweep(folder, concurrency, cases)
      const since = performance.now()
      const records = await sweep(folder)
      const seconds = (performance.now() - since) / 1000
      rows.push([
        `sweep with 100 ms a call, ${concurrency} in flight`,
        `${((records.length / seconds) * 60).toFixed(0)} cases/min`,
        `${records.length} cases in ${seconds.toFixed(1)} s`,
      ])
    }
    return rows
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
