/// <reference lib="dom" />
import type { PageCase, PageData, PageProblem } from './html-data.ts'
import type { PageMap } from './page-maps.ts'

/**
 * What the browser does with the data of a report. It is put into the page as text, so it uses nothing but its argument and the document.
 */
export function showPage(data: PageData): void {
  type Child = Node | string | undefined

  function element(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLElement {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    for (const child of children) if (child !== undefined) made.append(child)
    return made
  }
  /** Names stand between backticks. */
  function worded(text: string): readonly Child[] {
    return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part))
  }
  const marks = { passed: 'ok', failed: 'not as expected', suppressed: 'suppressed', error: 'no verdict' } as const
  const idOf = (key: string): string => `case-${encodeURIComponent(key)}`

  function drawProblem(problem: PageProblem): HTMLElement {
    const facts = [['where', problem.where], ['fix', problem.fix], ...(problem.tried ?? []), ['AWS says', problem.answer]] as const
    const list = element('dl', {})
    for (const [name, value] of facts) if (value) list.append(element('dt', {}, name), element('dd', {}, value))
    return element(
      'section',
      { class: 'problem' },
      element('p', { class: 'says' }, ...worded(problem.says)),
      element(
        'p',
        {},
        element('code', {}, problem.name),
        problem.place === undefined ? undefined : element('span', { class: 'place' }, ` ${problem.place}`),
      ),
      problem.frame === undefined ? undefined : element('pre', { tabindex: '0', 'aria-label': 'the line of the policy' }, problem.frame),
      list,
      problem.diff === undefined ? undefined : drawDiff(problem.diff),
    )
  }

  function drawDiff(diff: string): HTMLElement {
    const box = element('pre', { class: 'diff', tabindex: '0', 'aria-label': 'the fix as a patch' })
    for (const line of diff.trimEnd().split('\n')) {
      const isHead = line.startsWith('+++ ') || line.startsWith('--- ')
      const kind = isHead ? 'strong' : line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'span'
      box.append(element(kind, {}, line), '\n')
    }
    return box
  }

  function drawWay(one: PageCase): HTMLElement | undefined {
    if (one.way.length === 0) return undefined
    const list = element('ol', { class: 'way', 'aria-label': 'the way of the connection' })
    for (const { kind, name, account, blocked, note } of one.way) {
      list.append(
        element(
          'li',
          { class: blocked ? 'blocked' : '' },
          element('span', { class: 'kind' }, blocked ? `${kind}: blocked here` : kind),
          element('strong', {}, name),
          element('span', { class: 'account' }, account),
          note === undefined ? undefined : element('span', { class: 'note' }, note),
        ),
      )
    }
    return list
  }

  function shape(name: string, attributes: Readonly<Record<string, string | number>>, ...children: readonly (Node | string)[]): SVGElement {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`)
    made.append(...children)
    return made
  }
  const lineKinds = ['assumes', 'reads', 'writes', 'keys', 'needs'] as const

  // A map of accounts; with the lines that a connection takes in front, and a cross where it is blocked.
  let drawn = 0
  function drawMap(map: PageMap, stretches?: PageCase['stretches']): HTMLElement {
    const { width, height, lanes, boxes, lines } = map.drawing
    drawn += 1
    const arrow = (kind: string): string => `arrow-${drawn}-${kind}`
    const heads = [...lineKinds, 'blocked'].map((kind) =>
      shape(
        'marker',
        {
          id: arrow(kind),
          class: kind,
          viewBox: '0 0 8 8',
          refX: 7.5,
          refY: 4,
          markerWidth: 8,
          markerHeight: 8,
          markerUnits: 'userSpaceOnUse',
          orient: 'auto',
        },
        shape('path', { d: 'M0,0L8,4L0,8Z' }),
      ),
    )
    const taken = (from: string, to: string) => stretches?.find((each) => each.from === from && each.to === to)
    const ends = new Set(stretches?.flatMap(({ from, to }) => [from, to]))
    const stopped = new Set(stretches?.flatMap(({ to, blocked }) => (blocked ? [to] : [])))
    const area = shape(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height, class: stretches === undefined ? 'map' : 'map taken' },
      shape('defs', {}, ...heads),
    )
    for (const { x, y, width: wide, height: high } of lanes)
      area.append(shape('rect', { x, y, width: wide, height: high, rx: 8, class: 'lane' }))
    const marks: Node[] = []
    // What is taken comes last, in front.
    const inOrder = [...lines].sort(
      (one, other) => Number(taken(one.from, one.to) !== undefined) - Number(taken(other.from, other.to) !== undefined),
    )
    for (const line of inOrder) {
      const stretch = taken(line.from, line.to)
      if (line.kind === 'needs' && stretch === undefined) continue
      const kind = stretch?.blocked ? 'blocked' : line.kind
      const says = `${line.says}${stretch?.blocked ? ': blocked here' : ''}`
      area.append(
        shape(
          'path',
          {
            d: line.path,
            class: `line ${kind}${stretch === undefined ? '' : ' on'}`,
            'marker-end': `url(#${arrow(kind)})`,
            'data-from': line.from,
            'data-to': line.to,
          },
          shape('title', {}, says),
        ),
      )
      if (stretch?.blocked) {
        const { x, y } = line.middle
        marks.push(
          shape(
            'g',
            { class: 'cross', transform: `translate(${x} ${y})` },
            shape('circle', { r: 10 }),
            shape('path', { d: 'M-4,-4L4,4M-4,4L4,-4' }),
            shape('title', {}, says),
          ),
        )
      }
    }
    for (const { x, y, label } of lanes) area.append(shape('text', { x: x + 12, y: y + 19, class: 'label' }, label))
    for (const { id, kind, shown, says, x, y, width: wide, height: high } of boxes) {
      const state = stopped.has(id) ? ' stopped' : ends.has(id) ? ' on' : ''
      const words = stopped.has(id) ? `${says}; blocked here` : says
      area.append(
        shape(
          'g',
          {
            class: `box ${kind.replace(' ', '-')}${state}`,
            'data-id': id,
            ...(stretches === undefined ? { tabindex: 0, role: 'img', 'aria-label': words } : {}),
          },
          shape('title', {}, words),
          shape('rect', { x, y, width: wide, height: high, rx: 6 }),
          shape('text', { x: x + 12, y: y + 16, class: 'kind' }, kind),
          shape('text', { x: x + 12, y: y + 33, class: 'name' }, shown),
        ),
      )
    }
    area.append(...marks)
    const way = stretches?.map(({ from, to, blocked }) => `${from} to ${to}${blocked ? ', blocked' : ''}`).join('; ')
    area.setAttribute('role', stretches === undefined ? 'group' : 'img')
    area.setAttribute('aria-label', way === undefined ? `map of ${map.title}` : `map of ${map.title}: ${way}`)
    // Never so small that names cannot be read: a wide map is scrolled.
    area.style.minWidth = `${Math.round(width * 0.7)}px`
    area.style.maxWidth = `${width}px`
    const box = element('div', { class: 'scroll map-box', tabindex: '0', role: 'group', 'aria-label': `map of ${map.title}` }, area)
    if (stretches === undefined) {
      const follow = (target: EventTarget | null): void => {
        const chosen = target instanceof Element ? target.closest('.box')?.getAttribute('data-id') : undefined
        area.classList.toggle('taken', Boolean(chosen))
        const near = new Set(chosen ? [chosen] : [])
        for (const line of area.querySelectorAll('.line')) {
          const between = [line.getAttribute('data-from') ?? '', line.getAttribute('data-to') ?? '']
          const on = Boolean(chosen) && between.includes(chosen ?? '')
          line.classList.toggle('on', on)
          if (on) for (const each of between) near.add(each)
        }
        for (const each of area.querySelectorAll('.box')) each.classList.toggle('on', near.has(each.getAttribute('data-id') ?? ''))
      }
      area.addEventListener('focusin', (event) => follow(event.target))
      area.addEventListener('focusout', () => follow(null))
      area.addEventListener('mouseover', (event) => follow(event.target))
      area.addEventListener('mouseleave', () => follow(document.activeElement))
    }
    return box
  }

  function drawLegend(kinds: readonly string[]): HTMLElement {
    const words: Readonly<Record<string, string>> = {
      assumes: 'assumes a role',
      reads: 'lists or reads',
      writes: 'writes',
      keys: 'uses a key',
      needs: 'needs, and nothing grants it',
      blocked: 'blocked here',
    }
    const legend = element('ul', { class: 'legend' })
    for (const kind of kinds) {
      const sample = shape(
        'svg',
        { viewBox: '0 0 44 16', width: 44, height: 16, 'aria-hidden': 'true', class: 'map' },
        shape('path', { d: 'M2,8L42,8', class: `line ${kind}` }),
      )
      if (kind === 'blocked') {
        sample.append(
          shape(
            'g',
            { class: 'cross', transform: 'translate(22 8) scale(.75)' },
            shape('circle', { r: 10 }),
            shape('path', { d: 'M-4,-4L4,4M-4,4L4,-4' }),
          ),
        )
      }
      legend.append(element('li', {}, sample, words[kind] ?? kind))
    }
    return legend
  }

  function drawWhere(one: PageCase): HTMLElement | undefined {
    const map = one.map === undefined ? undefined : data.maps[one.map]
    if (map === undefined) return undefined
    const blocked = one.stretches.some((each) => each.blocked)
    const there = new Set<string>(map.drawing.lines.map(({ kind }) => kind))
    const kinds = lineKinds.filter((kind) => there.has(kind))
    return element(
      'details',
      { class: 'where', ...(blocked ? { open: '' } : {}) },
      element('summary', {}, 'Map'),
      drawMap(map, one.stretches),
      drawLegend(blocked ? [...kinds, 'blocked'] : kinds),
    )
  }

  function drawSteps(one: PageCase): HTMLElement | undefined {
    if (one.steps.length === 0) return undefined
    const body = element('tbody', {})
    for (const { title, outcome, answer } of one.steps) {
      body.append(element('tr', { class: outcome }, element('td', {}, title), element('td', {}, outcome), element('td', {}, answer)))
    }
    const head = element('tr', {}, ...['step', 'outcome', 'answer'].map((name) => element('th', { scope: 'col' }, name)))
    return element('table', {}, element('caption', {}, 'What the probe saw'), element('thead', {}, head), body)
  }

  function drawDenials(one: PageCase): HTMLElement | undefined {
    if (one.denials.length === 0) return undefined
    const box = element('section', { class: 'tree' }, element('h3', {}, 'Why it was refused'))
    for (const denial of one.denials) {
      const tree = element('details', {}, element('summary', {}, denial.head))
      for (const layer of denial.layers) {
        const level = element('details', { open: '' }, element('summary', {}, layer.head))
        for (const { head, near, frame, elements } of layer.statements) {
          const list = element('ul', {})
          for (const { matches, text } of elements)
            list.append(element('li', { class: matches ? 'yes' : 'no' }, `${matches ? 'yes' : 'no'}: ${text}`))
          const statement = element('details', near ? { open: '', class: 'near' } : {}, element('summary', {}, head), list)
          if (frame !== '') statement.append(element('pre', { tabindex: '0', 'aria-label': 'the statement' }, frame))
          level.append(statement)
        }
        tree.append(level)
      }
      box.append(tree)
    }
    return box
  }

  function fill(box: HTMLElement, one: PageCase): void {
    if (box.childElementCount > 1) return
    const facts = element('dl', {})
    const rows = [
      ['expected', one.expected],
      ['got', one.got],
      ['suppressed', one.suppressed],
      ['repeat', one.repeat],
      ['case', `${one.scenario}:${one.line}`],
    ] as const
    for (const [name, value] of rows) if (value) facts.append(element('dt', {}, name), element('dd', {}, element('code', {}, value)))
    const parts = [facts, drawWay(one), drawWhere(one), ...one.problems.map(drawProblem), drawDenials(one), drawSteps(one)]
    box.append(element('div', { class: 'body' }, ...parts))
  }

  // The nights of a history: a bar each, as high as the share of its cases that were not as expected.
  function drawNights(): HTMLElement | undefined {
    const nights = data.nights ?? []
    const last = nights.at(-1)
    if (last === undefined) return undefined
    const told = nights.map(({ name, wrong, total }) => `${name}: ${wrong} of ${total}`)
    const chart = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    chart.setAttribute('viewBox', `0 0 ${nights.length * 6} 32`)
    chart.setAttribute('role', 'img')
    chart.setAttribute('aria-label', `cases that were not as expected, night by night: ${told.join(', ')}`)
    nights.forEach(({ wrong, total }, index) => {
      const height = wrong === 0 ? 2 : Math.max(4, Math.round((32 * wrong) / total))
      const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
      const place = { x: index * 6, y: 32 - height, width: 4, height, class: wrong === 0 ? '' : 'wrong' }
      for (const [name, value] of Object.entries(place)) bar.setAttribute(name, `${value}`)
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title')
      title.textContent = told[index] ?? ''
      bar.append(title)
      chart.append(bar)
    })
    const words = `${nights.length === 1 ? 'one night' : `${nights.length} nights`}; ${last.name}: ${last.wrong} of ${last.total} not as expected`
    return element('div', { class: 'nights' }, chart, element('span', {}, words))
  }
  const nights = drawNights()
  if (nights !== undefined) document.querySelector('header')?.append(nights)

  const boxes: { readonly box: HTMLDetailsElement; readonly one: PageCase; readonly text: string }[] = []
  const list = document.getElementById('cases')
  for (const one of data.cases) {
    const box = document.createElement('details')
    box.className = `case ${one.judgement}`
    box.id = idOf(one.key)
    const first = one.problems[0]?.says ?? one.got
    box.append(
      element(
        'summary',
        {},
        element('span', { class: `mark ${one.judgement}` }, marks[one.judgement]),
        element('span', { class: 'from' }, one.scenario.replace(/^.*\//, '').replace(/\.ya?ml$/, '')),
        element('strong', {}, one.title),
        element('span', { class: 'first' }, ...worded(first)),
      ),
    )
    box.addEventListener('toggle', () => {
      if (box.open) fill(box, one)
    })
    boxes.push({
      box,
      one,
      text: `${one.title} ${one.scenario} ${one.connector} ${one.injected.join(' ')} ${one.got} ${first}`.toLowerCase(),
    })
    list?.append(box)
  }

  // Filter: words, and verdicts that are switched on.
  const words = document.querySelector<HTMLInputElement>('#filter')
  const switches = [...document.querySelectorAll<HTMLInputElement>('input[data-verdict]')]
  const shown = document.getElementById('shown')
  function filter(): void {
    const wanted = (words?.value ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
    const verdicts = new Set(switches.filter(({ checked }) => checked).map(({ dataset }) => dataset.verdict))
    let count = 0
    for (const { box, one, text } of boxes) {
      const fits = verdicts.has(one.judgement) && wanted.every((word) => text.includes(word))
      box.hidden = !fits
      if (fits) count += 1
    }
    if (shown !== null) shown.textContent = `${count} of ${boxes.length} cases shown`
  }
  words?.addEventListener('input', filter)
  for (const each of switches) each.addEventListener('change', filter)
  filter()

  // Deep links: the part after # is a case.
  function follow(): void {
    const target = location.hash.slice(1)
    const found = boxes.find(({ box }) => box.id === target)
    if (found === undefined) return
    found.box.hidden = false
    found.box.open = true
    fill(found.box, found.one)
    found.box.scrollIntoView({ block: 'start' })
    found.box.querySelector('summary')?.focus()
  }
  addEventListener('hashchange', follow)

  // Keys: / finds, j and k go on and back, o opens.
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'search'
    if (event.key === '/' && !typing) {
      event.preventDefault()
      words?.focus()
    } else if (event.key === 'Escape' && typing) {
      words?.blur()
    } else if (!typing && (event.key === 'j' || event.key === 'k')) {
      const visible = boxes.filter(({ box }) => !box.hidden)
      const now = visible.findIndex(({ box }) => box.contains(document.activeElement))
      const next = visible[Math.max(0, Math.min(visible.length - 1, now + (event.key === 'j' ? 1 : -1)))]
      next?.box.querySelector('summary')?.focus()
    } else if (!typing && event.key === 'o') {
      const current = boxes.find(({ box }) => box.contains(document.activeElement))
      if (current !== undefined) {
        current.box.open = !current.box.open
        history.replaceState(null, '', `#${current.box.id}`)
      }
    }
  })

  // The matrix: what was injected by where.
  const columns = [...new Set(data.cases.map((one) => `${one.fixture} ${one.connector}`))].sort()
  const rows = [...new Set(data.cases.map((one) => one.injected.join(' + ') || 'nothing injected'))].sort()
  const cells = new Map<string, PageCase>()
  const worse = { passed: 0, suppressed: 1, error: 2, failed: 3 } as const
  for (const one of data.cases) {
    const key = `${one.injected.join(' + ') || 'nothing injected'}\n${one.fixture} ${one.connector}`
    const before = cells.get(key)
    if (before === undefined || worse[one.judgement] > worse[before.judgement]) cells.set(key, one)
  }
  function drawMatrix(): HTMLElement {
    const head = element(
      'tr',
      {},
      element('th', { scope: 'col' }, 'injected'),
      ...columns.map((name) => element('th', { scope: 'col' }, name)),
    )
    const body = element('tbody', {})
    for (const row of rows) {
      const line = element('tr', {}, element('th', { scope: 'row' }, row))
      for (const column of columns) {
        const one = cells.get(`${row}\n${column}`)
        line.append(
          one === undefined
            ? element('td', {}, '')
            : element('td', { class: one.judgement }, element('a', { href: `#${idOf(one.key)}` }, marks[one.judgement])),
        )
      }
      body.append(line)
    }
    return element(
      'table',
      {},
      element('caption', {}, 'What was injected into which fixture, over which connector'),
      element('thead', {}, head),
      body,
    )
  }
  const matrix = document.querySelector<HTMLDetailsElement>('#matrix')
  matrix?.addEventListener('toggle', () => {
    if (matrix.open && matrix.childElementCount === 1)
      matrix.append(element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'matrix' }, drawMatrix()))
  })

  // The maps: who may come to what, as the policies stand.
  const maps = document.querySelector<HTMLDetailsElement>('#maps')
  maps?.addEventListener('toggle', () => {
    if (!maps.open || maps.childElementCount > 2) return
    for (const map of data.maps) {
      const there = new Set<string>(map.drawing.lines.map(({ kind }) => kind))
      const list = element('ul', {}, ...map.drawing.boxes.map(({ says }) => element('li', {}, says)))
      maps.append(
        element('h3', {}, map.title),
        drawMap(map),
        drawLegend(lineKinds.filter((kind) => kind !== 'needs' && there.has(kind))),
        element('details', { class: 'in-words' }, element('summary', {}, 'the same in words'), list),
      )
    }
  })

  // Coverage: each policy with the lines that decided something.
  const coverage = document.querySelector<HTMLDetailsElement>('#coverage')
  coverage?.addEventListener('toggle', () => {
    if (!coverage.open || coverage.childElementCount > 1) return
    for (const { file, lines } of data.coverage?.files ?? []) {
      const text = element('pre', { class: 'covered', tabindex: '0', 'aria-label': file })
      for (const { text: line, hits } of lines) {
        const kind = hits === null ? 'none' : hits > 0 ? 'hit' : 'miss'
        text.append(element('span', { class: kind }, `${hits === null ? '' : hits}`.padStart(5), `  ${line}`), '\n')
      }
      coverage.append(element('h3', {}, file), text)
    }
  })

  addEventListener('beforeprint', () => {
    for (const { box, one } of boxes) {
      if (box.hidden || one.judgement === 'passed') continue
      box.open = true
      fill(box, one)
    }
  })
  const firstFailure = boxes.find(({ one }) => one.judgement !== 'passed')
  if (location.hash === '' && firstFailure !== undefined) firstFailure.box.open = true
  follow()
}
