-- Takes a batch of which nothing is left out of every list. Included by scripts, behind "kept-bytes".

local function open_batches_of(backlog, tenant)
  return string.gsub(backlog, ':backlog$', ':batches:open:') .. tenant
end

-- From now on it takes no more items.
local function close_batch(backlog, batch_id, batch, tenant, now)
  redis.call('HDEL', batch, 'flag.open')
  redis.call('HSET', batch, 'sealedAt', now)
  redis.call('SREM', open_batches_of(backlog, tenant), batch_id)
end

-- What the tenant was given back, by the time of that: '1|<generation>', and '2|<batch>' behind those of its moment.
local function remains_of(backlog, tenant)
  return tenant_key_of(backlog, tenant) .. ':remains'
end

-- A batch that was given back, and of which there is more after all.
local function keep_batch_again(backlog, batch_id, batch)
  local tenant = redis.call('HGET', batch, 'tenant')
  if tenant and redis.call('HDEL', batch, 'givenBack') == 1 then
    local bytes = batch_bytes(batch_id, batch)
    redis.call('ZREM', remains_of(backlog, tenant), '2|' .. batch_id)
    count_bytes(tenant_key_of(backlog, tenant), 'remains', -bytes)
    count_bytes(tenant_key_of(backlog, tenant), 'kept', bytes)
  end
end

local function forget_batch(batches, batch_id, batch)
  local fields = redis.call('HMGET', batch, 'tenant', 'countedSince', 'givenBack', 'holes')
  local tenant, backlog = fields[1], string.gsub(batches, ':batches$', ':backlog')
  if tenant then
    redis.call('ZREM', batches .. ':of:' .. tenant, batch_id)
    redis.call('SREM', open_batches_of(backlog, tenant), batch_id)
  end
  if tenant then
    local bytes = fields[2] and batch_bytes(batch_id, batch) or 0
    if fields[3] then
      redis.call('ZREM', remains_of(backlog, tenant), '2|' .. batch_id)
      count_bytes(tenant_key_of(backlog, tenant), 'remains', -bytes)
      bytes = 0
    end
    count_bytes(tenant_key_of(backlog, tenant), 'kept', -bytes - HOLE_BYTES * tonumber(fields[4] or 0))
  end
  redis.call('UNLINK', batch, batch .. ':items', batch .. ':faults', batch .. ':places')
  redis.call('ZREM', batches .. ':to-report', batch_id)
  redis.call('ZREM', batches, batch_id)
end
