import { testDeployedNetworks } from '../laws/deployed-network.ts'

testDeployedNetworks(150)
