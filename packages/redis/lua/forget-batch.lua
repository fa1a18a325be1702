-- Takes a batch of which nothing is left out of every list. Included by scripts.

local function forget_batch(batches, batch_id, batch)
  local tenant = redis.call('HGET', batch, 'tenant')
  if tenant then
    redis.call('ZREM', batches .. ':of:' .. tenant, batch_id)
  end
  redis.call('UNLINK', batch, batch .. ':items', batch .. ':faults', batch .. ':places')
  redis.call('ZREM', batches .. ':to-report', batch_id)
  redis.call('ZREM', batches, batch_id)
end
