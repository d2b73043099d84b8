throw new Error('no list of tenants')
