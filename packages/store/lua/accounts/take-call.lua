-- Lets one call leave if every window of its type has room for it, and names it a time of its own to ask again where
-- they have not: those who wait come one after the other, and whoever comes new does not overtake them.
--
-- KEYS  1 calls of the type  2 waiting calls of the type  3 account
-- ARGV  1 call id  2 how long its answer may take, ms  3 the windows of its type as JSON [[limit, window ms], ...]
--       4 the field of a user's own limit per minute
-- returns 0: it may leave now, and counts; else how many ms to wait

--- @include "clock"
--- @include "accounts/call-windows"

-- One that waits and does not come at its time has died.
local GRACE_MS = 2000
local LONGEST_WAIT_MS = 60000

local now = now_ms()
local key, waiting, call = KEYS[1], KEYS[2], ARGV[1]
local windows = windows_of(cjson.decode(ARGV[3]), redis.call('HGET', KEYS[3], ARGV[4]))
if #windows == 0 then
  return 0
end

redis.call('ZREMRANGEBYSCORE', waiting, '-inf', now - GRACE_MS)
local due = redis.call('ZSCORE', waiting, call)
if due then
  redis.call('ZREM', waiting, call)
end
local free, opens_at = free_calls(key, windows, now)
local before_me = due and 0 or redis.call('ZCOUNT', waiting, '-inf', now)
if free > before_me then
  -- A job that asks again under its old id (it was refused, or its process died) has called before: that call counts
  -- on.
  local called_at = redis.call('ZSCORE', key, call)
  if called_at then
    redis.call('ZADD', key, called_at, call .. '#' .. string.format('%.0f', now))
  end
  redis.call('ZADD', key, now + tonumber(ARGV[2]), call)
  return 0
end

local pace = 0
for _, window in ipairs(windows) do
  pace = math.max(pace, window[1] > 0 and window[2] / window[1] or LONGEST_WAIT_MS)
end
local from = math.max(opens_at, now)
local latest = redis.call('ZREVRANGE', waiting, 0, 0, 'WITHSCORES')
if latest[2] then
  from = math.max(from, tonumber(latest[2]) + pace)
end
local wait = math.max(1, math.min(math.ceil(from - now), LONGEST_WAIT_MS))
redis.call('ZADD', waiting, now + wait, call)
return wait
