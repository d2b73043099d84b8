/**
 * The names that the console gives to regions, in lower case; Ireland and Frankfurt are EU in older ones.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const byName: Readonly<Record<string, string>> = {
  'n. virginia': 'us-east-1',
  ohio: 'us-east-2',
  'n. california': 'us-west-1',
  oregon: 'us-west-2',
  'cape town': 'af-south-1',
  'hong kong': 'ap-east-1',
  taipei: 'ap-east-2',
  hyderabad: 'ap-south-2',
  jakarta: 'ap-southeast-3',
  melbourne: 'ap-southeast-4',
  malaysia: 'ap-southeast-5',
  'new zealand': 'ap-southeast-6',
  thailand: 'ap-southeast-7',
  mumbai: 'ap-south-1',
  osaka: 'ap-northeast-3',
  seoul: 'ap-northeast-2',
  singapore: 'ap-southeast-1',
  sydney: 'ap-southeast-2',
  tokyo: 'ap-northeast-1',
  calgary: 'ca-west-1',
  frankfurt: 'eu-central-1',
  ireland: 'eu-west-1',
  london: 'eu-west-2',
  milan: 'eu-south-1',
  paris: 'eu-west-3',
  spain: 'eu-south-2',
  stockholm: 'eu-north-1',
  zurich: 'eu-central-2',
  'tel aviv': 'il-central-1',
  bahrain: 'me-south-1',
  uae: 'me-central-1',
  'são paulo': 'sa-east-1',
  'sao paulo': 'sa-east-1',
}

/** `Asia Pacific (Singapore)` and `eu-west-1 (Ireland)` are what the console shows for a region; anything else is left as it was typed. */
export function regionMeant(text: string): string {
  const codes = [...new Set(text.match(/\b[a-z]{2}(?:-[a-z]+)+-\d\b/g) ?? [])]
  const named = byName[/\(([^)]+)\)/.exec(text)?.[1]?.trim().toLowerCase() ?? text.trim().toLowerCase()]
  const [code] = codes
  if (code === undefined) return named ?? text
  return codes.length === 1 && named === code ? code : text
}
