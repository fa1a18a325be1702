-- Who waits for a create, in groups that wait for the same reason.
--
-- KEYS
-- ARGV  1 most lanes looked at
-- returns { how many lanes there are, the oldest of each class that nobody stopped, as JSON: { class: ms, ... }, tenant, batch, model, account, how many, why: '' | 'paused' | 'budget' | 'aside' |
--         'admitted', ... }; the account of those that are admitted alone, and of them no model

--- @include "backlog/backlog"

local oldest = {}
local reply = { redis.call('SCARD', key_of.lanes), '' }

local function tell(tenant, batch, model, account, count, why)
  for _, value in ipairs({ tenant, batch, model, account, count, why }) do
    reply[#reply + 1] = value
  end
end

local NO_MONEY = { budget = true, no_price = true }

-- Why a batch's lanes are passed over, '' where they are not.
local batch_stops = {}
local function batch_stop(batch)
  if not batch_stops[batch] then
    local flag, says = why_stopped(redis.call('HMGET', key_of.batch(batch), unpack(STOP_FLAGS)))
    batch_stops[batch] = not flag and '' or flag == 'flag.stopped' and NO_MONEY[says] and 'budget' or 'paused'
  end
  return batch_stops[batch]
end

local tenant_stops = {}
local function tenant_stop(tenant)
  if not tenant_stops[tenant] then
    local held = redis.call('HMGET', key_of.tenant(tenant), 'paused', 'stopped')
    tenant_stops[tenant] = held[1] and 'paused' or held[2] and 'budget' or ''
  end
  return tenant_stops[tenant]
end

local function note_oldest(class, lane)
  local since = tonumber(redis.call('ZRANGE', key_of.lane_named(lane), 0, 0, 'WITHSCORES')[2] or nil)
  if since and since < (oldest[class] or math.huge) then
    oldest[class] = since
    reply[2] = cjson.encode(oldest)
  end
end

for _, lane in ipairs(redis.call('SRANDMEMBER', key_of.lanes, ARGV[1])) do
  local class, model, tenant, batch = string.match(lane, '^(%a+)|([^|]*)|([^|]*)|(.*)$')
  local stop = batch_stop(batch)
  stop = stop == '' and tenant_stop(tenant) or stop
  if stop == '' then
    note_oldest(class, lane)
  end
  tell(tenant, batch, model, '', redis.call('ZCARD', key_of.lane_named(lane)), stop)
end

local function tell_counts(counts, model, why)
  for place, count in pairs(counts) do
    local batch, account = string.match(place, '^([^|]*)|(.*)$')
    tell(redis.call('HGET', key_of.batch(batch), 'tenant') or '', batch, model, account, count, why)
  end
end

local function count_one(counts, place)
  counts[place] = (counts[place] or 0) + 1
end

for _, model in ipairs(redis.call('SMEMBERS', key_of.aside_models)) do
  local counts = {}
  for _, member in ipairs(redis.call('ZRANGE', key_of.aside(model), 0, ARGV[1] - 1)) do
    count_one(counts, string.match(member, '|(.*)$') .. '|')
  end
  tell_counts(counts, model, 'aside')
end

local admitted, counts = redis.call('HGETALL', key_of.admitted), {}
for at = 1, #admitted, 2 do
  local account = string.match(admitted[at + 1], '^%d+:%d+:(.*)$') or ''
  count_one(counts, string.match(admitted[at], '|(.*)$') .. '|' .. account)
end
tell_counts(counts, '', 'admitted')
return reply
