-- The task of a generation: its run, its deadline, and what is remembered of it. Included by transition.lua.

--- @include "backlog/next-run"
--- @include "accounts/task-index"
--- @include "moves/later"
--- @include "moves/step"
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
  for at = 1, #step.fields, 2 do
    if TOLD_FIELDS[step.fields[at]] then
      return true
    end
  end
  for _, name in ipairs(step.move.remove or {}) do
    if TOLD_FIELDS[name] then
      return true
    end
  end
  return false
end

-- By how many bytes what is told of its tries and refusals grows.
local function told_growth(step)
  if not changes_told(step) then
    return 0
  end
  local growth = 0
  for name in pairs(TOLD_FIELDS) do
    hold(step, name)
    growth = growth + #(field_after(step, name) or '') - #(step.held[name] or '')
  end
  return growth
end

-- Fields that most moves remove and few records have.
local MOSTLY_ABSENT = { error = true, attempts = true, refusals = true }

local function remove_fields(step)
  local there = {}
  for _, name in ipairs(step.move.remove or {}) do
    if not MOSTLY_ABSENT[name] or hold(step, name) then
      there[#there + 1] = name
    end
  end
  if #there > 0 then
    redis.call('HDEL', step.record, unpack(there))
  end
end

-- Writes into the record what the move says. Returns the new run, where it gets one.
local function write_task(call, step)
  local move = step.move
  local new_run = move.newRun and next_runs(call.now, 1)
  if new_run then
    set_field(step, 'run', new_run)
  end
  if move.deadlineInMs then
    set_field(step, 'deadlineAt', time_in(call, move.deadlineInMs))
  end
  if move.token then
    set_field(step, 'token', move.token)
  end
  for _, field in ipairs(move.stamp or {}) do
    set_field(step, field, call.now_text)
  end
  if may_buy_twice(step) then
    set_field(step, 'again', '1')
  end
  local growth = told_growth(step)
  if growth ~= 0 and is_counted(call, step.created_at) then
    call.kept.bytes = call.kept.bytes + growth
  end
  remove_fields(step)
  redis.call('HSET', step.record, unpack(step.fields))
  return new_run
end

local function index_task(call, step)
  local task_id = task_id_of(step.move)
  if task_id then
    call.tasks = call.tasks or tasks_of_day(call.account, call.now)
    write_later(call, 'SADD', call.tasks, task_id)
  end
  if lists_tasks(call.account) then
    remember_lost(call.account, step.record, step.move, step.from, step.run)
  end
end

local function finish_tasks(call)
  if call.tasks then
    redis.call('EXPIRE', call.tasks, REMEMBERED_S)
  end
end
