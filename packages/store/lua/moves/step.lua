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
--   later, writes  see moves/later.lua
--   held         see names_to_hold()
--   grants       by id, what was granted to those of the call that were queued
--   moved        by id, which have been looked at in this call
--   has_media    whether any of the call may have a request that an earlier version wrote apart
-- step: id, record (its key), move (as transition.lua gets it), from, to, run, grant, created_at, updated_at,
--       begins_anew, released
--       held: fields of the record before the move, by name, and names: which were read, see names_to_hold()
--       fields: what is written into the record, { field, value, ... }

--- @include "records/states"
--- @include "records/record"
--- @include "accounts/task-index"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"
--- @include "moves/later"
--- @include "moves/request"

-- Read of every record; and besides, of one that loses fields, whose request is wanted (which the history wants of what
-- is charged), or that ends.
local HELD = { 'state', 'run', 'account', 'createdAt', 'tenant', 'webhook' }
local HELD_BY_LOSERS = { 'error', 'attempts', 'refusals' }
local HELD_WHOLE = { 'request', 'updatedAt' }
local HELD_AT_END = { 'inputs', 'pollCount', 'video', 'submittedAt', 'acceptedAt', 'generatedAt' }

-- Moves of one kind hold the same: their names, and those as { name = true }.
local function names_to_hold(call, move)
  local ends = ENDED_LIST[move.to]
  local whole = ends or move.returnRequest or move.charged or move.to == 'downloading'
  local kind = (move.remove and 'losers ' or '') .. (ends and 'ends' or whole and 'whole' or '')
  local names = call.held[kind]
  if not names then
    names = { list = {}, set = {} }
    call.held[kind] = names
    for _, some in ipairs({
      HELD,
      move.remove and HELD_BY_LOSERS or {},
      whole and HELD_WHOLE or {},
      ends and HELD_AT_END or {},
    }) do
      for _, name in ipairs(some) do
        names.list[#names.list + 1] = name
        names.set[name] = true
      end
    end
  end
  return names
end

-- The value of a field before the move, which is read now where it was not yet.
local function hold(step, name)
  if not step.names[name] and not step.held[name] then
    step.held[name] = redis.call('HGET', step.record, name) or nil
  end
  return step.held[name]
end

local function set_field(step, field, value)
  step.fields[#step.fields + 1] = field
  step.fields[#step.fields + 1] = value
end

-- What a field is once the move is written; nil where there is none. Of those that are held.
local function field_after(step, name)
  for at = #step.fields - 1, 1, -2 do
    if step.fields[at] == name then
      return step.fields[at + 1]
    end
  end
  for _, removed in ipairs(step.move.remove or {}) do
    if removed == name then
      return nil
    end
  end
  return step.held[name]
end

local function moved_reply(call, step, new_run)
  if not step.move.returnRequest then
    return { 1, '', new_run or 0, '' }
  end
  local request = call.has_media and redis.call('GET', key_of.generation_media(step.id))
    or step.move.request and step.move.request.text
    or step.held.request
  return { 1, request, new_run or 0, step.held.tenant or '' }
end

local function not_moved_reply(record)
  return { 0, cjson.encode(redis.call('HGETALL', record)) }
end

-- Reads what the moves of a call are about that stands in one place.
local function read_grants(call, moves)
  local ids, places, media = {}, {}, {}
  for _, move in ipairs(moves) do
    if string.find(move.from, ',queued,', 1, true) then
      ids[#ids + 1] = move.id
      places[#places + 1] = move.id .. '|' .. call.batch_id
    end
    if move.returnRequest then
      media[#media + 1] = key_of.generation_media(move.id)
    end
  end
  for at, grant in ipairs(#ids > 0 and redis.call('HMGET', key_of.admitted, unpack(places)) or {}) do
    call.grants[ids[at]] = grant
  end
  call.has_media = #media > 0 and redis.call('EXISTS', unpack(media)) > 0
end

-- What of it stands for the whole call to be written or was read ahead is as its last move has left it.
local function look_again(call, move)
  write_now(call)
  call.grants[move.id] = redis.call('HGET', key_of.admitted, move.id .. '|' .. call.batch_id)
end

-- Reads what the move is about. With it comes the reply of one that is not made: its record is in another state, run or
-- account; or it was made before, by this very call.
local function begin_step(call, record, move)
  if call.moved[move.id] then
    look_again(call, move)
  end
  call.moved[move.id] = true
  local names = names_to_hold(call, move)
  local held, opened = open_record(record, names.list, move.from == ',queued,')
  local from, run, account = held.state, held.run, held.account
  if not from then
    return nil, { 0, '' }
  end
  local step = {
    id = move.id,
    record = record,
    move = move,
    from = from,
    to = move.to,
    created_at = held.createdAt,
    updated_at = held.updatedAt,
    held = held,
    names = names.set,
    fields = move.set or {},
  }
  if opened then
    note_opened(call, step)
  end
  if not string.find(move.from, ',' .. from .. ',', 1, true) then
    if move.token and from == move.to and redis.call('HGET', record, 'token') == move.token then
      return nil, moved_reply(call, step)
    end
    return nil, not_moved_reply(record)
  end
  -- A queued generation works under its grant, if it has one.
  if from == 'queued' then
    step.grant = call.grants[move.id]
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
  if step.from == 'submission_unknown' then
    write_now(call)
    if is_anothers_task(call.account, move, step.from, call.now) then
      return { -2, '' }
    end
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
