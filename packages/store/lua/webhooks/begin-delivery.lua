-- Asks for a place at the address that a delivery's host leads to, and reads what is sent. Where the address is full, the delivery
-- waits in its lane until a place there is free; no attempt is counted.
--
-- KEYS  1 root of the webhooks' keys, see webhook-lanes
-- ARGV  1 limits (JSON), as for take-deliveries  2 event  3 end of its lease  4 tenant  5 origin  6 address and port
-- returns { 'lost' }: another process has it; { 'full' }; or { 'begun', secrets of the tenant or false, body or false }

--- @include "records/move-generation"
--- @include "webhooks/webhook-lanes"

local root, limits, event, tenant, origin, host = KEYS[1], cjson.decode(ARGV[1]), ARGV[2], ARGV[4], ARGV[5], ARGV[6]
if redis.call('ZSCORE', root .. ':leases', event) ~= ARGV[3] then
  return { 'lost' }
end
local now = now_ms()
local places = root .. ':host-places:' .. tenant .. '|' .. host
if redis.call('SCARD', places) >= limits.hostPlaces then
  local waiting = root .. ':host-waiting:' .. tenant .. '|' .. host
  redis.call('ZADD', lane_of(root, tenant, origin), now, event)
  give_places_back(root, tenant, origin, '', event, now)
  redis.call('ZADD', waiting, 'NX', now, origin)
  redis.call('PEXPIRE', waiting, limits.leaseMs * 2)
  -- Looked at when a place is given back; if who waits before it is gone, then by time.
  refresh_lane(root, tenant, origin, now, now + limits.leaseMs)
  return { 'full' }
end
redis.call('SADD', places, event)
redis.call('HSET', root .. ':delivery:' .. event, 'host', host)
return { 'begun', redis.call('HGET', root .. ':secrets', tenant), redis.call('HGET', root .. ':delivery:' .. event, 'body') }
