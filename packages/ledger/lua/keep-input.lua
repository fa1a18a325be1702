-- Keeps an input whose object was put, unless its content is there already.
--
-- KEYS  1 its book  2 inputs of the tenant  3 free inputs  4 litter
-- ARGV  1 tenant  2 hash  3 type  4 bytes  5 width  6 height ('' for none)  7 object key  8 most inputs of a tenant
--       9 the object that it takes the place of, as its content was found to be damaged ('' for none)
-- returns { 'kept' | 'existing' | 'full', ms of now }

--- @include "move-generation"

local now = now_ms()
local free = ARGV[1] .. ':' .. ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 1 then
  if redis.call('ZSCORE', KEYS[3], free) then
    redis.call('ZADD', KEYS[3], now, free)
  end
  if ARGV[9] == '' or redis.call('HGET', KEYS[1], 'key') ~= ARGV[9] then
    return { 'existing', now }
  end
  redis.call('HSET', KEYS[1], 'key', ARGV[7])
  redis.call('ZREM', KEYS[4], ARGV[1] .. ':0:' .. ARGV[7])
  redis.call('ZADD', KEYS[4], now, ARGV[1] .. ':0:' .. ARGV[9])
  return { 'existing', now }
end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[8]) then
  return { 'full', now }
end
redis.call('HSET', KEYS[1], 'type', ARGV[3], 'bytes', ARGV[4], 'key', ARGV[7], 'createdAt', now)
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'width', ARGV[5], 'height', ARGV[6])
end
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('ZADD', KEYS[3], now, free)
redis.call('ZREM', KEYS[4], ARGV[1] .. ':0:' .. ARGV[7])
return { 'kept', now }
