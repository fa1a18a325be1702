-- The place of a generation in the backlog: it leaves it when it is granted or ended, and comes back to be made again.
-- Included by transition.lua.

--- @include "backlog/backlog"
--- @include "backlog/aside"
--- @include "moves/later"
--- @include "moves/request"

local function position_in_backlog(call, step)
  local fields = redis.call('HMGET', step.record, 'tenant', 'request', 'priority', 'price')
  local class = class_of(call.batch_id, fields[3])
  local section, member, former = position_of_request(class, step.id, fields[2], tonumber(fields[4] or nil))
  return fields[1], section, member, string.match(section, '^[^|]+|(.*)$'), former
end

local function change_place(call, step)
  local place = step.id .. '|' .. call.batch_id
  if step.from == 'queued' then
    if step.grant then
      write_later(call, 'HDEL', key_of.admitted, place)
    else
      local tenant, section, member, model, former = position_in_backlog(call, step)
      leave_backlog(call.batch_id, tenant, section, member, former)
      leave_aside(model, place)
    end
    if step.to == 'creating' and step.run then
      set_field(step, 'run', step.run)
      set_field(step, 'account', call.account)
    end
  end
  change_request(call, step)
  if step.to == 'queued' then
    local tenant, section, member, model = position_in_backlog(call, step)
    if step.move.asideMs then
      set_aside(model, place, call.now + step.move.asideMs)
    else
      join_backlog(call.batch_id, tenant, section, member, step.created_at)
    end
  end
end
