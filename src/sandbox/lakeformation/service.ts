import { lakeformationModel } from '../models/lakeformation.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const lakeformation: Service = { name: 'lakeformation', model: new Model(lakeformationModel), dialect: 'json', operations }
