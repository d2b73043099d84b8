import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDecidedDenials } from '../../src/cli/test/decided-denials.ts'
import { html } from '../../src/report/html.ts'
import { renderReport } from '../../src/report/render-report.ts'
import type { Report } from '../../src/report/report.ts'
import { CoverageRecorder } from '../../src/scenario/coverage.ts'
import type { Denial } from '../../src/scenario/denial.ts'
import type { CaseResult } from '../../src/scenario/run.ts'
import { mixedReport } from '../support/report.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (executablePath === undefined)
  process.stderr.write('skipped: the HTML report in a browser, chromium is not installed (apt-get install chromium)\n')

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const denial: Denial = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::acme-exports/daily/x.csv',
  principal: 'arn:aws:sts::111122223333:assumed-role/EtleapInput/sallyport',
  outcome: 'implicitDeny',
  layers: [
    {
      title: 'identity-based policies',
      outcome: 'implicitDeny',
      statements: [
        {
          effect: 'Allow',
          policy: 'read',
          applies: false,
          elements: [
            { matches: true, text: 'action matches' },
            { matches: false, text: 'resource: `x` is in none of `y`' },
          ],
        },
      ],
    },
  ],
}

const refused = { step: 's3.get', title: 'read a file', outcome: 'failed', durationMs: 1, facts: {} } as const

describe.skipIf(executablePath === undefined)('the HTML report', () => {
  let browser: Browser
  let report: Report
  beforeAll(async () => {
    browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox'] })
    const mixed = await mixedReport()
    const recorder = new CoverageRecorder()
    for (const { planned } of mixed.results) recorder.add(planned.scenario.fixture)
    const results = mixed.results.map(
      (result): CaseResult => (result.verdict === 'failed' ? { ...result, denials: [denial], observations: [refused] } : result),
    )
    const nights = [
      { name: '2026-11-24', wrong: 0, total: 40 },
      { name: '2026-11-25', wrong: 3, total: 40 },
    ]
    report = { ...mixed, results, coverage: recorder.result(), nights }
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  /** Opens a report from the disk; whatever the page asks of a network, or complains about, fails. */
  async function open(shown: Report, options: { readonly scheme?: 'light' | 'dark'; readonly hash?: string } = {}): Promise<Page> {
    const file = join(folder, 'report.html')
    writeFileSync(file, renderReport(html, shown))
    // The policy of the page lets nothing in, not even the test.
    const context = await browser.newContext({ colorScheme: options.scheme ?? 'light', bypassCSP: true })
    const page = await context.newPage()
    page.on('request', (request) => expect(request.url()).toMatch(/^file:/))
    page.on('pageerror', (error) => expect.soft(error.message).toBe(''))
    page.on('console', (message) => expect.soft(message.text()).toBe(''))
    await page.goto(`file://${file}${options.hash ?? ''}`)
    return page
  }

  const openEverything = (page: Page): Promise<void> =>
    page.evaluate(() => {
      for (let level = 0; level < 5; level += 1) {
        for (const each of document.querySelectorAll('details')) {
          each.open = true
          each.dispatchEvent(new Event('toggle'))
        }
      }
    })

  it.each(['light', 'dark'] as const)('has no violation that axe knows, with everything open, %s', async (scheme) => {
    const page = await open(report, { scheme })
    await openEverything(page)
    await page.evaluate(axe)
    const violations = await page.evaluate(async () => {
      const { axe: run }: { axe?: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } } = Object(globalThis)
      return (await run?.run())?.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
    })
    expect(violations).toEqual([])
    await page.context().close()
  })

  it('runs under its own policy, which lets nothing else in', async () => {
    const file = join(folder, 'strict.html')
    writeFileSync(file, renderReport(html, report))
    const page = await browser.newPage()
    await page.goto(`file://${file}`)
    expect(await page.locator('.case').count()).toBe(report.results.length)
    expect(await page.evaluate(() => document.querySelector('meta[http-equiv]')?.getAttribute('content'))).toContain("default-src 'none'")
    await page.close()
  })

  it('shows failures first, and of the first its way, tree, fix and steps', async () => {
    const page = await open(report)
    expect(await page.locator('.case > summary strong').allTextContents()).toEqual([
      'the files are not covered',
      expect.stringContaining('100% ]]> <b>`x`</b>'),
      'no answer',
      'works as documented',
      'known for now',
    ])
    const first = page.locator('.case').first()
    expect(await first.locator('.says').textContent()).toContain('does not cover the files in it')
    expect(await first.locator('ins').allTextContents()).toContainEqual(expect.stringContaining('acme-exports/daily/*'))
    expect(await first.locator('.way strong').allTextContents()).toEqual(['etl-app', 'EtleapInput', 'acme-exports', 'etl-transfer'])
    expect(await first.locator('.tree .near > summary').textContent()).toContain('nearly applies')
    await page.context().close()
  })

  it('draws the accounts, with a cross where the way is blocked, and shows what is focused', async () => {
    const page = await open(report)
    const first = page.locator('.case').first()
    expect(await first.locator('.map .box .name').allTextContents()).toEqual(['etl-app', 'EtleapInput', 'acme-exports', 'etl-transfer'])
    expect(await first.locator('.map-box .cross').count()).toBe(1)
    expect(await first.locator('.map .line.blocked title').textContent()).toBe('EtleapInput lists and reads acme-exports: blocked here')
    await page.locator('#maps > summary').click()
    await page.locator('#maps .box.role').focus()
    expect(await page.locator('#maps .line.on title').allTextContents()).toEqual([
      'etl-app assumes EtleapInput',
      'EtleapInput lists and reads acme-exports',
      'EtleapInput lists, reads and writes etl-transfer',
    ])
    await page.context().close()
  })

  it('draws the nights of a history, and says them', async () => {
    const page = await open(report)
    expect(await page.locator('.nights svg rect').count()).toBe(2)
    expect(await page.locator('.nights svg').getAttribute('aria-label')).toContain('2026-11-24: 0 of 40, 2026-11-25: 3 of 40')
    expect(await page.locator('.nights').textContent()).toContain('2 nights; 2026-11-25: 3 of 40 not as expected')
    await page.context().close()
  })

  it('has a tree where a target keeps its decisions to itself: that of the policies of the fixture', () => {
    const [failed] = report.results.filter(({ verdict }) => verdict === 'failed')
    if (failed?.verdict !== 'failed') throw new Error('one is not as expected')
    const { denials, ...silent } = failed
    expect(denials).toEqual([denial])
    const told = withDecidedDenials(silent, { now: new Date(0), sourceIp: '203.0.113.1' })
    expect(told.verdict === 'failed' && told.denials?.[0]).toMatchObject({
      action: 's3:GetObject',
      outcome: 'implicitDeny',
      layers: expect.arrayContaining([expect.objectContaining({ title: 'identity-based policies' })]),
    })
  })

  it('is found by words, by keys and by links', async () => {
    const page = await open(report)
    await page.keyboard.press('/')
    await page.keyboard.type('object-arn known')
    expect(await page.locator('.case:visible > summary strong').allTextContents()).toEqual(['known for now'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('o')
    expect(await page.locator('.case:visible').getAttribute('open')).toBe('')
    const hash = await page.evaluate(() => location.hash)
    const again = await open(report, { hash })
    expect(await again.locator('.case[open] > summary strong').allTextContents()).toEqual(['known for now'])
    await page.context().close()
    await again.context().close()
  })

  it('shows the matrix, with a link to each case, and the coverage of each line', async () => {
    const page = await open(report)
    await page.locator('#matrix > summary').click()
    // It is drawn when it is opened.
    await page.locator('#matrix td a').first().waitFor()
    expect(await page.locator('#matrix td a').allTextContents()).toEqual(['not as expected', 'not as expected'])
    await page.locator('#coverage > summary').click()
    await page.locator('#coverage .miss').first().waitFor()
    expect(await page.locator('#coverage .miss').count()).toBeGreaterThan(10)
    await page.context().close()
  })

  it('opens with five thousand cases', async () => {
    const results = Array.from({ length: 5000 }, (_, index): CaseResult => {
      const result = report.results[index % report.results.length]
      if (result === undefined) throw new Error('the report has results')
      return { ...result, planned: { ...result.planned, title: `${result.planned.title} ${index}` } }
    })
    const page = await open({ ...report, results, planned: 5000 })
    expect(await page.locator('#shown').textContent()).toBe('5000 of 5000 cases shown')
    const shownAfter = await page.evaluate(() => performance.getEntriesByType('paint').at(-1)?.startTime ?? 0)
    // A second on an idle machine; this one may be shared.
    expect(shownAfter).toBeLessThan(10_000)
    if (process.env.SALLYPORT_TIMES) process.stderr.write(`5,000 cases are painted after ${Math.round(shownAfter)} ms\n`)
    await page.context().close()
  })
})
