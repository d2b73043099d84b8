import type { Zone } from './kinds.ts'

/** The three Availability Zones that each Region of the sandbox has. */
export const zonesOf = (region: string): readonly Zone[] =>
  ['a', 'b', 'c'].map((letter, index) => ({ name: `${region}${letter}`, id: `${abbreviate(region)}-az${index + 1}` }))

/** `use1` of `us-east-1`, `apse2` of `ap-southeast-2`. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html */
function abbreviate(region: string): string {
  const [area = '', ...rest] = region.split('-')
  const directions = rest
    .slice(0, -1)
    .map((word) => word.replace(/north|south|east|west|central|gov/g, (part) => (part === 'gov' ? 'g' : part.charAt(0))))
  return `${area}${directions.join('')}${rest.at(-1) ?? ''}`
}
