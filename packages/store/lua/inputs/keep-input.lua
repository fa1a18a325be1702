-- Keeps an input whose object was put, unless its content is there already or the tenant's quota has no room for it.
-- Its bytes are counted in the same step.
--
-- KEYS  1 its book  2 inputs of the tenant  3 quotas of the tenant
-- ARGV  1 tenant  2 hash  3 type  4 bytes  5 width  6 height ('' for none)  7 object key  8 most inputs of a tenant
--       9 the object that it takes the place of, as its content was found to be damaged ('' for none)
--       10 bytes that it is counted as  11 bytes of a tenant that has no quota of its own ('' = nothing is asked)
-- returns { 'kept' | 'existing' | 'full', ms of now } or { 'no_room', ms of now, how much there is, how much is
--         allowed, how much more was wanted }

--- @include "clock"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"

local now = now_ms()
local free = ARGV[1] .. ':' .. ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 1 then
  if redis.call('ZSCORE', key_of.free_inputs, free) then
    redis.call('ZADD', key_of.free_inputs, now, free)
  end
  if ARGV[9] == '' or redis.call('HGET', KEYS[1], 'key') ~= ARGV[9] then
    return { 'existing', now }
  end
  redis.call('HSET', KEYS[1], 'key', ARGV[7])
  redis.call('ZREM', key_of.input_litter, ARGV[1] .. ':0:' .. ARGV[7])
  redis.call('ZADD', key_of.input_litter, now, ARGV[1] .. ':0:' .. ARGV[9])
  return { 'existing', now }
end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[8]) then
  return { 'full', now }
end
local tenant_key, cost = key_of.tenant(ARGV[1]), tonumber(ARGV[10])
if ARGV[11] ~= '' then
  local allowed = quota_of(KEYS[3], { maxBytes = ARGV[11] }, 'maxBytes')
  local lack = first_lack({ { 'maxBytes', all_kept_bytes(tenant_key), allowed, cost } })
  if lack then
    return { 'no_room', now, lack[2], lack[3], lack[4] }
  end
end
redis.call('SADD', key_of.tenants, ARGV[1])
count_bytes(tenant_key, 'inputs', cost)
redis.call('HSET', KEYS[1], 'type', ARGV[3], 'bytes', ARGV[4], 'key', ARGV[7], 'createdAt', now)
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'width', ARGV[5], 'height', ARGV[6])
end
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('ZADD', key_of.free_inputs, now, free)
redis.call('ZREM', key_of.input_litter, ARGV[1] .. ':0:' .. ARGV[7])
return { 'kept', now }
