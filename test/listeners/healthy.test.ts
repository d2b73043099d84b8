import { expect, it } from 'vitest'
import { probeEmbedded } from '../../src/cli/probe/probe-embedded.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'

// Each connector with its real client library. What goes wrong is told word for word in `deep/embedded-network.test.ts`.
it.each(shippedServerNames)('the connection of %s passes every stage where nothing is wrong', async (name) => {
  const observations = await probeEmbedded(await loadShippedServer(name), { timeoutMs: 5000, seed: name })
  expect(observations.filter(({ outcome }) => outcome !== 'ok')).toEqual([])
})
