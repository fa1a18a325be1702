-- Notes what became of an attempt, and gives its permits back.
--
-- ARGV  1 limits (JSON), as for take-deliveries  2 event  3 end of its lease  4 tenant  5 origin  6 run
--       7 state: delivered, failed, pending (to be tried again), or returned (not tried; no attempt is counted)
--       8 result  9 ms of the attempt  10 ms when it is due again ('' where it has ended)  11 'slow', 'quick' or '' (as
--         it was)
--       12 body and 13 URL, kept for the next attempt ('' for none; one that is too long is made again)  14 ms for which nothing of the tenant is looked at
--          (0)

--- @include "clock"
--- @include "webhooks/webhook-destinations"

local limits, event, tenant, origin = cjson.decode(ARGV[1]), ARGV[2], ARGV[4], ARGV[5]
local state, result, pace, hold = ARGV[7], ARGV[8], ARGV[11], tonumber(ARGV[14])
local key = key_of.webhook_delivery(event)
local now = now_ms()
local ours = redis.call('ZSCORE', key_of.webhook_leases, event) == ARGV[3]
local values = redis.call('HMGET', key, 'state', 'run', 'host')
local current = (values[2] or '0') == ARGV[6]

if pace == 'slow' then
  redis.call('ZADD', key_of.slow_origins(tenant), now + SLOW_MS, origin)
  redis.call('ZREMRANGEBYSCORE', key_of.slow_origins(tenant), '-inf', now)
  redis.call('PEXPIRE', key_of.slow_origins(tenant), SLOW_MS)
elseif pace == 'quick' then
  redis.call('ZREM', key_of.slow_origins(tenant), origin)
end

if values[1] and state == 'returned' then
  if ours and values[1] == 'pending' then
    redis.call('ZADD', key_of.webhook_destination(tenant, origin), ARGV[10], event)
  end
elseif values[1] and (ours or state == 'delivered') then
  redis.call('HSET', key, 'lastResult', result, 'lastAttemptAt', ARGV[9])
  redis.call('HINCRBY', key, 'attempts', 1)
  if values[1] == 'pending' and current then
    if state == 'pending' then
      redis.call('HINCRBY', key, 'tries', 1)
      redis.call('ZADD', key_of.webhook_destination(tenant, origin), ARGV[10], event)
    end
    if
      ARGV[12] ~= ''
      and #ARGV[12] <= limits.bodyBytes
      and redis.call('ZSCORE', key_of.webhook_deliveries(tenant), event)
    then
      redis.call('HSET', key, 'body', ARGV[12], 'url', ARGV[13])
    end
  end
end
if ours then
  give_permits_back(tenant, origin, values[3], event, now)
end
if values[1] == 'pending' and current and (state == 'delivered' or (ours and state == 'failed')) then
  redis.call('ZREM', key_of.webhook_destination(tenant, origin), event)
  end_delivery(tenant, event, state, result, limits.keepMs)
elseif values[1] and values[1] ~= 'pending' then
  -- Given up while it was under way.
  end_delivery(
    tenant,
    event,
    state == 'delivered' and state or values[1],
    redis.call('HGET', key, 'lastResult') or '',
    limits.keepMs
  )
end
refresh_destination(tenant, origin, now)
if hold > 0 then
  for _, class in ipairs({ 'quick', 'slow' }) do
    if redis.call('ZSCORE', key_of.webhooks_due, class .. '|' .. tenant) then
      redis.call('ZADD', key_of.webhooks_due, now + hold, class .. '|' .. tenant)
    end
  end
end
return 1
