// A product's own check of a customer's connection: deploy what the customer has described, probe it, and say in one sentence what is wrong.
import { diagnose, loadFixture, probeEmbedded } from 'sallyport'

const [folder = 'policies/s3-input', externalId = 'dep-42'] = process.argv.slice(2)

const fixture = await loadFixture(folder)
if (!fixture.ok) {
  for (const { at, message } of fixture.error) console.error(`${at.file}:${at.start.line}: ${message}`)
  process.exit(2)
}

const connection = {
  connector: 's3-input',
  caller: 'etl-app',
  roleArn: 'arn:aws:iam::111122223333:role/EtleapInput',
  externalId,
  sessionName: 'validator',
  bucket: 'acme-exports',
  baseDirectory: 'daily',
  region: 'us-east-1',
  scheme: 'https',
}

const setUp = { fixture: fixture.value, connection }
const observations = await probeEmbedded(setUp, { timeoutMs: 5_000, seed: 'validator' })
const { problems } = diagnose({ ...setUp, observations, circumstances: { now: new Date(), sourceIp: '127.0.0.1' } })

if (problems.length === 0) console.log('the connection works')
for (const problem of problems) {
  console.log(problem.says)
  if (problem.kind === 'fault') console.log(`  ${problem.where}\n  ${problem.advice}`)
}
process.exitCode = problems.length === 0 ? 0 : 1
