-- One move of one generation: what it is about, and whether it may be made. Included by transition.lua.
--
-- call: what all moves of one call share
--   now, batch_id, batch, account, slots, create_window, account_key, max_events, max_unfinished, max_bytes
--   counts       by state, how many more generations of the batch are in it; `returned` and `warned` among them
--   wake         somebody may start now
--   ended, begun whether any has ended, or begins anew
--   ended_of     by tenant, how many have ended, less those that begin anew
--   money, kept  see moves/money.lua and moves/outcome.lua
--   happenings   see history/happenings.lua
-- step: id, record (its key), move (as transition.lua gets it), from, to, run, grant, created_at, updated_at,
--       begins_anew, released
--       fields: what is written into the record, { field, value, ... }

--- @include "records/states"
--- @include "records/record"
--- @include "accounts/task-index"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"
--- @include "moves/request"

local function set_field(step, field, value)
  step.fields[#step.fields + 1] = field
  step.fields[#step.fields + 1] = value
end

local function moved_reply(step, new_run)
  local move, record = step.move, step.record
  local request = move.returnRequest
      and (redis.call('GET', key_of.generation_media(step.id)) or redis.call('HGET', record, 'request'))
    or ''
  return { 1, request, new_run or 0, move.returnRequest and redis.call('HGET', record, 'tenant') or '' }
end

local function not_moved_reply(record)
  return { 0, cjson.encode(redis.call('HGETALL', record)) }
end

-- Reads what the move is about. With it comes the reply of one that is not made: its record is in another state, run or
-- account; or it was made before, by this very call.
local function begin_step(call, record, move)
  local held, opened = open_record(record, 'state', 'run', 'account', 'createdAt', 'updatedAt')
  local from, run, account = held[1], held[2], held[3]
  if not from then
    return nil, { 0, '' }
  end
  local step = {
    id = move.id,
    record = record,
    move = move,
    from = from,
    to = move.to,
    created_at = held[4],
    updated_at = held[5],
    fields = move.set or {},
  }
  if opened then
    note_opened(call, step)
  end
  if not string.find(move.from, ',' .. from .. ',', 1, true) then
    if move.token and from == move.to and redis.call('HGET', record, 'token') == move.token then
      return nil, moved_reply(step)
    end
    return nil, not_moved_reply(record)
  end
  -- A queued generation works under its grant, if it has one.
  if from == 'queued' then
    step.grant = redis.call('HGET', key_of.admitted, move.id .. '|' .. call.batch_id)
    run, account = string.match(step.grant or '', '^(%d+):%d+:(.*)$')
  end
  step.run = run
  -- What was cancelled before its first grant is in run 0.
  local in_run = run or from ~= 'queued' and '0'
  if move.run and in_run ~= tostring(move.run) then
    return nil, not_moved_reply(record)
  end
  if account and account ~= call.account then
    return nil, { -1, account }
  end
  return step
end

-- '<unfinished>:<allowed>' where the tenant of an ended generation has no room to begin it anew.
local function lacks_room(call, record)
  local tenant = redis.call('HGET', record, 'tenant') or ''
  local allowed = quota_of(key_of.tenant_quotas(tenant), { maxUnfinished = call.max_unfinished }, 'maxUnfinished')
  local unfinished = tonumber(redis.call('HGET', key_of.tenant(tenant), 'unfinished') or 0)
    - (call.ended_of[tenant] or 0)
  return unfinished >= allowed and unfinished .. ':' .. allowed
end

-- The reply of a move that must not be made, of whatever nothing was written yet.
local function refuse_step(call, step)
  local move, ended = step.move, ENDED_LIST[step.from]
  if is_anothers_task(call.account, move, step.from, call.now) then
    return { -2, '' }
  end
  local room = call.max_unfinished ~= '' and ended and step.to == 'queued' and lacks_room(call, step.record)
  if room then
    return { -4, room }
  end
  step.begins_anew = ended and not ENDED_LIST[step.to]
  if move.request then
    local tenant = redis.call('HGET', step.record, 'tenant')
    local lost = move.request.inputs ~= '' and missing_input(tenant, move.request.inputs)
    if lost then
      return { -3, lost }
    end
    local lack = call.max_bytes ~= '' and lacks_bytes(call, step)
    return lack and { -5, lack } or nil
  end
  local released = step.begins_anew and redis.call('HMGET', step.record, 'released', 'tenant') or {}
  local gone = released[1] and missing_input(released[2], released[1])
  -- Only a create needs them: what was made is downloaded without.
  if gone and step.to == 'queued' then
    return { -3, gone }
  end
  if released[1] and not gone then
    step.released = { tenant = released[2], hashes = released[1] }
  end
end
