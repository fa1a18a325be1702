-- Which tasks the generations of an account have or had, so that none is given to a second one; and, where its API
-- lists tasks, the creates whose answers were lost, so that a task in the list is known to be nobody's, and whose it
-- may be. Included by scripts. Kept for longer than the API looks back, seven days; nothing of it is ever walked
-- through to be cleaned.
--
--   key_of.tasks(account, day)     SET: task ids that were recorded on this day. A day, and not the task's own time: a
--                                  task is recorded after it was
--                                  made, so whatever the list still shows was recorded on one of the last days.
--   key_of.lost_creates(account)   HASH: <id>:<run> -> JSON of a create whose answer was lost; of accounts whose API
--                                  lists tasks

local DAY_MS = 86400000
local REMEMBERED_S = 9 * 86400
-- The list goes seven days back; and one for a clock that is a little behind.
local DAYS_BACK = 8

-- As contracts/src/account.ts names the sides of an account.
local function lists_tasks(account)
  return string.sub(account, -3) == '~v2'
end

local function task_id_of(move)
  local set = move.set or {}
  for at = 1, #set, 2 do
    if set[at] == 'taskId' then
      return set[at + 1]
    end
  end
end

-- Whether the task that the move gives to a lost create was recorded for a generation before. Only who sent the create
-- (nobody else speaks of the window) has it from the provider's answer.
local function is_anothers_task(account, move, from, now)
  local task_id = from == 'submission_unknown' and not move.window and task_id_of(move)
  if not task_id then
    return false
  end
  local today = math.floor(now / DAY_MS)
  for day = today - DAYS_BACK, today do
    if redis.call('SISMEMBER', key_of.tasks(account, string.format('%.0f', day)), task_id) == 1 then
      return true
    end
  end
  return false
end

-- Where the tasks are remembered that are recorded today.
local function tasks_of_day(account, now)
  return key_of.tasks(account, string.format('%.0f', math.floor(now / DAY_MS)))
end

-- from and run: as they were before the move.
local function remember_lost(account, record, move, from, run)
  local lost = key_of.lost_creates(account)
  if move.to == 'submission_unknown' then
    local fields = redis.call('HMGET', record, 'request', 'submittedAt')
    local request = cjson.decode(fields[1])
    local create = {
      submittedAt = tonumber(fields[2]),
      model = request.model,
      duration = request.duration,
      resolution = request.resolution,
      ratio = request.ratio,
    }
    redis.call('HSET', lost, move.id .. ':' .. run, cjson.encode(create))
    redis.call('EXPIRE', lost, REMEMBERED_S)
  elseif from == 'submission_unknown' and (task_id_of(move) or move.window) then
    -- Its task was found; or the process that sent it lives after all (nobody else speaks of the window) and knows that
    -- there is none.
    redis.call('HDEL', lost, move.id .. ':' .. run)
  end
end
