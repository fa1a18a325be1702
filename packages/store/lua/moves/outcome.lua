-- What follows from a generation's end, or from its new beginning: lists, counters, inputs, events, and what its tenant
-- is given back. Included by transition.lua.

--- @include "records/states"
--- @include "moves/later"
--- @include "backlog/wake"
--- @include "backlog/backlog"
--- @include "batches/batch-ends"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"
--- @include "money/give-back"
--- @include "webhooks/tell-webhook"

-- Told of every webhook that names no states of its own.
local USUALLY_TOLD = { succeeded = true, failed = true, cancelled = true, submission_unknown = true }

-- Whether the record is one of those that are counted, see kept-bytes.lua.
local function is_counted(call, created_at)
  local kept = call.kept
  if not kept.tenant then
    local fields = redis.call('HMGET', call.batch, 'tenant', 'countedSince')
    kept.tenant, kept.since = fields[1] or '', tonumber(fields[2] or 'inf') or math.huge
  end
  return tonumber(created_at) >= kept.since
end

-- A record that was packed is a HASH from now on.
local function note_opened(call, step)
  if is_counted(call, step.created_at) then
    call.kept.bytes = call.kept.bytes + RECORD_BYTES.opened - RECORD_BYTES.waiting
  end
end

local function rename_field(record, from, to)
  redis.call('HSET', record, to, redis.call('HGET', record, from))
  redis.call('HDEL', record, from)
end

-- Takes the inputs of what begins anew, and gives back those of what has ended.
local function change_inputs(call, step)
  local record = step.record
  -- Those of a changed request are changed with it.
  if step.move.request then
    return
  end
  if step.released then
    take_inputs(step.released.tenant, step.released.hashes)
    rename_field(record, 'released', 'inputs')
  elseif ENDED_LIST[step.to] and not ENDED_LIST[step.from] then
    if step.held.inputs then
      give_inputs(step.held.tenant, step.held.inputs, call.now)
      rename_field(record, 'inputs', 'released')
    end
  end
end

-- Whether a stored video is not what was bought.
local function warned_of(video)
  return video and string.find(video, '"warnings":[', 1, true) and 1 or 0
end

-- Before the move is written: what was stored, and what is now.
local function count_warned(call, step)
  if step.from ~= 'succeeded' and step.to ~= 'succeeded' then
    return
  end
  local before = step.from == 'succeeded' and warned_of(redis.call('HGET', step.record, 'video')) or 0
  local after = 0
  for at = 1, #step.fields, 2 do
    if step.to == 'succeeded' and step.fields[at] == 'video' then
      after = warned_of(step.fields[at + 1])
    end
  end
  call.counts.warned = (call.counts.warned or 0) + after - before
end

local function count_ends(call, step)
  if (ENDED_LIST[step.from] == nil) ~= (ENDED_LIST[step.to] == nil) then
    local tenant = step.held.tenant or ''
    call.ended_of[tenant] = (call.ended_of[tenant] or 0) + (ENDED_LIST[step.from] and -1 or 1)
  end
end

-- Whoever waits was surely not bought since it last began to wait; nor was what is over because its create was refused.
local function is_unbought(step)
  if
    step.to ~= 'cancelled'
    or step.from ~= 'queued' and step.from ~= 'cancelling'
    or step.move.charged
    or step.settled
  then
    return false
  end
  for _, value in
    ipairs(redis.call('HMGET', step.record, 'taskId', 'settled', 'cost', 'resubmits', 'resolution', 'again'))
  do
    if value then
      return false
    end
  end
  return true
end

local function note_given_back(call, step)
  if is_unbought(step) and is_counted(call, step.created_at) then
    local given_back = call.kept.given_back
    given_back[#given_back + 1] = step.id
    call.counts.returned = (call.counts.returned or 0) + 1
  end
end

-- The lanes of the backlog know who is queued, with those that are admitted.
local function index_state(call, step)
  local id, from, to = step.id, step.from, step.to
  if from == to then
    return
  end
  if from ~= 'queued' then
    write_later(call, 'ZREM', key_of.states, from .. '|' .. id)
  end
  if to ~= 'queued' then
    write_later(call, 'ZADD', key_of.states, '0', to .. '|' .. id)
  end
  redis.call(
    'XADD',
    key_of.events,
    'MAXLEN',
    '~',
    call.max_events,
    '*',
    'g',
    id,
    'b',
    call.batch_id,
    'f',
    from,
    't',
    to,
    'at',
    call.now_text
  )
  if ENDED_LIST[from] then
    write_later(call, 'ZREM', key_of.ended(ENDED_LIST[from]), id)
  end
  if ENDED_LIST[to] then
    write_later(call, 'ZADD', key_of.ended(ENDED_LIST[to]), call.now_text, id)
  end
  call.ended = call.ended or ENDED_LIST[to] ~= nil
  call.begun = call.begun or ENDED_LIST[from] ~= nil
  call.counts[from] = (call.counts[from] or 0) - 1
  call.counts[to] = (call.counts[to] or 0) + 1
end

-- A webhook may have the states before it that are to be told: ',generating,succeeded, URL'.
local function tell_outcome(call, step)
  if step.from == step.to then
    return
  end
  local tenant, webhook = step.held.tenant, step.held.webhook
  if not webhook then
    return
  end
  local states, url = string.match(webhook, '^(,%S*,) (.*)$')
  local wanted = USUALLY_TOLD[step.to]
  if states then
    wanted = string.find(states, ',' .. step.to .. ',', 1, true)
  end
  if wanted then
    local word = step.to == 'submission_unknown' and 'needs_attention' or step.to
    local event = 'generation.' .. word
    tell_webhook(tenant, url or webhook, event, 'generation', step.id, call.now, call.batch_id)
  end
end

local function finish_counts(call)
  for tenant, ended in pairs(call.ended_of) do
    redis.call('HINCRBY', key_of.tenant(tenant), 'unfinished', -ended)
  end
end

-- Writes the batch's counters, wakes a dispatcher, and stops the batch where it has to.
local function finish_batch(call)
  for state, change in pairs(call.counts) do
    if change ~= 0 then
      redis.call('HINCRBY', call.batch, state, change)
    end
  end
  if (call.counts.queued or 0) ~= 0 then
    redis.call('INCRBY', key_of.queued, call.counts.queued)
  end
  if call.wake and redis.call('EXISTS', key_of.backlog, key_of.aside_models) > 0 then
    wake_dispatcher()
  end
  if call.begun then
    redis.call('HDEL', call.batch, 'endedAt')
  end
  local stop = call.ended and note_batch_ends(call.batch, call.batch_id, call.now)
  if stop then
    redis.call('HSET', call.batch, 'flag.stopped', stop)
    refresh_batch(call.batch_id)
  end
end

local function finish_kept(call, max_remains)
  local kept = call.kept
  if kept.bytes ~= 0 then
    count_bytes(key_of.tenant(kept.tenant), 'kept', kept.bytes)
  end
  if #kept.given_back > 0 then
    give_back_records(kept.tenant, kept.given_back, call.now)
    give_back_batch(call.batch_id, call.now)
    forget_remains(kept.tenant, max_remains)
  end
end
