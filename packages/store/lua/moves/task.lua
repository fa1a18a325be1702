-- The task of a generation: its run, its deadline, and what is remembered of it. Included by transition.lua.

--- @include "backlog/next-run"
--- @include "accounts/task-index"
--- @include "moves/outcome"
--- @include "money/kept-bytes"

-- Whether this puts back what may have been bought, to be bought again: nobody who knows that nothing was sent (only
-- they speak of the window) says so, but a user or a policy. Without a price nothing else of it stays in the record.
local function may_buy_twice(step)
  if step.to ~= 'queued' or step.move.window then
    return false
  end
  local of_before = redis.call('HMGET', step.record, 'taskId', 'resolution')
  return step.from == 'submission_unknown' or of_before[1] or of_before[2]
end

local function changes_told(step)
  for _, names in ipairs({ step.fields, step.move.remove or {} }) do
    for _, name in ipairs(names) do
      if TOLD_FIELDS[name] then
        return true
      end
    end
  end
  return false
end

-- Writes into the record what the move says. Returns the new run, where it gets one.
local function write_task(call, step)
  local move = step.move
  local new_run = move.newRun and next_run(call.now)
  if new_run then
    set_field(step, 'run', new_run)
  end
  if move.deadlineInMs then
    set_field(step, 'deadlineAt', call.now + move.deadlineInMs)
  end
  if move.token then
    set_field(step, 'token', move.token)
  end
  for _, field in ipairs(move.stamp or {}) do
    set_field(step, field, call.now)
  end
  if may_buy_twice(step) then
    set_field(step, 'again', '1')
  end
  local told = changes_told(step) and is_counted(call, step.created_at) and told_bytes(step.record)
  if move.remove then
    redis.call('HDEL', step.record, unpack(move.remove))
  end
  redis.call('HSET', step.record, unpack(step.fields))
  if told then
    call.kept.bytes = call.kept.bytes + told_bytes(step.record) - told
  end
  return new_run
end

local function index_task(call, step)
  remember_task(call.account, step.move, call.now)
  if lists_tasks(call.account) then
    remember_lost(call.account, step.record, step.move, step.from, step.run)
  end
end
