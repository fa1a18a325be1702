-- Generations that were refused and are set aside: the next try takes another one. They are queued and stand in no
-- lane. An admission takes them back to their positions when an account works that may serve them, or when nobody else
-- is left for its trial. Included by scripts.

--- @include "backlog/backlog"
--- @include "records/record"

local function set_aside(model, place, due)
  redis.call('SADD', key_of.aside_models, model)
  redis.call('ZADD', key_of.aside(model), due, place)
end

local function leave_aside(model, place)
  local key = key_of.aside(model)
  if redis.call('ZREM', key, place) == 1 and redis.call('EXISTS', key) == 0 then
    redis.call('SREM', key_of.aside_models, model)
  end
end

-- Those of a model that are due, oldest first, back to their positions. may_go(section, tenant, batch): whether one may
-- be taken from there. Returns how many are back, and how many of them may go.
local function take_back(model, most, now, may_go)
  local going = 0
  local due = redis.call('ZRANGEBYSCORE', key_of.aside(model), '-inf', now, 'LIMIT', 0, most)
  for _, place in ipairs(due) do
    local id, batch = string.match(place, '^([^|]+)|(.*)$')
    local fields = fields_of(key_of.generation(id), 'state', 'tenant', 'request', 'priority', 'createdAt', 'price')
    leave_aside(model, place)
    if fields[1] == 'queued' then
      local section, member = position_of_request(class_of(batch, fields[4]), id, fields[3], tonumber(fields[6] or nil))
      join_backlog(batch, fields[2], section, member, fields[5])
      going = going + (may_go(section, fields[2], batch) and 1 or 0)
    end
  end
  return #due, going
end
