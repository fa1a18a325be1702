-- Notes how far a change is that claim-once claimed. Does nothing for one that was forgotten meanwhile, is another's, or
-- that another try has taken up since.
--
-- KEYS  1 the change, HASH  2 those of the tenant that are not done, ZSET  3 those that are, ZSET
-- ARGV  1 tenant  2 the key's hash  3 digest of what was sent  4 number of the try  5 'open': under way for so many ms
--       more; 'noted': the same, with what the next try has to know; 'done': with this answer; 'dropped': it broke off,
--       the same sent again goes on at once; 'free': nothing was done, the key is free again  6 that note or answer
--       7 those ms  8 ms for which it is kept  9 how many that are done are kept
-- returns 1 where that was noted, else 0

--- @include "clock"

local known = redis.call('HMGET', KEYS[1], 'digest', 'try', 'answer')
if known[1] ~= ARGV[3] or (known[2] or '0') ~= ARGV[4] or known[3] then
  return 0
end
local how, now = ARGV[5], now_ms()
if how == 'free' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[2])
elseif how == 'done' then
  redis.call('HSET', KEYS[1], 'answer', ARGV[6])
  redis.call('HDEL', KEYS[1], 'noted')
  redis.call('ZREM', KEYS[2], ARGV[2])
  local kept_ms = tonumber(ARGV[8])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - kept_ms)
  redis.call('ZADD', KEYS[3], now, ARGV[2])
  redis.call('PEXPIRE', KEYS[3], kept_ms)
  -- Only what is done is ever forgotten before its time: what is not would be carried out a second time.
  for _, oldest in ipairs(redis.call('ZRANGE', KEYS[3], 0, -(tonumber(ARGV[9]) + 1))) do
    redis.call('DEL', key_of.once(ARGV[1], oldest))
    redis.call('ZREM', KEYS[3], oldest)
  end
elseif how == 'noted' then
  redis.call('HSET', KEYS[1], 'noted', ARGV[6], 'until', now + tonumber(ARGV[7]))
else
  redis.call('HSET', KEYS[1], 'until', how == 'open' and now + tonumber(ARGV[7]) or 0)
end
return 1
