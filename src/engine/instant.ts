const w3cDate = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i

/**
 * Milliseconds since 1970 of an ISO 8601 date in one of its W3C forms, or of seconds since 1970. Four digits are a year; a time without a zone is UTC.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function parseInstant(text: string): number | undefined {
  return parseUtcSecond(text) ?? parseAnyForm(text)
}

function parseAnyForm(text: string): number | undefined {
  if (/^(?:\d{1,3}|\d{5,13}|\+\d{1,13})(?:\.\d{1,9})?$/.test(text)) return Number(text) * 1000
  const match = w3cDate.exec(text)
  if (match === null) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1000)
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${String(milliseconds).padStart(3, '0')}${offset}`)
  return Number.isNaN(instant) || !isDayOfMonth(Number(year), Number(month), Number(day)) ? undefined : instant
}

/** `Date.parse` lets the 31st of April be the 1st of May. */
const isDayOfMonth = (year: number, month: number, day: number): boolean => day <= new Date(Date.UTC(year, month, 0)).getUTCDate()

/** `2026-11-25T12:00:00Z`, the form in which AWS itself sends times, read digit by digit, because every request brings one. */
function parseUtcSecond(text: string): number | undefined {
  if (text.length !== 20 || !hasMarks(text)) return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (!(year >= 1970 && day >= 1 && day <= daysOf(year, month) && hour <= 23 && minute <= 59 && second <= 59)) return undefined
  return (((daysBefore(year, month) + day - 1) * 24 + hour) * 60 + minute) * 60_000 + second * 1000
}

const [hyphen, colon, t, z] = [45, 58, 84, 90]

const hasMarks = (text: string): boolean =>
  text.charCodeAt(4) === hyphen &&
  text.charCodeAt(7) === hyphen &&
  text.charCodeAt(10) === t &&
  text.charCodeAt(13) === colon &&
  text.charCodeAt(16) === colon &&
  text.charCodeAt(19) === z

/** Not a number where there are none, of which no comparison holds. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** None of a month that is no month. */
const daysOf = (year: number, month: number): number => (daysOfMonth[month - 1] ?? 0) + (month === 2 && isLeapYear(year) ? 1 : 0)

/** From 1970 to the first of the month. */
function daysBefore(year: number, month: number): number {
  const past = year - 1
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477
  return (year - 1970) * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0)
}
