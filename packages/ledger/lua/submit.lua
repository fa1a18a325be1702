-- Writes new generations with their backlog places, batch counters and idempotency keys, and wakes a dispatcher.
-- Doing it twice writes nothing twice: the item's key in its batch names the generation.
--
-- KEYS  1 batch  2 batch members  3 batch items  4 batches  5 states  6 backlog  7 wake  8... one record each
-- ARGV  1 batch id, then per record: id, idempotency key ('' if it is sent only once), fingerprint, request (JSON), tenant, object key, custom id ('' if none),
--       priority ('' for normal), price ('' if none is known), the request whole where media stand in it (JSON, else ''),
--       webhook ('' if none)
-- returns per record { 'created' | 'existing' | 'conflict' | 'sealed', id }

--- @include "move-generation"
--- @include "backlog"

local now = now_ms()
local batch_id = ARGV[1]
if redis.call('HSETNX', KEYS[1], 'createdAt', now) == 1 then
  redis.call('HSET', KEYS[1], 'tenant', ARGV[6])
  redis.call('ZADD', KEYS[4], now, batch_id)
  redis.call('ZADD', tenant_batches_of(KEYS[6], ARGV[6]), now, batch_id)
end

-- A batch that was opened takes what is new only until its seal: a call may have been on its way meanwhile.
local opened = redis.call('HMGET', KEYS[1], 'settings', 'flag.open')
local sealed = opened[1] and not opened[2]
local batch_priority = redis.call('HGET', KEYS[1], 'priority')
local dropped = tonumber(redis.call('HGET', KEYS[1], 'dropped') or 0)
local receipts = {}
local created, created_of = 0, {}
for number = 1, #KEYS - 7 do
  local at = 2 + (number - 1) * 11
  local id, item_key, fingerprint = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local known = item_key ~= '' and redis.call('HGET', KEYS[3], item_key)
  if redis.call('EXISTS', KEYS[7 + number]) == 1 then
    -- The connection broke before the answer, and this very call is sent again.
    receipts[number] = { 'created', id }
  elseif known then
    local known_id, known_fingerprint = string.match(known, '^(.*):(.*)$')
    receipts[number] = { known_fingerprint == fingerprint and 'existing' or 'conflict', known_id }
  elseif sealed then
    receipts[number] = { 'sealed', '' }
  else
    local index = dropped + redis.call('RPUSH', KEYS[2], id) - 1
    local fields = { 'state', 'queued', 'batch', batch_id, 'index', index, 'request', ARGV[at + 3],
      'tenant', ARGV[at + 4], 'objectKey', ARGV[at + 5], 'createdAt', now, 'updatedAt', now }
    local custom_id, priority = ARGV[at + 6], ARGV[at + 7]
    if item_key ~= '' then
      fields[#fields + 1] = 'item'
      fields[#fields + 1] = item_key
    end
    if custom_id ~= '' then
      fields[#fields + 1] = 'customId'
      fields[#fields + 1] = custom_id
    end
    if priority ~= '' then
      fields[#fields + 1] = 'priority'
      fields[#fields + 1] = priority
    end
    if ARGV[at + 8] ~= '' then
      fields[#fields + 1] = 'price'
      fields[#fields + 1] = ARGV[at + 8]
    end
    if ARGV[at + 10] ~= '' then
      fields[#fields + 1] = 'webhook'
      fields[#fields + 1] = ARGV[at + 10]
    end
    redis.call('HSET', KEYS[7 + number], unpack(fields))
    if ARGV[at + 9] ~= '' then
      redis.call('SET', media_key_of(KEYS[7 + number]), ARGV[at + 9])
    end
    if item_key ~= '' then
      redis.call('HSET', KEYS[3], item_key, id .. ':' .. fingerprint)
    end
    redis.call('ZADD', KEYS[5], 0, 'queued|' .. id)
    local class = batch_priority or (priority ~= '' and priority) or 'normal'
    local kind, member = place_of(class, id, ARGV[at + 3])
    join_backlog(KEYS[6], batch_id, ARGV[at + 4], kind, member, now)
    created = created + 1
    created_of[ARGV[at + 4]] = (created_of[ARGV[at + 4]] or 0) + 1
    receipts[number] = { 'created', id }
  end
end

if created > 0 then
  redis.call('HDEL', KEYS[1], 'endedAt')
  redis.call('HINCRBY', KEYS[1], 'total', created)
  redis.call('HINCRBY', KEYS[1], 'queued', created)
  for tenant, count in pairs(created_of) do
    redis.call('HINCRBY', tenant_key_of(KEYS[6], tenant), 'unfinished', count)
  end
  wake_dispatcher(KEYS[7])
end
return receipts
