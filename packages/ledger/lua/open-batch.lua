-- Opens a batch: it takes items, and nothing of it starts before it is sealed.
--
-- KEYS  1 batch  2 batches  3 batches of its tenant
-- ARGV  1 batch id  2 tenant  3 settings (JSON, compared as a text)  4 priority ('' for none)  5 failure ratio ('' for none)  6 budget ('' for none)
--       7 webhook ('' for none)
-- returns 'opened' | 'existing' | 'conflict'

--- @include "move-generation"

if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'settings') == ARGV[3] and 'existing' or 'conflict'
end
local now = now_ms()
redis.call('HSET', KEYS[1], 'createdAt', now, 'total', 0, 'tenant', ARGV[2], 'settings', ARGV[3], 'flag.open', '1')
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'priority', ARGV[4])
end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'maxFailureRatio', ARGV[5])
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'money.budget', ARGV[6])
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'webhook', ARGV[7])
end
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZADD', KEYS[3], now, ARGV[1])
return 'opened'
