import { testDeployedNetworks } from './deployed-network.ts'

testDeployedNetworks(1)
