import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { KnownFault } from '../../src/diagnose/diagnosis.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { collectServerEvidence } from '../../src/faults/server-evidence.ts'
import { recogniseServerFaults } from '../../src/faults/recognise-server.ts'
import { serverCatalogue } from '../../src/faults/server-catalogue.ts'
import { serverConnectors } from '../../src/connectors/server-connection.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'
import { loadShipped, type AnyShippedName, everyShippedName } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** No customer has to know these words to understand a first sentence; what stands in backticks is theirs, or AWS's own name. */
const jargon = /\b(?:ARNs?|IAM|STS|principal|implicit|explicit|statement|wildcard|cross-account|JSON|evaluat\w+|identity-based|resource-based)\b/i

async function messagesOf(connector: string): Promise<readonly KnownFault[]> {
  const setUps = await Promise.all(everyShippedName.map((name: AnyShippedName) => loadShipped(name)))
  return catalogue.flatMap((fault) => {
    const told = setUps
      .filter(({ connection }) => connection.connector === connector)
      .flatMap((setUp) => fault.inject(setUp) ?? [])
      .map((setUp) => diagnose({ ...setUp, observations: [], circumstances }).problems.find((problem) => problem.kind === 'fault' && problem.fault === fault.id))
    return told.flatMap((problem) => (problem?.kind === 'fault' ? [problem] : [])).slice(0, 1)
  })
}

type Told = Pick<KnownFault, 'fault' | 'says' | 'where' | 'advice'>

const page = (connector: string, problems: readonly Told[]): string =>
  [
    `# What a customer of ${connector} is told`,
    'Update: npx vitest run test/golden/messages.test.ts -u',
    ...problems.map(({ fault, says, where, advice }) => `## ${fault}\n${says}\nwhere: ${where}\nfix: ${advice}`),
  ].join('\n\n')

describe.each(['s3-input', 's3-data-lake'])('the messages of %s', async (connector) => {
  const problems = await messagesOf(connector)

  it('are these', async () => {
    await expect(`${page(connector, problems)}\n`).toMatchFileSnapshot(`messages/${connector}.md`)
  })

  it.each(problems.map((problem) => [problem.fault, problem.says]))('begin with a plain sentence: %s', (_, says) => {
    expect(says.length).toBeLessThanOrEqual(160)
    expect(says.replace(/`[^`]*`/g, '')).not.toMatch(jargon)
    expect(says).toMatch(/acme-|etl-|Etleap|dep-|analytics|`lake`|network of the connector/)
  })
})

async function serverMessagesOf(connector: string): Promise<readonly Told[]> {
  const setUps = await Promise.all(shippedServerNames.map(loadShippedServer))
  return serverCatalogue.flatMap((fault) => {
    const told = setUps
      .filter(({ connection }) => connection.connector === connector)
      .flatMap((setUp) => fault.inject(setUp) ?? [])
      .flatMap((broken): readonly Told[] => {
        const evidence = collectServerEvidence(broken, [])
        const found = evidence && recogniseServerFaults(evidence).recognised.find((each) => each.fault.id === fault.id)
        if (evidence === undefined || found === undefined) return []
        const [says, where, advice] = [fault.say(found.finding, evidence), fault.where(found.finding, evidence), fault.advise(found.finding, evidence)]
        return [{ fault: fault.id, says, where, advice }]
      })
    return told.slice(0, 1)
  })
}

describe.each(serverConnectors)('the messages of %s', async (connector) => {
  const problems = await serverMessagesOf(connector)

  it('are these', async () => {
    await expect(`${page(connector, problems)}\n`).toMatchFileSnapshot(`messages/${connector}.md`)
  })

  it.each(problems.map((problem) => [problem.fault, problem.says]))('begin with a plain sentence: %s', (_, says) => {
    expect(says.length).toBeLessThanOrEqual(160)
    expect(says.replace(/`[^`]*`/g, '')).not.toMatch(jargon)
  })
})
