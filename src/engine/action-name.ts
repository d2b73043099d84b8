/** The name of an action taken apart, in lower case: action names ignore case. */
export interface ActionName {
  /** `s3:getobject`. */
  readonly action: string
  /** `s3`. */
  readonly service: string
}

export function readActionName(text: string): ActionName {
  const action = text.toLowerCase()
  return { action, service: action.slice(0, Math.max(0, action.indexOf(':'))) }
}
