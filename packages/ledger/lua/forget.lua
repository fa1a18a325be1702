-- Removes generations that ended long ago, and batches of which nothing is left. What they made stays in storage.
--
-- KEYS  1 states  2 ended of one kind  3 batches
-- ARGV  1 ms that they are kept after their end  2 most generations  3 what stands before an id in the key of its record  4 the same of a batch
-- returns how many were removed, more than 0 as well while batches are left to be shortened

--- @include "move-generation"
--- @include "forget-batch"
--- @include "record"

local MOST_AT_ONCE = 1000
local TO_SHORTEN = KEYS[3] .. ':to-shorten'

-- Takes off what is forgotten at the front. Where the first of many was forgotten last there is more of it than one call
-- should do: the batch is put down for the next.
local function forget_batch_head(batch_id, batch)
  local members = batch .. ':members'
  local head = redis.call('LRANGE', members, 0, MOST_AT_ONCE - 1)
  local gone = 0
  while head[gone + 1] and redis.call('EXISTS', ARGV[3] .. head[gone + 1]) == 0 do
    gone = gone + 1
  end
  if gone > 0 then
    redis.call('LTRIM', members, gone, -1)
    redis.call('HINCRBY', batch, 'dropped', gone)
  end
  redis.call(gone == MOST_AT_ONCE and 'SADD' or 'SREM', TO_SHORTEN, batch_id)
  if redis.call('EXISTS', members) == 0 then
    forget_batch(KEYS[3], batch_id, batch)
  end
end

local left = redis.call('SRANDMEMBER', TO_SHORTEN)
if left then
  forget_batch_head(left, ARGV[4] .. left)
end

local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now_ms() - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
local batches = {}
for _, id in ipairs(ids) do
  local record = ARGV[3] .. id
  local fields = redis.call('HMGET', record, 'state', 'batch', 'item')
  local state, batch_id, item_key = fields[1], fields[2], fields[3]
  redis.call('ZREM', KEYS[2], id)
  if state then
    redis.call('UNLINK', record, media_key_of(record))
    redis.call('ZREM', KEYS[1], state .. '|' .. id)
    batches[batch_id] = true
    -- In a batch without end, names would pile up.
    if item_key then
      local key, field = item_place(ARGV[4] .. batch_id .. ':items', item_key)
      redis.call('HDEL', key, field)
    end
  end
end
for batch_id in pairs(batches) do
  forget_batch_head(batch_id, ARGV[4] .. batch_id)
end
return #ids + (left and 1 or 0)
