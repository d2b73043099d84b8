import { createHash } from 'node:crypto'
import { type PageData, toPageData } from './html-data.ts'
import { showPage } from './html-page.ts'
import { pageStyle } from './html-style.ts'
import type { Reporter } from './reporter.ts'

/** One file for a browser, that loads nothing: everything is in it, and its policy lets nothing else in. */
export const html: Reporter = { about: 'one file for a browser, opens from anywhere', end: (report) => renderPage(toPageData(report)) }

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (each) => escapes[each] ?? each)

/** As the value of a script: no text in it can end the script. */
const toScript = (data: PageData): string =>
  JSON.stringify(data).replace(/[<\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** @see https://www.w3.org/TR/CSP3/#match-element-to-source-list */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

function renderPage(data: PageData): string {
  const script = `(${showPage.toString()})(${toScript(data)})`
  const policy = `default-src 'none'; style-src ${hashOf(pageStyle)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`
  const { counts, coverage } = data
  const failing = counts.failed + counts.error
  const cases = `${data.cases.length} case${data.cases.length === 1 ? '' : 's'}`
  const head = failing === 0 ? `${cases} as expected` : `${failing} of ${cases} not as expected`
  const verdicts = [
    ['failed', 'not as expected', counts.failed],
    ['error', 'no verdict', counts.error],
    ['suppressed', 'suppressed', counts.suppressed],
    ['passed', 'as expected', counts.passed],
  ] as const
  const switches = verdicts.map(
    ([name, text, count]) => `<label><input type="checkbox" data-verdict="${name}" checked> ${text} (${count})</label>`,
  )
  const notRun = counts.notRun === 0 ? '' : `, ${counts.notRun} not run`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>Sallyport: ${head}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${head}</h1>
<p class="dim">in ${(data.durationMs / 1000).toFixed(1)} s on target ${escapeHtml(data.target)}, seed ${data.seed}${notRun}${coverage === undefined ? '' : `, policy coverage ${coverage.percent} %`}</p>
</header>
<main>
<div class="tools" role="search"><input type="search" id="filter" placeholder="filter" aria-label="filter the cases by words">${switches.join('\n')}<span id="shown" class="dim" aria-live="polite"></span></div>
<h2>Cases</h2>
<p class="dim keys">keys: <kbd>/</kbd> filter, <kbd>j</kbd> and <kbd>k</kbd> on and back, <kbd>o</kbd> open</p>
<div id="cases"></div>
<details id="matrix" class="part"><summary>Matrix</summary></details>
${data.maps.length === 0 ? '' : '<details id="maps" class="part"><summary>Maps of access</summary><p class="dim">Who may come to what by the policies as they stand, whatever their conditions ask. A box that is pointed at or focused shows its own lines.</p></details>'}
${coverage === undefined ? '' : `<details id="coverage" class="part"><summary>Policy coverage ${coverage.percent} %</summary></details>`}
</main>
<noscript><p>This report needs JavaScript to be shown; it loads nothing.</p></noscript>
<script>${script}</script>
</body>
</html>
`
}
