-- Stops an account's admissions for a while. Each pause in a row, with no accepted create between them, doubles the
-- pause, up to a limit; a longer pause that is already set stays.
--
-- KEYS  1 account
-- ARGV  1 pause ms  2 longest pause ms  3 reason  4 not before this ms of Unix time ('' = none)
-- returns the time until which the account is paused

--- @include "move-generation"

local now = now_ms()
local current = tonumber(redis.call('HGET', KEYS[1], 'pausedUntil') or 0)
-- Several calls that were under way together are refused together: that is one strike.
local strikes = tonumber(redis.call('HGET', KEYS[1], 'strikes') or 0)
if current <= now then
  strikes = redis.call('HINCRBY', KEYS[1], 'strikes', 1)
end
local pause_until = now + math.min(tonumber(ARGV[1]) * 2 ^ math.min(math.max(strikes - 1, 0), 20), tonumber(ARGV[2]))
if ARGV[4] ~= '' then
  pause_until = math.max(pause_until, tonumber(ARGV[4]))
end
if pause_until > current then
  redis.call('HSET', KEYS[1], 'pausedUntil', string.format('%.0f', pause_until), 'pausedReason', ARGV[3])
  return string.format('%.0f', pause_until)
end
return string.format('%.0f', current)
