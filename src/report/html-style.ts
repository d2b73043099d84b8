/** The look of the page: light and dark as the reader's system has it, and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #57606a; --back: #ffffff; --card: #f6f8fa; --line: #d0d7de; --good: #116329; --bad: #a40e26; --warn: #7d4e00; --link: #0550ae; --plus: #dafbe1; --minus: #ffebe9; --assumes: #6639ba; --reads: #0969da; --writes: #9a4a00; --keys: #1a7f37 }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9da7b3; --back: #0d1117; --card: #161b22; --line: #30363d; --good: #56d364; --bad: #ff7b72; --warn: #e3b341; --link: #79c0ff; --plus: #12361f; --minus: #3d1418; --assumes: #d2a8ff; --reads: #79c0ff; --writes: #ffa657; --keys: #7ee787 } }
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
.says code, .first code { font-size: .93em } td:first-child { min-width: min(15rem, 40vw) }
.says { font-weight: 600; font-size: 1.05rem; margin: .75rem 0 .25rem } .problem { border-top: 1px dashed var(--line) }
ins, del { text-decoration: none; display: inline-block; min-width: 100% } ins { background: var(--plus) } del { background: var(--minus) }
.way { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; padding: 0; margin: .75rem 0; align-items: start } .way li { position: relative; display: grid; border: 1px solid var(--dim); border-radius: 6px; padding: .35rem .75rem; background: var(--back) }
.way li:not(:last-child)::after { content: "\\2192"; position: absolute; right: -1.6rem; top: .6rem; color: var(--dim) } .way li.blocked { border: 2px solid var(--bad) } .way li:has(+ li.blocked)::after { content: "\\2715"; color: var(--bad); font-weight: 700 } .way li.blocked .kind { color: var(--bad); font-weight: 600 }
.way .note { color: var(--bad); max-width: 20rem; font-size: .9em }
.map-box { margin: .5rem 0 } .map { display: block; height: auto; width: 100% } .map text { font: 600 13px system-ui, sans-serif; fill: var(--text) } .map text.kind, .map text.label { font-weight: 400; font-size: 11.5px; fill: var(--dim) } .map text.label { font-size: 12px; paint-order: stroke; stroke: var(--card); stroke-width: 6px; stroke-linejoin: round }
.map .lane { fill: var(--card); stroke: var(--line) } .map .box rect { fill: var(--back); stroke: var(--dim) } .map .box.outside rect { stroke-dasharray: 4 3 } .map .box.role rect { stroke: var(--assumes) } .map .box.bucket rect, .map .box.access-point rect, .map .box.catalog rect { stroke: var(--reads) } .map .box.key rect { stroke: var(--keys) }
.map .line { fill: none; stroke-width: 1.6; stroke: var(--dim) } .map .line.assumes { stroke: var(--assumes); stroke-dasharray: 7 4 } .map .line.reads { stroke: var(--reads) } .map .line.writes { stroke: var(--writes); stroke-width: 2.2 } .map .line.keys { stroke: var(--keys); stroke-dasharray: 2 3.5 } .map .line.needs { stroke: var(--dim); stroke-dasharray: 3 6 } .map .line.blocked { stroke: var(--bad); stroke-dasharray: 5 4; stroke-width: 2.6 }
.map marker path { fill: var(--dim) } .map marker.assumes path { fill: var(--assumes) } .map marker.reads path { fill: var(--reads) } .map marker.writes path { fill: var(--writes) } .map marker.keys path { fill: var(--keys) } .map marker.blocked path { fill: var(--bad) }
.map.taken .line:not(.on) { opacity: .22 } .map.taken .line.on { stroke-width: 2.6 } .map.taken .box:not(.on):not(.stopped) rect { stroke-opacity: .45 } .map.taken .box:not(.on):not(.stopped) .name { font-weight: 400 } .map .box.on rect { stroke-width: 2 } .map .box.stopped rect { stroke: var(--bad); stroke-width: 2.6 } .map .box:focus-visible { outline: none } .map .box:focus-visible rect { stroke: var(--link); stroke-width: 3 }
.map .cross circle { fill: var(--bad); stroke: var(--card); stroke-width: 2 } .map .cross path { stroke: var(--back); stroke-width: 2.4; stroke-linecap: round }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .25rem 0 .75rem; color: var(--dim); font-size: .9em } .legend li { display: flex; align-items: center; gap: .4rem } .legend .map { width: 44px } .where summary, .in-words summary { cursor: pointer }
.tree details { margin: .2rem 0 .2rem 1rem } .tree summary { cursor: pointer; overflow-wrap: anywhere } .tree ul { margin: .2rem 0; list-style: none; padding-left: 1rem } .tree li.no { color: var(--bad) } .tree .near > summary { color: var(--warn); font-weight: 600 }
table { border-collapse: collapse; margin: .75rem 0 } th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; font-weight: 400 } td:last-child { overflow-wrap: anywhere } td:nth-child(2) { white-space: nowrap } thead th { font-weight: 600 } caption { text-align: left; padding: .25rem 0 } tr.failed td { color: var(--bad) } tr.skipped td { color: var(--dim) }
.scroll { overflow: auto } .part > summary { cursor: pointer; font-size: 1.1rem; font-weight: 600; margin: 1rem 0 .25rem }
.covered .hit { border-left: 4px solid var(--good) } .covered .miss { border-left: 4px solid var(--bad); background: var(--minus) } .covered .none { border-left: 4px solid transparent } .covered span { display: inline-block; min-width: 100% }
@media (max-width: 40rem) { .case > summary { flex-wrap: wrap; gap: 0 .75rem } .case > summary strong { max-width: 100%; flex: 1 1 100% } .first { display: none } .from { flex: 1 } .nights { flex-wrap: wrap } .way { flex-direction: column; gap: 1.6rem } .way li:not(:last-child)::after { content: "\\2193"; right: auto; left: .9rem; top: auto; bottom: -1.6rem } .way li:has(+ li.blocked)::after { content: "\\2715" } }
.nights { display: flex; align-items: end; gap: 1rem; color: var(--dim) } .nights svg { height: 2.5rem; width: auto } .nights rect { fill: var(--good) } .nights rect.wrong { fill: var(--bad) }
@media print { .tools, .keys { display: none } .case { content-visibility: visible; break-inside: avoid-page } .case.passed { display: none } body { max-width: none } }
`
