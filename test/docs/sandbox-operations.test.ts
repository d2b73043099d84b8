import { expect, it } from 'vitest'
import type { ServiceName } from '../../src/sandbox/operation.ts'
import { loadService, serviceNames } from '../../src/sandbox/services.ts'

// The page is written by `npx vitest run test/docs/sandbox-operations.test.ts -u`.
const titles: Readonly<Record<ServiceName, string>> = {
  iam: 'IAM',
  sts: 'STS',
  s3: 'S3',
  s3control: 'S3 Control',
  kms: 'KMS',
  organizations: 'Organizations',
  ec2: 'EC2',
  glue: 'Glue',
  lakeformation: 'Lake Formation',
}

const introduction = `# What the sandbox has

Generated from its operations. Every one of them is authorized by the engine before it does anything; one that is not built answers
\`NotImplemented\` with its name.

`

async function section(name: ServiceName): Promise<string> {
  const { model, operations } = await loadService(name)
  const all = Object.keys(model.data.operations).sort()
  const built = all.filter((operation) => Object.hasOwn(operations, operation))
  const missing = all.filter((operation) => !Object.hasOwn(operations, operation))
  const list = (names: readonly string[]): string => names.map((each) => `\`${each}\``).join(' ') || 'none'
  return `## ${titles[name]}: ${built.length} of ${all.length}\n\nBuilt: ${list(built)}\n\nNot built: ${list(missing)}\n`
}

it('the page of what the sandbox has lists every operation of every service', async () => {
  const sections = await Promise.all(serviceNames.map(section))
  await expect(`${introduction}${sections.join('\n')}`).toMatchFileSnapshot('../../docs/sandbox-operations.md')
})
