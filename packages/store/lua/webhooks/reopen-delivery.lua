-- Makes a delivery pending again, due now, with all its attempts before it.
--
-- ARGV  1 limits (JSON), as for take-deliveries  2 event  3 tenant
-- returns 1, or 0 for one that is not there or not the tenant's

--- @include "clock"
--- @include "webhooks/webhook-destinations"

local limits, event, tenant = cjson.decode(ARGV[1]), ARGV[2], ARGV[3]
local key = key_of.webhook_delivery(event)
local fields = redis.call('HMGET', key, 'tenant', 'origin', 'at')
if fields[1] ~= tenant then
  return 0
end
local now = now_ms()
redis.call('HSET', key, 'state', 'pending', 'tries', 0)
redis.call('HINCRBY', key, 'run', 1)
redis.call('PERSIST', key)
redis.call('ZADD', key_of.webhook_destination(tenant, fields[2]), now, event)
look_at_destination(tenant, fields[2], now, now)
redis.call('ZADD', key_of.webhooks_pending(tenant), fields[3], event)
count_waiting(tenant, event)
give_up_oldest(tenant, now, limits)
if redis.call('EXISTS', key_of.webhook_wake) == 0 then
  redis.call('LPUSH', key_of.webhook_wake, '1')
end
return 1
