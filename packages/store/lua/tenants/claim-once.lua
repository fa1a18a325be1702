-- Claims a change that its caller has named by a key, so that the same sent again is done once.
--
-- KEYS  1 the change, HASH  2 those of the tenant that are not done, ZSET
-- ARGV  1 the key's hash  2 digest of what was sent  3 ms for which it is kept  4 ms after which one that is not done is
--       taken for broken off  5 how many of a tenant may be not done
-- returns { 'new' | 'again' = it broke off | 'open' = it is under way | 'done' | 'other' = the key was for something
--           else | 'full' = too many are not done, ms of the first claim (of 'full': at which the oldest is forgotten),
--           the answer, else what was noted of it, else '', number of the try }

--- @include "clock"

local now = now_ms()
local kept_ms = tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'digest', 'claimedAt', 'until', 'answer', 'noted')
if known[1] then
  local claimed_at = tonumber(known[2])
  if known[1] ~= ARGV[2] then
    return { 'other', claimed_at, '', 0 }
  elseif known[4] then
    return { 'done', claimed_at, known[4], 0 }
  elseif tonumber(known[3]) > now then
    return { 'open', claimed_at, '', 0 }
  end
  redis.call('HSET', KEYS[1], 'until', now + ARGV[4])
  return { 'again', claimed_at, known[5] or '', redis.call('HINCRBY', KEYS[1], 'try', 1) }
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - kept_ms)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then
  return { 'full', tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]) + kept_ms, '', 0 }
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'digest', ARGV[2], 'claimedAt', now, 'until', now + ARGV[4], 'try', 1)
redis.call('PEXPIRE', KEYS[1], kept_ms)
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('PEXPIRE', KEYS[2], kept_ms)
return { 'new', now, '', 1 }
