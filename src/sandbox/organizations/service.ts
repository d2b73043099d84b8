import { organizationsModel } from '../models/organizations.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const organizations: Service = { name: 'organizations', model: new Model(organizationsModel), dialect: 'json', operations }
