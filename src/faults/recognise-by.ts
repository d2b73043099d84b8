/** What a fault of either catalogue recognises by. */
interface Recogniser<Evidence, Finding> {
  readonly specificity: number
  readonly recognise: (evidence: Evidence) => readonly Finding[]
}

/** The more specific fault takes the causes that it explains, so that no general one claims them too. Found are told in the order of the catalogue. */
export function recogniseBy<
  Cause,
  Evidence extends { readonly causes: readonly Cause[] },
  Finding extends { readonly claims: readonly Cause[] },
  Fault extends Recogniser<Evidence, Finding>,
>(catalogue: readonly Fault[], evidence: Evidence) {
  let unexplained = evidence.causes
  const recognised: { readonly fault: Fault; readonly finding: Finding }[] = []
  for (const fault of catalogue.toSorted((a, b) => b.specificity - a.specificity)) {
    const findings = fault.recognise({ ...evidence, causes: unexplained })
    const claimed = new Set(findings.flatMap(({ claims }) => claims))
    unexplained = unexplained.filter((cause) => !claimed.has(cause))
    recognised.push(...findings.map((finding) => ({ fault, finding })))
  }
  return { recognised: recognised.sort((a, b) => catalogue.indexOf(a.fault) - catalogue.indexOf(b.fault)), unexplained }
}
