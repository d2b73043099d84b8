import { ec2Model } from '../models/ec2.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

/** EC2, which is loaded at its first call. */
export const ec2: Service = { name: 'ec2', model: new Model(ec2Model), dialect: 'ec2', operations }
