-- Makes a delivery pending again, due now, with all its attempts before it.
--
-- KEYS  1 root of the webhooks' keys, see webhook-lanes
-- ARGV  1 limits (JSON), as for take-deliveries  2 event  3 tenant
-- returns 1, or 0 for one that is not there or not the tenant's

--- @include "records/move-generation"
--- @include "webhooks/webhook-lanes"

local root, limits, event, tenant = KEYS[1], cjson.decode(ARGV[1]), ARGV[2], ARGV[3]
local key = root .. ':delivery:' .. event
local fields = redis.call('HMGET', key, 'tenant', 'origin', 'at')
if fields[1] ~= tenant then
  return 0
end
local now = now_ms()
redis.call('HSET', key, 'state', 'pending', 'tries', 0)
redis.call('HINCRBY', key, 'run', 1)
redis.call('PERSIST', key)
redis.call('ZADD', lane_of(root, tenant, fields[2]), now, event)
look_at_lane(root, tenant, fields[2], now, now)
redis.call('ZADD', root .. ':pending:' .. tenant, fields[3], event)
give_up_oldest(root, tenant, now, limits)
if redis.call('EXISTS', root .. ':wake') == 0 then
  redis.call('LPUSH', root .. ':wake', '1')
end
return 1
