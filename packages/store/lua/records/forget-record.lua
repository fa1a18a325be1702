-- Takes generations that have ended out of every list, and their batches with the last of them. Included by scripts.

--- @include "records/states"
--- @include "batches/items"
--- @include "batches/forget-batch"

local MOST_AT_ONCE = 1000
local LOOKED_AT_ONCE = 100

-- Takes off what is forgotten at the front. Where the first of many was forgotten last there is more of it than one
-- call should do: the batch is put down for the next.
local function forget_batch_head(batch_id)
  local batch, members = key_of.batch(batch_id), key_of.batch_members(batch_id)
  local gone, holes, ended = 0, 0, false
  while not ended and gone < MOST_AT_ONCE do
    local head = redis.call('LRANGE', members, gone, gone + LOOKED_AT_ONCE - 1)
    ended = #head < LOOKED_AT_ONCE
    for _, id in ipairs(head) do
      if id ~= '' and redis.call('EXISTS', key_of.generation(id)) == 1 then
        ended = true
        break
      end
      gone = gone + 1
      holes = holes + (id == '' and 1 or 0)
    end
  end
  if gone > 0 then
    redis.call('LTRIM', members, gone, -1)
    redis.call('HINCRBY', batch, 'dropped', gone)
  end
  if holes > 0 then
    redis.call('HINCRBY', batch, 'holes', -holes)
    count_bytes(key_of.tenant(redis.call('HGET', batch, 'tenant')), 'kept', -holes * HOLE_BYTES)
  end
  redis.call(ended and 'SREM' or 'SADD', key_of.batches_to_shorten, batch_id)
  -- One that is open may be filled further.
  if redis.call('EXISTS', members) == 0 and redis.call('HEXISTS', batch, 'flag.open') == 0 then
    forget_batch(batch_id, batch)
  end
end

-- Its place in its batch is left empty where others stand in front of it that stay. fronts: by batch, how many were
-- forgotten at its front in this call, whose places are taken off by forget_fronts.
local function forget_record(id, fronts)
  local record = key_of.generation(id)
  local fields =
    redis.call('HMGET', record, 'state', 'batch', 'item', 'tenant', 'index', 'createdAt', 'givenBack', 'formerItems')
  local state, batch_id, item_key = fields[1], fields[2], fields[3]
  if not state then
    return
  end
  local batch = key_of.batch(batch_id)
  local of_batch = redis.call('HMGET', batch, 'countedSince', 'dropped', 'tenant')
  local tenant = of_batch[3] or fields[4] or ''
  local tenant_key = key_of.tenant(tenant)
  if fields[7] then
    count_bytes(tenant_key, 'remains', -open_record_bytes('remains', id))
    redis.call('ZREM', key_of.tenant_remains(tenant), '1|' .. id)
  elseif of_batch[1] and tonumber(fields[6]) >= tonumber(of_batch[1]) then
    count_bytes(tenant_key, 'kept', -open_record_bytes('opened', id))
  end
  redis.call('UNLINK', record, key_of.generation_media(id))
  redis.call('ZREM', key_of.states, state .. '|' .. id)
  redis.call('ZREM', key_of.ended(ENDED_LIST[state]), id)
  -- In a batch without end, names would pile up.
  if item_key then
    local key, field = item_place(batch_id, item_key)
    redis.call('HDEL', key, field)
    for former in string.gmatch(fields[8] or '', '%S+') do
      local former_key, former_field = item_place(batch_id, former)
      redis.call('HDEL', former_key, former_field)
    end
  end
  local place, front = tonumber(fields[5]) - tonumber(of_batch[2] or 0), fronts[batch_id] or 0
  fronts[batch_id] = front
  if place == front then
    fronts[batch_id] = front + 1
  elseif place > front and redis.call('LINDEX', key_of.batch_members(batch_id), place) == id then
    redis.call('LSET', key_of.batch_members(batch_id), place, '')
    redis.call('HINCRBY', batch, 'holes', 1)
    count_bytes(tenant_key, 'kept', HOLE_BYTES)
  end
end

local function forget_fronts(fronts)
  for batch_id in pairs(fronts) do
    forget_batch_head(batch_id)
  end
end
