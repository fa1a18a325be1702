-- The place of a create in its account's window, and what its answer says of the account. Included by transition.lua.

--- @include "accounts/account-health"
--- @include "moves/later"

-- A create that leaves these states may have been an account's trial.
local BEFORE_THE_ANSWER = { queued = true, creating = true, submission_unknown = true, cancelling = true }

local function change_window(call, step)
  local move, run = step.move, step.run
  if not move.window or not run then
    return
  end
  local create = step.id .. ':' .. run
  if move.window == 'held' then
    write_later(call, 'ZADD', call.create_window, time_in(call, move.holdMs), create)
  elseif move.window == 'stamp' then
    write_later(call, 'ZADD', call.create_window, call.now_text, create)
  else
    write_later(call, 'ZREM', call.create_window, create)
    call.wake = true
  end
end

local function note_answer(call, step)
  local run, to = step.run, step.to
  if not run or not BEFORE_THE_ANSWER[step.from] or to == 'creating' then
    return
  end
  local accepted = to == 'generating'
  local answered = step.from == 'creating' and (accepted or to == 'failed') and not step.move.refused
  local function model_of()
    return cjson.decode(redis.call('HGET', step.record, 'request')).model
  end
  if answered and accepted then
    call.accepted = call.accepted + 1
  end
  call.health = call.health or read_health(call.account_key)
  if answered and note_account_works(call.account_key, call.health, run, call.now, accepted, model_of) then
    call.wake = true
    call.health = read_health(call.account_key)
  end
  if forget_trial(call.account_key, call.health, run, model_of) then
    call.wake = true
    call.health = nil
  end
end

local function finish_account(call)
  if call.accepted > 0 then
    redis.call('HINCRBY', call.account_key, 'accepted', call.accepted)
  end
end
