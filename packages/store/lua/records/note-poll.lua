-- Notes a poll that changed nothing and renews the slot's lease. A generation that lost its slot takes it back: the
-- provider still works on its task, so it counts.
--
-- KEYS  1 record  2 slots
-- ARGV  1 id  2 poll count  3 and 4 field and value of what it saw: providerStatus or pollError  5 lease ms  6 run  7
--       when the next one is due

--- @include "clock"
--- @include "records/states"

local fields = redis.call('HMGET', KEYS[1], 'state', 'run', 'pollError')
local state = fields[1]
-- A poll of an earlier run may be late: the slot of its account is not its any more.
if state and HOLDS_SLOT[state] and fields[2] == ARGV[6] then
  local now = now_ms()
  redis.call('HSET', KEYS[1], 'pollCount', ARGV[2], ARGV[3], ARGV[4], 'nextPollAt', ARGV[7], 'updatedAt', now)
  if fields[3] and ARGV[3] ~= 'pollError' then
    redis.call('HDEL', KEYS[1], 'pollError')
  end
  redis.call('ZADD', KEYS[2], now + tonumber(ARGV[5]), ARGV[1])
end
