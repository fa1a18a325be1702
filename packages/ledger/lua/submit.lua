-- Writes new generations with their backlog places, batch counters and idempotency keys, and wakes a dispatcher.
-- Doing it twice writes nothing twice: the item's key in its batch names the generation.
--
-- KEYS  1 batch  2 batch members  3 batch items  4 batches  5 queued  6 backlog  7 wake  8... one record each
-- ARGV  1 batch id, then per record: id, idempotency key ('' if it is sent only once), fingerprint, tenant, priority ('' for normal), model,
--       duration ('' if it has none), what is packed behind index and time (see record.lua), the request whole where media stand in it (JSON, else '')
-- returns per record { 'created' | 'existing' | 'conflict' | 'sealed', id }

--- @include "move-generation"
--- @include "backlog"

local now = now_ms()
local batch_id = ARGV[1]
if redis.call('HSETNX', KEYS[1], 'createdAt', now) == 1 then
  redis.call('HSET', KEYS[1], 'tenant', ARGV[5])
  redis.call('ZADD', KEYS[4], now, batch_id)
  redis.call('ZADD', tenant_batches_of(KEYS[6], ARGV[5]), now, batch_id)
end

-- A batch that was opened takes what is new only until its seal: a call may have been on its way meanwhile.
local batch = redis.call('HMGET', KEYS[1], 'settings', 'flag.open', 'priority', 'dropped')
local sealed = batch[1] and not batch[2]
local batch_priority, dropped = batch[3], tonumber(batch[4] or 0)
local count = #KEYS - 7
local function of(number, argument)
  return ARGV[2 + (number - 1) * 9 + argument]
end

local item_keys = {}
for number = 1, count do
  item_keys[number] = of(number, 1)
end
local known = redis.call('HMGET', KEYS[3], unpack(item_keys))
local index = dropped + redis.call('LLEN', KEYS[2])
local time = string.format('%.0f', now)
-- What one call each writes, at the end.
local members, items, lanes, created_of = {}, {}, {}, {}
local items_of_call = {}

local function create(number, id, item_key)
  local tenant, own_priority, media = of(number, 3), of(number, 4), of(number, 8)
  members[#members + 1] = id
  if media ~= '' then
    redis.call('SET', media_key_of(KEYS[7 + number]), media)
  end
  if item_key ~= '' then
    items_of_call[item_key] = id .. ':' .. of(number, 2)
    items[#items + 1] = item_key
    items[#items + 1] = items_of_call[item_key]
  end
  local class = batch_priority or (own_priority ~= '' and own_priority) or 'normal'
  local kind, member = place_of(class, id, of(number, 5), tonumber(of(number, 6)))
  local lane = lanes[kind .. '|' .. tenant] or { kind = kind, tenant = tenant, entries = {} }
  lanes[kind .. '|' .. tenant] = lane
  lane.entries[#lane.entries + 1] = time
  lane.entries[#lane.entries + 1] = member
  created_of[tenant] = (created_of[tenant] or 0) + 1
end

local function submit(number)
  local id, item_key = of(number, 0), item_keys[number]
  local taken = known[number] or items_of_call[item_key]
  local taken_id, fingerprint = string.match(taken or '', '^(.*):(.*)$')
  if taken_id and taken_id ~= id then
    return { fingerprint == of(number, 2) and 'existing' or 'conflict', taken_id }
  elseif sealed and not taken_id then
    return { redis.call('EXISTS', KEYS[7 + number]) == 1 and 'created' or 'sealed', id }
  elseif not taken_id and redis.call('SET', KEYS[7 + number], (index + #members) .. ' ' .. time .. ' ' .. of(number, 7), 'NX') then
    create(number, id, item_key)
  end
  -- Where it was there: the connection broke before the answer, and this very call is sent again.
  return { 'created', id }
end

local receipts = {}
for number = 1, count do
  receipts[number] = submit(number)
end

if #members > 0 then
  redis.call('RPUSH', KEYS[2], unpack(members))
  if #items > 0 then
    redis.call('HSET', KEYS[3], unpack(items))
  end
  for _, lane in pairs(lanes) do
    join_lane(KEYS[6], batch_id, lane.tenant, lane.kind, lane.entries)
  end
  redis.call('HDEL', KEYS[1], 'endedAt')
  redis.call('HINCRBY', KEYS[1], 'total', #members)
  redis.call('HINCRBY', KEYS[1], 'queued', #members)
  redis.call('INCRBY', KEYS[5], #members)
  for tenant, created in pairs(created_of) do
    redis.call('HINCRBY', tenant_key_of(KEYS[6], tenant), 'unfinished', created)
  end
  wake_dispatcher(KEYS[7])
end
return receipts
