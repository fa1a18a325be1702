-- Asks for a permit at the address that a delivery's host leads to, and reads what is sent. Where the address is full,
-- the delivery waits in its destination until a permit there is free; no attempt is counted.
--
-- ARGV  1 limits (JSON), as for take-deliveries  2 event  3 end of its lease  4 tenant  5 origin  6 address and port
-- returns { 'lost' }: another process has it; { 'full' }; or { 'begun', secrets of the tenant or false, body or false }

--- @include "clock"
--- @include "webhooks/webhook-destinations"

local limits, event, tenant, origin, host = cjson.decode(ARGV[1]), ARGV[2], ARGV[4], ARGV[5], ARGV[6]
if redis.call('ZSCORE', key_of.webhook_leases, event) ~= ARGV[3] then
  return { 'lost' }
end
local now = now_ms()
local permits = key_of.address_permits(tenant, host)
if redis.call('SCARD', permits) >= limits.hostPermits then
  local waiting = key_of.address_waiting(tenant, host)
  redis.call('ZADD', key_of.webhook_destination(tenant, origin), now, event)
  give_permits_back(tenant, origin, '', event, now)
  redis.call('ZADD', waiting, 'NX', now, origin)
  redis.call('PEXPIRE', waiting, limits.leaseMs * 2)
  -- Looked at when a permit is given back; if who waits before it is gone, then by time.
  refresh_destination(tenant, origin, now, now + limits.leaseMs)
  return { 'full' }
end
redis.call('SADD', permits, event)
redis.call('HSET', key_of.webhook_delivery(event), 'host', host)
return {
  'begun',
  redis.call('HGET', key_of.webhook_secrets, tenant),
  redis.call('HGET', key_of.webhook_delivery(event), 'body'),
}
