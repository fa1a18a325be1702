-- Takes back the slots of an account whose lease has ended: nobody renewed them until long after their task's deadline.
-- One that waits for its create keeps it: its job may run at any time. A task that is found alive takes its slot back
-- with its next poll.
--
-- KEYS  1 slots  2 admitted  3 backlog  4 wake
-- ARGV  1 what stands before an id in the key of its record  2 lease ms of an admitted generation
-- returns the ids that lost their slot

--- @include "records/move-generation"
--- @include "records/record"

local now = now_ms()
local reclaimed = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)) do
  local fields = fields_of(ARGV[1] .. id, 'state', 'batch', 'deadlineAt')
  local state, batch, deadline_at = fields[1], fields[2], tonumber(fields[3] or 0)
  local admitted = state == 'queued' and redis.call('HEXISTS', KEYS[2], id .. '|' .. batch) == 1
  if admitted then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), id)
  elseif not (state and HOLDS_SLOT[state] and deadline_at > now) then
    redis.call('ZREM', KEYS[1], id)
    if batch then
      redis.call('HDEL', KEYS[2], id .. '|' .. batch)
    end
    reclaimed[#reclaimed + 1] = id
  end
end
if #reclaimed > 0 and redis.call('EXISTS', KEYS[3]) == 1 then
  wake_dispatcher(KEYS[4])
end
return reclaimed
