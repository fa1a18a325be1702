-- Removes generations that ended long ago, and batches of which nothing is left. What they made stays in storage.
--
-- KEYS  1 states  2 ended of one kind
-- ARGV  1 ms that they are kept after their end  2 most generations
-- returns how many were removed, more than 0 as well while batches are left to be shortened

--- @include "records/move-generation"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"

local root = string.gsub(KEYS[1], ':states$', '')

local left = redis.call('SRANDMEMBER', root .. ':batches:to-shorten')
if left then
  forget_batch_head(root, left)
end

local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now_ms() - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
local fronts = {}
for _, id in ipairs(ids) do
  redis.call('ZREM', KEYS[2], id)
  forget_record(root, id, fronts)
end
forget_fronts(root, fronts)
return #ids + (left and 1 or 0)
