-- Takes a batch of which nothing is left out of every list. Included by scripts.

--- @include "money/kept-bytes"

-- From now on it takes no more items.
local function close_batch(batch_id, batch, tenant, now)
  redis.call('HDEL', batch, 'flag.open')
  redis.call('HSET', batch, 'sealedAt', now)
  redis.call('SREM', key_of.open_batches(tenant), batch_id)
end

-- A batch that was given back, and of which there is more after all.
local function keep_batch_again(batch_id, batch)
  local tenant = redis.call('HGET', batch, 'tenant')
  if tenant and redis.call('HDEL', batch, 'givenBack') == 1 then
    local bytes = batch_bytes(batch_id, batch)
    redis.call('ZREM', key_of.tenant_remains(tenant), '2|' .. batch_id)
    count_bytes(key_of.tenant(tenant), 'remains', -bytes)
    count_bytes(key_of.tenant(tenant), 'kept', bytes)
  end
end

local function forget_batch(batch_id, batch)
  local fields = redis.call('HMGET', batch, 'tenant', 'countedSince', 'givenBack', 'holes')
  local tenant = fields[1]
  if tenant then
    redis.call('ZREM', key_of.tenant_batches(tenant), batch_id)
    redis.call('SREM', key_of.open_batches(tenant), batch_id)
  end
  if tenant then
    local bytes = fields[2] and batch_bytes(batch_id, batch) or 0
    if fields[3] then
      redis.call('ZREM', key_of.tenant_remains(tenant), '2|' .. batch_id)
      count_bytes(key_of.tenant(tenant), 'remains', -bytes)
      bytes = 0
    end
    count_bytes(key_of.tenant(tenant), 'kept', -bytes - HOLE_BYTES * tonumber(fields[4] or 0))
  end
  redis.call(
    'UNLINK',
    batch,
    key_of.batch_items(batch_id),
    key_of.batch_faults(batch_id),
    key_of.batch_places(batch_id)
  )
  redis.call('ZREM', key_of.batches_to_report, batch_id)
  redis.call('ZREM', key_of.batches, batch_id)
end
