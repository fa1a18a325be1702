-- Where a waiting generation stands.
--
-- KEYS  1 backlog
-- ARGV  1 id  2 batch  3 tenant  4 request (JSON)  5 priority ('' = none of its own)
-- returns { how many of its tenant and class are before it, the tenant's weight, the weight of all tenants that wait in
--           its class, why it does not get its turn or '' }, or nil when it does not wait

--- @include "backlog"

local backlog, batch, tenant = KEYS[1], ARGV[2], ARGV[3]
local class = class_of(backlog, batch, ARGV[5] ~= '' and ARGV[5])
local kind, member = place_of_request(class, ARGV[1], ARGV[4])
local tenant_key = backlog .. ':' .. kind .. '|' .. tenant
local ahead = redis.call('ZRANK', tenant_key .. '|' .. batch, member)
if not ahead then
  return nil
end

-- The tenant's batches whose first is older come first, at most as far as they are older.
local since = redis.call('ZSCORE', tenant_key .. '|' .. batch, member)
local older = redis.call('ZRANGEBYSCORE', tenant_key, '-inf', since, 'LIMIT', 0, 100)
for _, other in ipairs(older) do
  if other ~= batch then
    ahead = ahead + redis.call('ZCOUNT', tenant_key .. '|' .. other, '-inf', since)
  end
end

local function weight_of(name)
  return tonumber(redis.call('HGET', tenant_key_of(backlog, name), 'weight') or 1)
end
local all, counted = 0, {}
for _, other_kind in ipairs(redis.call('SMEMBERS', backlog)) do
  if string.match(other_kind, '^%a+') == class then
    for _, name in ipairs(redis.call('ZRANGE', backlog .. ':' .. other_kind, 0, 99)) do
      if not counted[name] then
        counted[name] = true
        all = all + weight_of(name)
      end
    end
  end
end

local STOPPED_BY = { ['flag.paused'] = 'batch_paused', ['flag.cancelling'] = 'batch_cancelling', ['flag.open'] = 'batch_open' }
local stopped
local kept = redis.call('HMGET', tenant_key_of(backlog, tenant), 'paused', 'stopped')
if kept[1] then
  stopped = 'tenant_paused'
elseif kept[2] then
  stopped = 'tenant_budget'
else
  local flag, why = why_stopped(redis.call('HMGET', batch_key_of(backlog, batch), unpack(STOP_FLAGS)))
  stopped = flag == 'flag.stopped' and why or STOPPED_BY[flag] or ''
end
return { tostring(ahead), tostring(weight_of(tenant)), tostring(all), stopped }
