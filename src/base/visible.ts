/** A user's text may hold what would steer the terminal; tabs stay. */
export const visible = (text: string): string => text.replace(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
