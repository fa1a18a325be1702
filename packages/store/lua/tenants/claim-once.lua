-- Claims a change that its caller has named by a key, so that the same sent again is done once.
--
-- KEYS  1 the change, HASH  2 all of the tenant, ZSET
-- ARGV  1 tenant  2 the key's hash  3 digest of what was sent  4 ms for which it is kept  5 ms after which one that is
--       not done is taken for broken off  6 how many are kept
-- returns { 'new' | 'again' = it broke off | 'open' = it is under way | 'done' | 'other' = the key was for something
--           else, ms of the first claim, the answer or '' }

--- @include "clock"

local now = now_ms()
local kept_ms = tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'digest', 'claimedAt', 'until', 'answer')
if known[1] then
  local claimed_at = tonumber(known[2])
  if known[1] ~= ARGV[3] then
    return { 'other', claimed_at, '' }
  elseif known[4] then
    return { 'done', claimed_at, known[4] }
  elseif tonumber(known[3]) > now then
    return { 'open', claimed_at, '' }
  end
  redis.call('HSET', KEYS[1], 'until', now + ARGV[5])
  return { 'again', claimed_at, '' }
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'digest', ARGV[3], 'claimedAt', now, 'until', now + ARGV[5])
redis.call('PEXPIRE', KEYS[1], kept_ms)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - kept_ms)
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('PEXPIRE', KEYS[2], kept_ms)
for _, oldest in ipairs(redis.call('ZRANGE', KEYS[2], 0, -(tonumber(ARGV[6]) + 1))) do
  redis.call('DEL', key_of.once(ARGV[1], oldest))
  redis.call('ZREM', KEYS[2], oldest)
end
return { 'new', now, '' }
