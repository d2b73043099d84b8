import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/connectors/observation.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { loadShippedServer, shippedServerConnections } from '../shipped-servers.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const connection = shippedServerConnections.postgres
const seen = (step: string, outcome: Observation['outcome'], code?: string, facts: Observation['facts'] = {}): Observation => ({
  step,
  title: step,
  outcome,
  durationMs: 1,
  facts,
  ...(code === undefined ? {} : { code }),
})

describe('without the network at hand', () => {
  it.each<[string, readonly Observation[], string, string]>([
    ['silence', [seen('net.tcp', 'failed', 'ETIMEDOUT')], 'net-timeout', 'sg-missing-vendor-ip'],
    [
      'silence at a private address',
      [seen('net.name', 'ok', undefined, { addresses: '10.1.2.3' }), seen('net.tcp', 'failed', 'ETIMEDOUT')],
      'private-address',
      'private-endpoint-only',
    ],
    ['a refusal', [seen('net.tcp', 'failed', 'ECONNREFUSED')], 'net-refused', 'connection-refused'],
    ['a name that is not there', [seen('net.name', 'failed', 'ENOTFOUND')], 'dns', 'dns-not-found'],
    ['a missing line of pg_hba.conf', [seen('db.login', 'failed', '28000')], 'pg-hba', 'tls-required'],
    ['a password', [seen('db.login', 'failed', '28P01')], 'db-password', 'db-password-wrong'],
    ['a grant', [seen('db.read', 'failed', '42501')], 'db-grant', 'db-grant-missing'],
  ])('%s is told as its class of look-alikes', (_, observations, name, fault) => {
    const { problems } = diagnose({ connection, observations, circumstances })
    expect(problems).toMatchObject([{ kind: 'lookAlikes', class: name }])
    expect(problems.flatMap((problem) => (problem.kind === 'lookAlikes' ? problem.candidates.map((each) => each.fault) : []))).toContain(
      fault,
    )
  })

  it.each([
    ['sftp.folder', '2', 'The server `files.acme.example` has no folder of this name.'],
    ['sftp.folder', '3', 'The user may log in to `files.acme.example` and may not open the folder or read its files.'],
    ['sftp.read', '2', 'The folder at `files.acme.example` has no such file.'],
  ])('an SFTP server has folders and files: %s, code %s', (step, code, says) => {
    const asked = { ...connection, connector: 'sftp', host: 'files.acme.example' } as const
    const { problems } = diagnose({ connection: asked, observations: [seen(step, 'failed', code)], circumstances })
    expect(problems.map((problem) => problem.says)).toEqual([expect.stringContaining(says.replace('The server ', ''))])
    expect(JSON.stringify(problems.map((problem) => ('next' in problem ? problem.next : '')))).not.toMatch(/database|table|grant/)
  })

  it('what nobody knows is told as it was answered', () => {
    expect(diagnose({ connection, observations: [seen('db.login', 'failed', 'XX000')], circumstances }).problems).toMatchObject([
      { kind: 'unknownFailure' },
    ])
  })
})

describe('with the network at hand', () => {
  it('what got through is no cause, whatever the rules say', async () => {
    const { fixture } = await loadShippedServer('postgres')
    const observations = ['net.name', 'net.tcp', 'net.tcp-others', 'net.banner', 'db.tls', 'db.login', 'db.database', 'db.read'].map(
      (step) => seen(step, 'ok'),
    )
    const stranger = { ...connection, from: ['192.0.2.1', '192.0.2.2'] as const }
    expect(diagnose({ connection: stranger, fixture, observations, circumstances }).problems).toEqual([])
    expect(diagnose({ connection: stranger, fixture, observations: [], circumstances }).problems.length).toBeGreaterThan(0)
  })

  it('what failed and no rule explains is told by its class', async () => {
    const { fixture } = await loadShippedServer('postgres')
    const { problems } = diagnose({ connection, fixture, observations: [seen('net.tcp', 'failed', 'ETIMEDOUT')], circumstances })
    expect(problems).toMatchObject([{ kind: 'lookAlikes', class: 'net-timeout' }])
  })
})
