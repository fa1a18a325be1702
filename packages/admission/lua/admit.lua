-- Takes generations out of the backlog, first come first served, each together with its slot and its place in the create
-- window: all of it or nothing. Redis's clock is the only one that counts.
--
-- KEYS  1 backlog  2 admitted  3 account  4 slots  5 create window  6 sequence
-- ARGV  1 account  2 most grants  3 slots allowed  4 creates per window  5 window ms  6 lease ms of an admitted generation
-- returns { ms until something may change by itself or -1, '<id>|<batch>', run, ... }

--- @include "move-generation"

local now = now_ms()
local waiting = redis.call('ZCARD', KEYS[1])
if waiting == 0 then
  return { -1 }
end

-- What a user set in the store goes before what this process was started with.
local account = redis.call('HMGET', KEYS[3], 'held', 'pausedUntil', 'limit.maxInFlight', 'limit.createPerMinute')
if account[1] then
  return { -1 }
end
local paused_until = tonumber(account[2] or 0)
if paused_until > now then
  return { paused_until - now }
end
local slots_allowed = tonumber(account[3] or ARGV[3])
local creates_allowed = tonumber(account[4] or ARGV[4])

local window_ms = tonumber(ARGV[5])
-- A call counts until strictly more than one window after its stamp.
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', '(' .. (now - window_ms))
local window_free = creates_allowed - redis.call('ZCARD', KEYS[5])
local slots_free = slots_allowed - redis.call('ZCARD', KEYS[4])
local free = math.min(tonumber(ARGV[2]), window_free, slots_free)
local reply = { -1 }

if free > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[1], free)
  for at = 1, #popped, 2 do
    local place = popped[at]
    local id = string.match(place, '^[^|]+')
    local run = redis.call('INCR', KEYS[6])
    local lease_until = now + tonumber(ARGV[6])
    redis.call('HSET', KEYS[2], place, run .. ':' .. now .. ':' .. ARGV[1])
    redis.call('ZADD', KEYS[4], lease_until, id)
    redis.call('ZADD', KEYS[5], lease_until, id .. ':' .. run)
    reply[#reply + 1] = place
    reply[#reply + 1] = run
  end
  waiting = waiting - #popped / 2
  window_free = window_free - #popped / 2
  slots_free = slots_free - #popped / 2
end

-- A freed slot wakes a dispatcher; a window opens silently, so its time is told. Entries in the future are calls on
-- their way: they are stamped when answered, and looked at again soon.
if waiting > 0 and slots_free > 0 and window_free <= 0 then
  local oldest = redis.call('ZRANGE', KEYS[5], 0, 0, 'WITHSCORES')
  if oldest[2] then
    local stamp = tonumber(oldest[2])
    reply[1] = stamp > now and 100 or math.max(1, stamp + window_ms - now + 1)
  end
end
return reply
