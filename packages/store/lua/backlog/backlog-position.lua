-- Where a waiting generation stands.
--
-- ARGV  1 id  2 batch  3 tenant  4 request (JSON)  5 priority ('' = none of its own)  6 price ('' = none known)
-- returns { the tenant's weight, the weight of all tenants that wait in its class, why it does not get its turn or '',
--           model, how many of it, its tenant and class are before it, ... }, its own model first; nil when it does not
--           wait

--- @include "backlog/backlog"
--- @include "backlog/aside"

local batch, tenant = ARGV[2], ARGV[3]
local class = class_of(batch, ARGV[5] ~= '' and ARGV[5])
local section, member, former = position_of_request(class, ARGV[1], ARGV[4], tonumber(ARGV[6]))
local own_lane = key_of.lane(section, tenant, batch)
local in_own_lane = redis.call('ZRANK', own_lane, member)
if not in_own_lane then
  member, in_own_lane = former, redis.call('ZRANK', own_lane, former)
end
if not in_own_lane then
  local model = string.gsub(section, '^[^|]+|', '')
  local aside = redis.call('ZSCORE', key_of.aside(model), ARGV[1] .. '|' .. batch)
  return aside and { '1', '1', 'set_aside', model, '0' } or nil
end

-- The tenant's batches whose first is older come first, at most as far as they are older.
local since = redis.call('ZSCORE', own_lane, member)
local function count_older(of_section)
  local count = of_section == section and in_own_lane or 0
  for _, other in
    ipairs(redis.call('ZRANGEBYSCORE', key_of.section_tenant(of_section, tenant), '-inf', since, 'LIMIT', 0, 100))
  do
    if other ~= batch or of_section ~= section then
      count = count + redis.call('ZCOUNT', key_of.lane(of_section, tenant, other), '-inf', since)
    end
  end
  return count
end
local function model_of(of_section)
  return (string.gsub(of_section, '^[^|]+|', ''))
end
local ahead = { model_of(section), tostring(count_older(section)) }
for _, other_section in ipairs(redis.call('SMEMBERS', key_of.tenant_sections(tenant))) do
  local count = other_section ~= section and string.match(other_section, '^%a+') == class and count_older(other_section)
    or 0
  if count > 0 then
    ahead[#ahead + 1] = model_of(other_section)
    ahead[#ahead + 1] = tostring(count)
  end
end

local function weight_of(name)
  return tonumber(redis.call('HGET', key_of.tenant(name), 'weight') or 1)
end
local all, counted = 0, {}
for _, other_section in ipairs(redis.call('SMEMBERS', key_of.backlog)) do
  if string.match(other_section, '^%a+') == class then
    for _, name in ipairs(redis.call('ZRANGE', key_of.section(other_section), 0, 99)) do
      if not counted[name] then
        counted[name] = true
        all = all + weight_of(name)
      end
    end
  end
end

local STOPPED_BY =
  { ['flag.paused'] = 'batch_paused', ['flag.cancelling'] = 'batch_cancelling', ['flag.open'] = 'batch_open' }
local stopped
local kept = redis.call('HMGET', key_of.tenant(tenant), 'paused', 'stopped')
if kept[1] then
  stopped = 'tenant_paused'
elseif kept[2] then
  stopped = 'tenant_budget'
else
  local flag, why = why_stopped(redis.call('HMGET', key_of.batch(batch), unpack(STOP_FLAGS)))
  stopped = flag == 'flag.stopped' and why or STOPPED_BY[flag] or ''
end
return { tostring(weight_of(tenant)), tostring(all), stopped, unpack(ahead) }
