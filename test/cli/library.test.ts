import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the package can be imported by its name, and decides', () => {
  const program = `
    import { authorize, parsePolicyText } from 'sallyport'
    const text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
    const { value: policy } = parsePolicyText(text, 'inline.json', 'identity')
    const account = '111122223333'
    const principal = { type: 'user', arn: 'arn:aws:iam::' + account + ':user/ana', account }
    const request = { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: account, context: new Map() }
    console.log(authorize(request, { identity: [{ name: 'read', policy }] }).outcome)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect({ stdout, stderr }).toEqual({ stdout: 'allowed\n', stderr: '' })
})

it('what the commands do is one call each', () => {
  const program = `
    import { authorize, diagnose, explain, loadFixture, parsePolicy, runScenarios, startSandbox } from 'sallyport'
    const { value: fixture } = await loadFixture('policies/s3-input')
    const { decision, text } = explain(fixture, { as: 'EtleapInput', action: 's3:GetObject', resource: 'arn:aws:s3:::acme-exports/monthly/x' })
    const wrong = await runScenarios(['no-such-folder'])
    console.log(decision.outcome, text.includes('policies/s3-input/read.json:8:19'), wrong.ok, wrong.error[0].code)
    console.log([authorize, diagnose, parsePolicy, startSandbox].map((each) => typeof each).join())`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect({ stdout, stderr }).toEqual({
    stdout: 'implicitDeny true false scenario/missing\nfunction,function,function,function\n',
    stderr: '',
  })
})
