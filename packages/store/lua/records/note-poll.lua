-- Notes a poll that changed nothing and renews the slot's lease. A generation that lost its slot takes it back: the
-- provider still works on its task, so it counts.
--
-- KEYS  1 record  2 slots
-- ARGV  1 id  2 poll count  3 the provider's status  4 lease ms  5 run  6 when the next one is due

--- @include "records/move-generation"

local fields = redis.call('HMGET', KEYS[1], 'state', 'run')
local state = fields[1]
-- A poll of an earlier run may be late: the slot of its account is not its any more.
if state and HOLDS_SLOT[state] and fields[2] == ARGV[5] then
  local now = now_ms()
  redis.call('HSET', KEYS[1], 'pollCount', ARGV[2], 'providerStatus', ARGV[3], 'nextPollAt', ARGV[6], 'updatedAt', now)
  redis.call('ZADD', KEYS[2], now + tonumber(ARGV[4]), ARGV[1])
end
