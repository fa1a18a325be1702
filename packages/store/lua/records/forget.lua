-- Removes generations that ended long ago, and batches of which nothing is left. What they made stays in storage.
--
-- KEYS  1 ended of one outcome
-- ARGV  1 ms that they are kept after their end  2 most generations
-- returns how many were removed, more than 0 as well while batches are left to be shortened

--- @include "clock"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"

local left = redis.call('SRANDMEMBER', key_of.batches_to_shorten)
if left then
  forget_batch_head(left)
end

local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now_ms() - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
local fronts = {}
for _, id in ipairs(ids) do
  redis.call('ZREM', KEYS[1], id)
  forget_record(id, fronts)
end
forget_fronts(fronts)
return #ids + (left and 1 or 0)
