import { describe, expect, it } from 'vitest'
import { everyFault } from '../../src/faults/every-fault.ts'
import { runCli } from '../support/run-cli.ts'

describe('sallyport faults', () => {
  it('lists every fault of the catalogue', async () => {
    const { stdout, code } = await runCli(['faults'])
    expect(everyFault.filter(({ id, summary }) => !stdout.includes(id) || !stdout.includes(summary))).toEqual([])
    expect(stdout).toContain(`${everyFault.length} faults`)
    expect(code).toBe(0)
  })

  it('shows one with its look-alikes and sources', async () => {
    const { stdout } = await runCli(['faults', 'object-arn-missing-wildcard'])
    expect(stdout).toContain('get-object-action-missing')
    expect(stdout).toContain('https://docs.aws.amazon.com/')
  })

  it('is data for a script', async () => {
    const { stdout } = await runCli(['faults', '--json'])
    expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(everyFault.map(({ id }) => id))
  })

  it('suggests the fault that was meant', async () => {
    const { stderr, code } = await runCli(['faults', 'wrong-secrt'])
    expect({ stderr, code }).toEqual({ stderr: expect.stringContaining('did you mean `wrong-secret`?'), code: 2 })
  })
})
