-- Takes back the slots of an account whose lease has ended: nobody renewed them until long after their task's deadline.
-- One that waits for its create keeps it: its job may run at any time. A task that is found alive takes its slot back
-- with its next poll.
--
-- KEYS  1 slots
-- ARGV  1 lease ms of an admitted generation
-- returns the ids that lost their slot

--- @include "clock"
--- @include "records/states"
--- @include "backlog/wake"
--- @include "records/record"

local now = now_ms()
local reclaimed = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)) do
  local fields = fields_of(key_of.generation(id), 'state', 'batch', 'deadlineAt')
  local state, batch, deadline_at = fields[1], fields[2], tonumber(fields[3] or 0)
  local admitted = state == 'queued' and redis.call('HEXISTS', key_of.admitted, id .. '|' .. batch) == 1
  if admitted then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), id)
  elseif not (state and HOLDS_SLOT[state] and deadline_at > now) then
    redis.call('ZREM', KEYS[1], id)
    if batch then
      redis.call('HDEL', key_of.admitted, id .. '|' .. batch)
    end
    reclaimed[#reclaimed + 1] = id
  end
end
if #reclaimed > 0 and redis.call('EXISTS', key_of.backlog, key_of.aside_models) > 0 then
  wake_dispatcher()
end
return reclaimed
