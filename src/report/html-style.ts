/** The look of the page: light and dark as the reader's system has it, and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #57606a; --back: #ffffff; --card: #f6f8fa; --line: #d0d7de; --good: #116329; --bad: #a40e26; --warn: #7d4e00; --link: #0550ae; --plus: #dafbe1; --minus: #ffebe9 }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9da7b3; --back: #0d1117; --card: #161b22; --line: #30363d; --good: #56d364; --bad: #ff7b72; --warn: #e3b341; --link: #79c0ff; --plus: #12361f; --minus: #3d1418 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.25rem 4rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.4rem; margin: .5rem 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem } h3 { font-size: 1rem; margin: 1rem 0 .25rem }
a { color: var(--link) } code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { overflow: auto; background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem; margin: .5rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0 } dt { color: var(--dim) } dd { margin: 0; overflow-wrap: anywhere }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .5rem 0; background: var(--back); border-bottom: 1px solid var(--line) }
.tools input[type=search] { font: inherit; flex: 1 1 14rem; padding: .35rem .6rem; color: inherit; background: var(--card); border: 1px solid var(--dim); border-radius: 6px }
.dim, .first, .from, .place, .account, .kind, caption { color: var(--dim) }
.case { border: 1px solid var(--line); border-radius: 6px; margin: .35rem 0; background: var(--card); content-visibility: auto; contain-intrinsic-size: auto 2.4rem; scroll-margin-top: 4rem }
.case > summary { display: flex; gap: .75rem; align-items: baseline; padding: .4rem .75rem; cursor: pointer; list-style: none } .case > summary::-webkit-details-marker { display: none }
.case > summary strong { font-weight: 600; flex: none; max-width: 55% } .first { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.from { flex: none; white-space: nowrap }
.body { padding: 0 .75rem .75rem; border-top: 1px solid var(--line) }
.mark { flex: none; min-width: 8.6rem; font-weight: 600 } .passed, td.passed a, tr.ok td:nth-child(2) { color: var(--good) } .failed, td.failed a, .error, td.error a { color: var(--bad) } .suppressed, td.suppressed a { color: var(--warn) }
.case.passed, .case.failed, .case.error, .case.suppressed { color: var(--text) } .case { border-left-width: 4px } .case.failed, .case.error { border-left: 4px solid var(--bad) } .case.suppressed { border-left: 4px solid var(--warn) }
summary:focus-visible, a:focus-visible, input:focus-visible, pre:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 1px }
.says { font-weight: 600; font-size: 1.05rem; margin: .75rem 0 .25rem } .problem { border-top: 1px dashed var(--line) }
ins, del { text-decoration: none; display: inline-block; min-width: 100% } ins { background: var(--plus) } del { background: var(--minus) }
.way { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; padding: 0; margin: .75rem 0 } .way li { position: relative; display: grid; border: 1px solid var(--dim); border-radius: 6px; padding: .35rem .75rem; background: var(--back) }
.way li + li::before { content: "\\2192"; position: absolute; left: -1.6rem; top: 30%; color: var(--dim) } .way li.blocked { border: 2px solid var(--bad) } .way li.blocked::before { content: "\\2715" !important; color: var(--bad) !important } .way li.blocked .kind { color: var(--bad); font-weight: 600 }
.tree details { margin: .2rem 0 .2rem 1rem } .tree summary { cursor: pointer; overflow-wrap: anywhere } .tree ul { margin: .2rem 0; list-style: none; padding-left: 1rem } .tree li.no { color: var(--bad) } .tree .near > summary { color: var(--warn); font-weight: 600 }
table { border-collapse: collapse; margin: .75rem 0 } th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; font-weight: 400 } td:last-child { overflow-wrap: anywhere } td:nth-child(2) { white-space: nowrap } thead th { font-weight: 600 } caption { text-align: left; padding: .25rem 0 } tr.failed td { color: var(--bad) } tr.skipped td { color: var(--dim) }
.scroll { overflow: auto } .part > summary { cursor: pointer; font-size: 1.1rem; font-weight: 600; margin: 1rem 0 .25rem }
.covered .hit { border-left: 4px solid var(--good) } .covered .miss { border-left: 4px solid var(--bad); background: var(--minus) } .covered .none { border-left: 4px solid transparent } .covered span { display: inline-block; min-width: 100% }
@media (max-width: 40rem) { .case > summary { flex-wrap: wrap; gap: 0 .75rem } .case > summary strong { max-width: 100%; flex: 1 1 100% } .first { display: none } .from { flex: 1 } .nights { flex-wrap: wrap } }
.nights { display: flex; align-items: end; gap: 1rem; color: var(--dim) } .nights svg { height: 2.5rem; width: auto } .nights rect { fill: var(--good) } .nights rect.wrong { fill: var(--bad) }
@media print { .tools, .keys { display: none } .case { content-visibility: visible; break-inside: avoid-page } .case.passed { display: none } body { max-width: none } }
`
