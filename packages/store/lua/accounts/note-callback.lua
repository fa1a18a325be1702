-- What the provider makes of an account's callback URL, for every process that creates.
--
-- KEYS  1 account
-- ARGV  1 'refused' | 'taken'  2 ms for which creates go without one  3 reason
-- returns nothing
--
-- Fields of the account's HASH: callbackRefusedSince, callbackLeftOutUntil, callbackReason

--- @include "clock"

local now = now_ms()
if ARGV[1] == 'refused' then
  redis.call('HSETNX', KEYS[1], 'callbackRefusedSince', string.format('%.0f', now))
  redis.call(
    'HSET',
    KEYS[1],
    'callbackLeftOutUntil',
    string.format('%.0f', now + tonumber(ARGV[2])),
    'callbackReason',
    ARGV[3]
  )
elseif tonumber(redis.call('HGET', KEYS[1], 'callbackLeftOutUntil') or 'inf') <= now then
  -- One that is left out was refused after the create that is told of here had left.
  redis.call('HDEL', KEYS[1], 'callbackRefusedSince', 'callbackLeftOutUntil', 'callbackReason')
end
