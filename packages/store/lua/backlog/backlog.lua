-- The backlog: who waits, and whose turn it is. Included by scripts.
--
-- Three levels. Classes share by weight, so that a lower class is slow and never starved. Inside a class tenants share
-- by weight, counted in cost (start-time fair queueing: each has a virtual time that its grants advance). Inside a
-- tenant it is first come first served, by batch and age. Each level is kept per model, since it depends on the model
-- whether an account may serve it: what nobody can serve is never looked through.
--
--   key_of.backlog                             SET of the sections '<class>|<model>' in which somebody waits
--   <backlog>:<class>|<model>                  ZSET tenant by virtual time (may lag behind the true one, never be
--                                              ahead)
--   <backlog>:<class>|<model>|<tenant>         ZSET batch by the age of its first
--   <backlog>:<class>|<model>|<tenant>|<batch> ZSET, the lane: '<id>', or '<id>|<cost>' where the cost is not 1, by age
--   <backlog>:lanes                            SET of the lanes '<class>|<model>|<tenant>|<batch>' in which somebody
--                                              stands, also where they must wait
--   <backlog>:fair                             HASH virtual times: 'now', '<class>', '<class>|now', '<class>|<tenant>';
--                                              lookedAt: when many accounts were looked at last, see admit.lua
--   <backlog>:tenant:<tenant>                  HASH weight, paused, stopped (its budget is used up), unfinished, money,
--                                              see money.lua
--   <backlog>:tenant:<tenant>:kinds            SET of the sections it ever stood in
--   <backlog>:tenants                          SET of the tenants that ever waited or have a setting
--   the batch's HASH                           flag.paused, flag.cancelling, flag.open, flag.stopped (states have
--                                              counters of their own
--                                              names): with any of them its lanes wait; priority, and
--                                              'lane:<class>|<model>|<tenant>' for each lane it ever had

local CLASS_WEIGHT = { high = 100, normal = 10, low = 1 }
local CLASSES = { 'high', 'normal', 'low' }

-- What the commonest video costs, 6 s in 768P, in millionths: the shares of tenants are counted in it.
local COMMON_PRICE = 280000

-- One for every 6 s or so of its video.
local function spans_of(duration)
  return math.max(1, math.floor((duration or 6) / 6 + 0.5))
end

-- What a generation takes of its tenant's share: its price, in hundredths of the commonest one's. Where none is known,
-- its seconds.
local function cost_of(price, duration)
  return price and math.max(1, math.floor(price / COMMON_PRICE * 100 + 0.5)) / 100 or spans_of(duration)
end

local function with_cost(id, cost)
  return cost == 1 and id or string.format('%s|%.10g', id, cost)
end

local function read_member(member)
  local id, cost = string.match(member, '^([^|]+)|([%d.]+)$')
  return id or member, tonumber(cost or 1)
end

local STOP_FLAGS = { 'flag.paused', 'flag.cancelling', 'flag.open', 'flag.stopped' }

-- The flag that keeps a batch's lanes back, of the values of STOP_FLAGS, and what it says.
local function why_stopped(values)
  for at, flag in ipairs(STOP_FLAGS) do
    if values[at] then
      return flag, values[at]
    end
  end
end

-- Brings the indexes above a lane in line with what stands in it and with what is paused.
local function refresh_lane(section, tenant, batch)
  local section_key = key_of.section(section)
  local tenant_key = key_of.section_tenant(section, tenant)
  local head = redis.call('ZRANGE', key_of.lane(section, tenant, batch), 0, 0, 'WITHSCORES')
  redis.call(head[2] and 'SADD' or 'SREM', key_of.lanes, section .. '|' .. tenant .. '|' .. batch)
  if head[2] and not why_stopped(redis.call('HMGET', key_of.batch(batch), unpack(STOP_FLAGS))) then
    redis.call('ZADD', tenant_key, head[2], batch)
  else
    redis.call('ZREM', tenant_key, batch)
  end
  local kept = redis.call('EXISTS', tenant_key) == 1 and redis.call('HMGET', key_of.tenant(tenant), 'paused', 'stopped')
  if kept and not kept[1] and not kept[2] then
    redis.call(
      'ZADD',
      section_key,
      redis.call('HGET', key_of.fair, string.match(section, '^%a+') .. '|' .. tenant) or 0,
      tenant
    )
    redis.call('SADD', key_of.backlog, section)
  elseif redis.call('ZREM', section_key, tenant) == 1 and redis.call('EXISTS', section_key) == 0 then
    redis.call('SREM', key_of.backlog, section)
  end
end

-- A batch has few lanes, however many generations wait in them. Calls visit(section, tenant) before each is refreshed.
local function refresh_batch(batch, visit)
  for _, field in ipairs(redis.call('HKEYS', key_of.batch(batch))) do
    local section, tenant = string.match(field, '^lane:(%a+|[^|]+)|(.+)$')
    if section then
      if visit then
        visit(section, tenant)
      end
      refresh_lane(section, tenant, batch)
    end
  end
end

-- A tenant's lanes that are ready stand in its own index, whether it is paused or not.
local function refresh_tenant(tenant)
  for _, section in ipairs(redis.call('SMEMBERS', key_of.tenant_sections(tenant))) do
    local batch = redis.call('ZRANGE', key_of.section_tenant(section, tenant), 0, 0)[1]
    if batch then
      refresh_lane(section, tenant, batch)
    end
  end
end

-- Where a generation stands: its section, and its member in its lane. price: nil where none is known.
local function position_of(class, id, model, duration, price)
  return class .. '|' .. model, with_cost(id, cost_of(price, duration))
end

-- The same, and its member as versions wrote it that knew seconds only: such members stand in lanes until their turn.
local function position_of_request(class, id, request_json, price)
  local request = cjson.decode(request_json)
  local section, member = position_of(class, id, request.model, request.duration, price)
  return section, member, with_cost(id, spans_of(request.duration))
end

-- A priority that was given to the whole batch goes before its generations' own.
local function class_of(batch, priority)
  return redis.call('HGET', key_of.batch(batch), 'priority') or priority or 'normal'
end

-- entries: { since, member, ... } by age.
local function join_lane(batch, tenant, section, entries)
  local lane = key_of.lane(section, tenant, batch)
  local first = redis.call('ZRANGE', lane, 0, 0, 'WITHSCORES')
  redis.call('ZADD', lane, unpack(entries))
  -- Behind the first, nothing above the lane changes.
  if not first[2] or tonumber(entries[1]) < tonumber(first[2]) then
    redis.call('HSET', key_of.batch(batch), 'lane:' .. section .. '|' .. tenant, '1')
    redis.call('SADD', key_of.tenant_sections(tenant), section)
    redis.call('SADD', key_of.tenants, tenant)
    refresh_lane(section, tenant, batch)
  end
end

local function join_backlog(batch, tenant, section, member, since)
  join_lane(batch, tenant, section, { since, member })
end

local function leave_backlog(batch, tenant, section, member, former)
  redis.call('ZREM', key_of.lane(section, tenant, batch), member, former)
  refresh_lane(section, tenant, batch)
end
